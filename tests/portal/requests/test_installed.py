"""The site as an application, and what is kept for where there is no connection."""

import re

import pytest
from django.urls import reverse

from tests.dossiers.browsing import Visitor

pytestmark = pytest.mark.django_db


def test_the_manifest_names_what_a_phone_needs_to_install_it() -> None:
    answer = Visitor().get("/manifest.webmanifest")

    described = answer.json()
    assert answer["Content-Type"] == "application/manifest+json"
    assert (described["start_url"], described["scope"], described["display"]) == (
        reverse("my_dossiers"),
        "/",
        "standalone",
    )
    assert [icon["sizes"] for icon in described["icons"]] == ["any"]
    assert [one["url"] for one in described["shortcuts"]] == ["/xac-minh/ngoai-mang/"]
    assert 'rel="manifest" href="/manifest.webmanifest"' in Visitor().get("/").content.decode()


def test_the_worker_answers_for_the_whole_site_and_is_asked_for_anew() -> None:
    answer = Visitor().get("/worker.js")

    assert answer["Content-Type"] == "text/javascript"
    assert "max-age=0" in answer["Cache-Control"]
    assert b"/ngoai-tuyen/" in answer.content


@pytest.mark.parametrize(("language", "heading"), [("vi", "Không có kết nối"), ("en", "No connection")])
def test_the_page_for_no_connection_has_nothing_of_a_person(language: str, heading: str) -> None:
    page = Visitor("alice", language=language).get("/ngoai-tuyen/").content.decode()

    assert f"<h1>{heading}</h1>" in page
    assert "alice" not in page.lower()
    assert "csrf" not in page
    # All that it takes is named, so that it can be kept.
    assert set(re.findall(r'(?:src|href)="([^"]*)"', page)) - {"", reverse("my_dossiers")} == {
        found for found in re.findall(r'(?:src|href)="([^"]*)"', page) if found.startswith("/static/")
    }
