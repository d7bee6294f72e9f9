"""The number of a transfer stands where the money does: in the book and its files, at the receipt in the file, and in the search."""

import pytest

from dossiers import acts
from dossiers.commands import Fee
from portal.demo.story import Walk
from tests.dossiers.browsing import Visitor, content_of, read
from tests.dossiers.lifecycle import act, dossier_at, local

pytestmark = [pytest.mark.django_db, pytest.mark.at(local("2026-01-06 12:00"))]
BOOK = "/mot-cua/so-bien-lai/"


def moved() -> Walk:
    """Return a dossier that was paid by a transfer, of which a part went back by another."""
    walk, fee = dossier_at("tham-dinh"), Fee(1_900_000, "transfer", "FT26 006 123", is_meant=True)
    paid = act(walk, acts.RECEIVE_PAYMENT, "bob", "2026-01-06 09:00", fee=fee)
    given = {"reverses": paid.sequence, "fee": Fee(100_000, "transfer", "UNC-09"), "reason": "Nộp thừa."}
    act(walk, acts.GIVE_BACK, "bob", "2026-01-06 10:00", **given)
    return walk


def test_both_stand_in_the_book_its_file_and_at_the_receipt() -> None:
    walk, bob = moved(), Visitor("bob", language="vi")

    book = read(bob.get(BOOK)).words()
    file = content_of(bob.get(f"{BOOK}csv/")).decode()
    own = read(bob.get(f"/mot-cua/{walk.dossier.code}/")).words()

    for number in ("FT26 006 123", "UNC-09"):
        assert number in book
        assert number in file
        assert number in own
    assert "Hoàn trả một phần khoản thu · 100.000 đ · Chuyển khoản · UNC-09" in own


@pytest.mark.parametrize(
    "typed", ["UNC-09", "unc-09", "FT26006123", "ft26 006 123", "FT26006", "06123", "006 123", "t26006123"]
)
def test_the_search_finds_the_dossier_by_it_and_says_so(typed: str) -> None:
    walk = moved()
    dossier_at("tham-dinh")

    page = read(Visitor("bob", language="vi").get("/mot-cua/", {"q": typed}, follow=True)).words()

    assert walk.dossier.code in page
    assert ("UNC-09" if typed.startswith(("U", "u")) else "FT26 006 123") in page


@pytest.mark.parametrize("typed", ["6123", "06124", "26006"])
def test_too_short_an_end_and_what_stands_elsewhere_in_it_find_nothing(typed: str) -> None:
    walk = moved()

    assert walk.dossier.code not in Visitor("bob").get("/mot-cua/", {"q": typed}, follow=True).content.decode()


def test_the_day_that_a_statement_writes_behind_it_is_no_part_of_its_end() -> None:
    walk = dossier_at("tham-dinh")
    act(walk, acts.RECEIVE_PAYMENT, "bob", "2026-01-06 09:00", fee=Fee(1_800_000, "transfer", "FT26006123 05/01/2026"))

    page = Visitor("bob").get("/mot-cua/", {"q": "006123"}, follow=True).content.decode()

    assert walk.dossier.code in page


def test_who_may_not_see_the_dossier_does_not_find_it() -> None:
    walk = moved()

    assert walk.dossier.code not in Visitor("van").get("/mot-cua/", {"q": "UNC-09"}, follow=True).content.decode()


def test_words_that_are_erased_are_not_found() -> None:
    walk = moved()
    for event in walk.dossier.events.all():
        type(event.payload).objects.filter(pk=event.payload.pk).erase(at=walk.at)

    assert walk.dossier.code not in Visitor("bob").get("/mot-cua/", {"q": "UNC-09"}, follow=True).content.decode()
