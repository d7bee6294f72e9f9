"""A charset that a request names breaks nothing: all is read as UTF-8."""

from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.test import RequestFactory

from portal.requests.charset import in_utf8


def passed_on(content_type: str | None) -> str:
    """Return the content type that reaches the application."""
    seen: dict[str, Any] = {}

    def application(environ: dict[str, Any], _start: Any) -> list[bytes]:
        seen.update(environ)
        return [b""]

    in_utf8(application)({} if content_type is None else {"CONTENT_TYPE": content_type}, lambda *_given: None)
    return str(seen.get("CONTENT_TYPE", ""))


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        (None, ""),
        ("text/html", "text/html"),
        ("text/html; charset=rot13", "text/html"),
        ('text/html; charset="idna"', "text/html"),
        ("application/x-www-form-urlencoded;charset=latin-1", "application/x-www-form-urlencoded"),
        ("multipart/form-data; charset=unicode_escape; boundary=abc", "multipart/form-data; boundary=abc"),
        ("multipart/form-data; boundary=abc; Charset = utf-7", "multipart/form-data; boundary=abc"),
        ("multipart/form-data; boundary=abc", "multipart/form-data; boundary=abc"),
        ("multipart/form-data; boundary*=utf-99''abc", "multipart/form-data"),
        ("text/html; charset*=utf-99''x", "text/html"),
        ("text/html; x*=undefined''abc", "text/html"),
        ("a" * 20_000, "a" * 200),
    ],
)
def test_the_charset_is_left_out_and_whatever_cannot_be_read(sent: str | None, read: str) -> None:
    assert passed_on(sent) == read


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/nowhere/"])
def test_a_form_of_a_type_that_cannot_be_read_is_answered(path: str):
    started: list[str] = []
    environ = {**RequestFactory().post(path).environ, "CONTENT_TYPE": "multipart/form-data; boundary*=utf-99''abc"}

    b"".join(in_utf8(WSGIHandler())(environ, lambda status, _headers: started.append(status)))

    assert started == ["400 Bad Request"]


@pytest.mark.django_db
@pytest.mark.parametrize("accept", ["text/html;x*=utf-99''y", "*/*, a/b;c*=undefined''d", "a" * 20_000])
def test_an_answer_is_given_to_who_asks_for_a_type_that_cannot_be_read(accept: str):
    started: list[str] = []
    environ = {**RequestFactory().get("/i18n/setlang/").environ, "HTTP_ACCEPT": accept}

    b"".join(in_utf8(WSGIHandler())(environ, lambda status, _headers: started.append(status)))

    assert started == ["302 Found"]
