"""The page that checks papers without network: it reaches nothing, and says so itself."""

import re
from base64 import b64encode
from hashlib import sha256

import pytest
from django.test import Client
from pytest_django import Settings

from dossiers.papers.signed.fields import FIELDS
from dossiers.papers.signed.statement_keys import statement_key
from dossiers.public.off_line_check import FILE_NAME

pytestmark = pytest.mark.django_db
ADDRESS = "/xac-minh/ngoai-mang/"


def policy_of(text: str) -> dict[str, list[str]]:
    return {name: values for name, *values in (part.split() for part in text.split(";"))}


@pytest.mark.parametrize("query", ["", "?tai-ve=1"])
def test_it_names_what_it_runs_by_digest_and_reaches_nothing(client: Client, query: str) -> None:
    response = client.get(ADDRESS + query)

    html = response.content.decode()
    [written] = re.findall(r'<meta http-equiv="Content-Security-Policy" content="([^"]+)">', html)
    own, sent = policy_of(written.replace("&#39;", "'")), policy_of(response["Content-Security-Policy"])
    for element, directive in (('<script type="module">', "script-src"), ("<style>", "style-src")):
        content = html.partition(element)[2].partition(f"</{element[1:].split()[0].rstrip('>')}>")[0]
        assert own[directive] == [f"'sha256-{b64encode(sha256(content.encode()).digest()).decode()}'"]
    assert own["default-src"] == ["'none'"]
    assert sent == {**own, "frame-ancestors": ["'none'"]}
    assert not re.findall(r'(?:src|href|action)="(?!\?tai-ve=1")', html.partition("<script")[0])


def test_it_is_a_file_to_keep_where_that_is_asked_for(client: Client) -> None:
    page, file = client.get(ADDRESS), client.get(f"{ADDRESS}?tai-ve=1")

    assert "Content-Disposition" not in page
    assert file["Content-Disposition"] == f'attachment; filename="{FILE_NAME}"'
    assert "tai-ve" in page.content.decode()
    assert "tai-ve" not in file.content.decode()


def test_it_alone_may_ask_for_the_camera(client: Client) -> None:
    assert "camera=(self)" in client.get(ADDRESS)["Permissions-Policy"]
    assert "microphone=()" in client.get(ADDRESS)["Permissions-Policy"]
    assert "camera=()" in client.get("/tra-cuu/")["Permissions-Policy"]


def test_the_keys_and_the_fields_of_each_kind_are_there_for_a_program(client: Client) -> None:
    known = client.get("/xac-minh/khoa.json").json()

    assert known["kinds"].keys() == set(FIELDS)
    assert [field["name"] for field in known["kinds"]["01"]["fields"]] == [field.name for field in FIELDS["01"]]
    assert known["kinds"]["01"]["name"]["en"] == "Receipt and appointment slip"
    [key] = known["keys"]
    own = statement_key()
    assert own is not None
    assert (key["crv"], key["last_day"], key["revoked"]) == ("P-256", None, False)
    assert "d" not in key


def test_with_a_key_that_cannot_be_used_the_pages_still_answer(client: Client, settings: Settings) -> None:
    settings.STATEMENT_KEY = "0" * 64

    assert client.get("/xac-minh/khoa.json").json()["keys"] == []
    assert client.get(ADDRESS).status_code == 200
