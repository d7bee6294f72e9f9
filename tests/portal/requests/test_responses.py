"""What every response says about itself, at every address that the site has."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.exceptions import NoReverseMatch

from portal.demo import story
from portal.demo.people import PEOPLE
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, content_of

MONDAY = datetime(2026, 1, 5, 8, 30, tzinfo=LOCAL)
COMMUNES = "/ho-so/dia-chi/xa/"
OF_NOBODY = {
    "/manifest.webmanifest",
    "/worker.js",
    "/thong-ke/du-lieu/mo-ta.json",
    "/thong-ke/du-lieu/dcat.json",
    "/xac-minh/khoa.json",
}
"""The same for everybody: what makes the site an application, open data, and public keys."""


pytestmark = [pytest.mark.django_db, pytest.mark.at(MONDAY)]


def named(patterns: list[URLPattern | URLResolver], space: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Yield every address of the site that has a name."""
    for entry in patterns:
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from named(entry.url_patterns, inner)
        elif entry.name:
            yield f"{space}{entry.name}", entry


def addresses() -> set[str]:
    """Return every address, with values for its parts: those of a dossier where they can be."""
    dossier = story.dossier_in("tham-dinh", at=MONDAY).dossier
    file = dossier.attachments.exclude(component="").first()
    known = {
        "slug": story.SLUG, "code": dossier.code, "token": "x", "action": "stop", "pk": file.pk, "name": "received", "kind": "holiday",
        "uidb36": "1", "key": "x-y", "content_type_id": 1, "object_id": 1, "app_label": "accounts", "url": "khong-co",
    }  # fmt: skip
    return {_address(name, pattern, known) for name, pattern in named(get_resolver().url_patterns)}


def _address(name: str, pattern: URLPattern, known: dict[str, object]) -> str:
    parts = pattern.pattern.regex.groupindex or {}
    try:
        return reverse(name, kwargs={part: known.get(part, 1) for part in parts})
    except NoReverseMatch:
        return reverse(name, kwargs=dict.fromkeys(parts, 1))


def test_nothing_that_a_person_who_is_signed_in_receives_may_be_kept() -> None:
    asked = addresses()
    assert len(asked) > 60

    for person in PEOPLE:
        visitor = Visitor(person.username, raise_request_exception=False)
        for address in asked - {COMMUNES, *OF_NOBODY, "/tai-khoan/logout/"}:
            answer = visitor.get(address)
            content_of(answer)
            said = answer.get("Cache-Control", "")
            assert "no-store" in said, (person.username, address, answer.status_code)
            assert "public" not in said
            is_page = answer.status_code == 200 and answer["Content-Type"].startswith("text/html")
            assert not is_page or answer["X-Robots-Tag"] == "noindex", (person.username, address)
        assert visitor.get("/ho-so/").status_code == 200, "nothing on the way has signed the person out"


def test_a_paper_of_ones_own_is_not_kept_either() -> None:
    dossier = story.dossier_in("tham-dinh", at=MONDAY).dossier
    file = dossier.attachments.exclude(component="").first()

    for who in ("alice", "bob"):
        answer = Visitor(who).get(f"/ho-so/tep/{file.pk}/")
        assert content_of(answer)
        assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("username", ["", "alice", "bob"])
def test_the_list_of_communes_is_for_any_cache_whoever_asks(username: str) -> None:
    visitor = Visitor(username)
    answer = visitor.get(COMMUNES, {"tinh": "01"})

    assert answer["Cache-Control"] == "public, max-age=3600"
    assert "Vary" not in answer or "Cookie" not in answer["Vary"]
    assert not answer.cookies


def test_refusals_and_lost_pages_are_not_kept() -> None:
    for address in ("/khong-co/", f"/ho-so/tep/{UUID(int=0)}/", "/mot-cua/x/"):
        answer = Visitor("bob").get(address)
        assert (answer.status_code, answer["Cache-Control"]) == (404, "private, no-store"), address


def test_what_is_public_may_be_kept_by_the_browser_of_somebody_without_an_account() -> None:
    for address in ("/", "/thu-tuc/", "/tra-cuu/?code=x"):
        assert "no-store" not in Visitor().get(address).get("Cache-Control", ""), address


def test_search_engines_keep_what_is_public_and_nothing_of_a_dossier() -> None:
    assert all("X-Robots-Tag" not in Visitor().get(address) for address in ("/", "/thu-tuc/", "/tra-cuu/"))
    assert Visitor().get("/tra-cuu/?code=x")["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("address", ["/", "/mot-cua/", "/khong-co/", "/healthz", "/static/img/icon.svg", COMMUNES, "/tai-khoan/login/"])  # fmt: skip
def test_no_page_may_use_the_camera_or_ask_where_somebody_is(address: str) -> None:
    answer = Visitor().get(address)
    content_of(answer)

    policy = answer["Permissions-Policy"].split(", ")
    assert {"camera=()", "microphone=()", "geolocation=()", "payment=()", "usb=()"} <= set(policy)


def test_pages_share_no_window_with_another_site() -> None:
    assert Visitor().get("/")["Cross-Origin-Opener-Policy"] == "same-origin"
