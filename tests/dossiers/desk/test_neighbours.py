"""From a file to the next one of the list: its filters, its order, and the place that a file had when it was opened."""

import re
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.http import HttpResponse

from dossiers.models import Dossier
from portal.demo import story
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, form_of, read

MONDAY = datetime(2026, 1, 5, 8, 30, tzinfo=LOCAL)

pytestmark = [pytest.mark.django_db, pytest.mark.at(MONDAY + timedelta(hours=5))]


def three() -> list[Dossier]:
    """File three dossiers, in the order of their deadlines."""
    return [story.file("alice", at=MONDAY + timedelta(hours=n)) for n in range(3)]


def link(page: HttpResponse, rel: str) -> str:
    """Return the address of a neighbour, "" where there is none."""
    found = re.search(rf'<a href="([^"]+)" rel="{rel}"', page.content.decode())
    return found[1].replace("&amp;", "&") if found else ""


def code_in(address: str) -> str:
    """Return the number of the dossier in an address."""
    return urlsplit(address).path.split("/")[2] if address else ""


def rows(page: HttpResponse) -> list[str]:
    """Return the addresses of the rows of a list."""
    found = re.findall(
        r'<th scope="row"[^>]*><a[^>]* href="([^"]+)"|<th scope="row" class="code"><a href="([^"]+)"',
        page.content.decode(),
    )
    return [(one or other).replace("&amp;", "&") for one, other in found]


@pytest.mark.parametrize(
    "query",
    [
        "list=mine",
        "list=open",
        "list=open&sort=-filed",
        "list=open&channel=online",
        f"q={next(iter(story.ANSWERS.values()))}",
    ],
)
def test_the_files_of_a_list_are_gone_through_in_its_order_and_back(query: str) -> None:
    three()
    bob = Visitor("bob")
    listed = rows(bob.get(f"/mot-cua/?{query}"))
    codes = [code_in(address) for address in listed]
    assert len(codes) == 3

    seen, address = [], listed[0]
    while address:
        seen.append(address)
        page = bob.get(address)
        assert page.status_code == 200
        address = link(page, "next")
    assert [code_in(one) for one in seen] == codes

    back = [code_in(seen[-1])]
    while address := link(page, "prev"):
        back.append(code_in(address))
        page = bob.get(address)
    assert back == codes[::-1]


def test_a_file_that_was_acted_upon_keeps_its_place() -> None:
    first, second, _third = three()
    bob = Visitor("bob")
    page = bob.get(f"/mot-cua/{first.code}/?list=mine")

    done = bob.send(page, f"/accept/?{urlsplit(form_address(page, 'accept')).query}")

    after = bob.get(done.headers["Location"])
    assert parse_qs(urlsplit(done.headers["Location"]).query)["list"] == ["mine"]
    assert code_in(link(after, "next")) == second.code


@pytest.mark.parametrize(
    ("action", "typed"), [("note", {"message": "Xem giúp."}), ("write-to-applicant", {"message": "Sẽ có trong ngày."})]
)
@pytest.mark.parametrize("after", ["stay", "next"])
def test_who_writes_something_beside_stays_with_the_file_in_its_list(action: str, typed: dict, after: str) -> None:
    first, second, _third = three()
    bob = Visitor("bob")
    page = bob.get(f"/mot-cua/{first.code}/?list=mine")
    bob.post(f"/mot-cua/{first.code}/sau-khi-xong/?list=mine", {"after": after})

    done = bob.send(page, f"/{action}/?{urlsplit(form_address(page, action)).query}", typed)

    where = urlsplit(done.headers["Location"])
    assert code_in(done.headers["Location"]) == first.code
    assert where.fragment == {"note": "notes", "write-to-applicant": "conversation"}[action], (
        "what was written is in sight"
    )
    assert code_in(link(bob.get(f"{where.path}?{where.query}"), "next")) == second.code


@pytest.mark.parametrize("landing", ["stay", "next", "list"])
def test_what_is_taken_back_wherever_that_is_offered_leads_to_the_file_in_its_list(landing: str) -> None:
    first, second, _third = three()
    bob = Visitor("bob")
    page = bob.get(f"/mot-cua/{first.code}/?list=mine")
    bob.post(f"/mot-cua/{first.code}/sau-khi-xong/?list=mine", {"after": landing})
    landed = bob.send(page, f"/accept/?{urlsplit(form_address(page, 'accept')).query}", follow=True)

    back = bob.send(landed, f"/take-back/?{urlsplit(form_address(landed, 'take-back')).query}")

    assert code_in(back.headers["Location"]) == first.code
    assert code_in(link(bob.get(back.headers["Location"]), "next")) == second.code


def test_no_form_of_a_file_forgets_the_list() -> None:
    first, *_rest = three()
    bob = Visitor("bob")
    bob.post(f"/mot-cua/{first.code}/sau-khi-xong/?list=mine", {"after": "stay"})
    page = bob.get(f"/mot-cua/{first.code}/?list=mine")
    landed = bob.send(page, f"/accept/?{urlsplit(form_address(page, 'accept')).query}", follow=True)

    for shown in (page, landed):
        own = [form.action for form in read(shown).forms if first.code in form.action]
        assert own
        assert [one for one in own if "?list=mine" not in one] == []


def test_who_is_refused_looks_again_in_the_list() -> None:
    first, *_rest = three()
    bob = Visitor("bob")
    page = bob.get(f"/mot-cua/{first.code}/?list=mine")
    story.take(first, "accept", "bob", at=MONDAY + timedelta(hours=4))

    refused = bob.send(page, f"/accept/?{urlsplit(form_address(page, 'accept')).query}")

    again = re.search(rf'href="(/mot-cua/{first.code}/accept/[^"]*)"', refused.content.decode())
    assert refused.status_code == 409
    assert again is not None
    assert "?list=mine" in bob.get(again[1].replace("&amp;", "&")).headers["Location"]


def form_address(page: HttpResponse, action: str) -> str:
    """Return the address to which the form of an action is sent."""
    found = re.search(rf'action="([^"]+/{action}/[^"]*)"', page.content.decode())
    assert found is not None
    return found[1].replace("&amp;", "&")


def test_a_file_that_was_opened_by_itself_has_no_neighbours() -> None:
    first, *_rest = three()

    page = Visitor("bob").get(f"/mot-cua/{first.code}/")

    assert (link(page, "next"), link(page, "prev")) == ("", "")
    assert form_of(page, f"/{first.code}/accept/")


@pytest.mark.parametrize(
    "forged",
    [
        "list=khong-co",
        "list=mine&at=xx",
        "list=mine&at=WzEsMl0",
        "list=mine&after=%00",
        "q=%00",
        "list=mine&sort=x&holder=y",
    ],
)
def test_a_forged_place_is_no_error(forged: str) -> None:
    first, *_rest = three()

    assert Visitor("bob").get(f"/mot-cua/{first.code}/?{forged}").status_code == 200


def test_nobody_is_led_to_what_is_not_theirs() -> None:
    three()
    walk = story.dossier_in("tham-dinh", at=MONDAY)
    other = story.dossier_in("tham-dinh", at=MONDAY)

    page = Visitor("dung").get(f"/mot-cua/{walk.dossier.code}/?list=open")

    assert {code_in(link(page, rel)) for rel in ("next", "prev")} <= {other.dossier.code, ""}
