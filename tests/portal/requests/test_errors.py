"""What is sent and cannot be read: answered once, with our page, and with a line in the log instead of a trace."""

import io
import logging

import pytest
from django.conf import settings
from django.test import Client

from tests.dossiers.browsing import Visitor

pytestmark = pytest.mark.django_db
FORM = "multipart/form-data; boundary=abc"
UNREADABLE = {
    "no boundary": ("multipart/form-data", b"x"),
    "an empty boundary": ("multipart/form-data; boundary=", b"--\r\n"),
    "a boundary that is none": ("multipart/form-data; boundary=\u00e9", b"x"),
    "base64 that is none": (
        FORM,
        b'--abc\r\nContent-Disposition: form-data; name="q"; filename="q.pdf"\r\nContent-Transfer-Encoding: base64\r\n\r\na\r\n--abc--\r\n',
    ),
    "a head without end": (FORM, b'--abc\r\nContent-Disposition: form-data; name="' + b"a" * 70_000),
}


@pytest.fixture
def english() -> Client:
    return Client(raise_request_exception=False, headers={"accept-language": "en"})


@pytest.mark.parametrize("path", ["/", "/nowhere/", "/tai-khoan/login/", "/ho-so/"])
@pytest.mark.parametrize(("content_type", "body"), UNREADABLE.values(), ids=UNREADABLE)
def test_a_form_that_cannot_be_read_is_answered_wherever_it_is_sent(
    english: Client, caplog, path: str, content_type: str, body: bytes
):
    with caplog.at_level(logging.INFO):
        response = english.generic("POST", path, body, content_type=content_type)

    assert response.status_code == 400
    assert "The request could not be read" in response.content.decode()
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert [record.exc_info for record in caplog.records] == [None]


def test_too_many_fields_are_told_so_without_a_trace(english: Client, caplog):
    fields = {f"f{number}": "" for number in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1)}

    response = english.post("/nowhere/", fields)

    assert response.status_code == 400
    assert [record.exc_info for record in caplog.records] == [None]


@pytest.mark.parametrize("path", ["/", "/nowhere/"])
def test_a_text_that_is_too_long_is_told_so_without_a_trace(english: Client, caplog, path: str):
    long = "a" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)

    response = english.post(path, f"q={long}", content_type="application/x-www-form-urlencoded")

    assert response.status_code == 413
    assert "Shorten the longest text" in response.content.decode()
    assert [record.exc_info for record in caplog.records] == [None]


def test_a_form_that_breaks_off_is_answered(english: Client):
    class Broken(io.BytesIO):
        def read(self, *_size: int) -> bytes:
            raise ConnectionResetError

    environ = {"wsgi.input": Broken(), "CONTENT_LENGTH": "100", "CONTENT_TYPE": "application/x-www-form-urlencoded"}

    response = english.request(REQUEST_METHOD="POST", PATH_INFO="/nowhere/", **environ)

    assert response.status_code == 400


def test_a_form_that_claims_to_be_longer_than_can_be_counted_is_answered(english: Client):
    environ = {"wsgi.input": io.BytesIO(b"--abc--"), "CONTENT_LENGTH": "9" * 20, "CONTENT_TYPE": FORM}

    response = english.request(REQUEST_METHOD="POST", PATH_INFO="/nowhere/", **environ)

    assert response.status_code == 400


def test_an_address_that_cannot_be_read_is_told_so_at_the_desk_too():
    officer = Visitor("bob", language="en")
    officer.raise_request_exception = False
    query = "&".join(f"f{number}=" for number in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1))

    response = officer.get(f"/mot-cua/?list=mine&{query}")

    assert response.status_code == 400
    assert "The request could not be read" in response.content.decode()
