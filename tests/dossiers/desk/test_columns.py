"""The columns of lists: an address says them, else they are those that its reader chose last."""

import re

import pytest

from dossiers.models import ChosenColumns
from portal.demo import story
from tests.dossiers.browsing import Visitor, content_of, read
from tests.dossiers.lifecycle import dossier_at, local
from tests.dossiers.reports.sheets import read_csv

pytestmark = [pytest.mark.django_db, pytest.mark.at(local("2026-01-06 09:00"))]

LIST = "/mot-cua/?list=open"
USUAL = ("applicant", "procedure", "holder", "due")


HEADS = {"Applicant": "applicant", "Procedure": "procedure", "Held by, step": "holder", "Whole deadline": "due",
         "Filed on": "filed", "Filed by way of": "channel"}  # fmt: skip


@pytest.fixture(autouse=True)
def _one_in_hand() -> None:
    dossier_at("accepted")


def chosen(visitor: Visitor, address: str = LIST) -> tuple[str, ...]:
    """Return the columns that the table of a page has."""
    heads = re.findall(r'<th scope="col"[^>]*>(?:<a [^>]*>)?([^<]+)<', visitor.get(address).content.decode())
    assert len(heads) >= 3
    return tuple(HEADS[head] for head in heads if head in HEADS)


def apply(visitor: Visitor, *columns: str, button: str = "1") -> str:
    """Send the form of filters with some columns; return where it leads."""
    answer = visitor.get("/mot-cua/", {"list": "open", "cols": columns, "apply": button})
    assert answer.status_code == 302
    return answer.url


def test_what_was_chosen_last_is_shown_wherever_an_address_says_nothing() -> None:
    bob = Visitor("bob")
    assert chosen(bob) == USUAL

    address = apply(bob, "filed", "channel")

    assert chosen(bob, address) == ("filed", "channel")
    assert chosen(Visitor("bob"), "/mot-cua/?list=mine&state=2") == ("filed", "channel"), "in another browser too"
    assert chosen(bob, "/mot-cua/?q=nguyen") == ("filed", "channel")
    assert chosen(Visitor("lan")) == USUAL, "nobody else’s"
    assert chosen(bob, f"{LIST}&cols=due") == ("due",), "the address wins"
    assert chosen(bob) == ("filed", "channel"), "and to open one chooses nothing"
    heads = read(Visitor("bob", language="vi").get(LIST)).words()
    assert "Ngày nộp Hình thức nộp" in heads


def test_a_view_has_its_own_columns() -> None:
    bob = Visitor("bob")
    bob.post("/mot-cua/bo-loc/luu/?list=open&state=2&cols=due", {"name": "A"})
    apply(bob, "filed")

    [view] = bob.get(LIST).context["views"]

    assert chosen(bob, view.url) == ("due",)


def test_the_usual_ones_are_put_back_at_one_place() -> None:
    bob = Visitor("bob")
    form = f"{LIST}&filters=1"
    assert 'value="usual"' not in bob.get(form).content.decode()
    apply(bob, "filed")
    assert 'value="usual"' in bob.get(form).content.decode()

    address = apply(bob, "filed", button="usual")

    assert "cols" not in address
    assert chosen(bob) == USUAL
    assert not ChosenColumns.objects.exists()


@pytest.mark.parametrize("columns", [(), USUAL])
def test_none_and_the_usual_ones_are_no_choice(columns: tuple[str, ...]) -> None:
    bob = Visitor("bob")
    apply(bob, "filed")

    apply(bob, *columns)

    assert chosen(bob) == USUAL
    assert not ChosenColumns.objects.exists()


def test_only_who_sends_the_form_has_chosen() -> None:
    bob = Visitor("bob")

    bob.head("/mot-cua/", {"list": "open", "cols": "filed", "apply": "1"})
    bob.get("/mot-cua/", {"list": "open", "cols": "password", "apply": "1"})
    bob.get("/mot-cua/", {"list": "open", "cols": "filed"})

    assert chosen(bob) == USUAL


def test_what_is_stored_and_means_nothing_any_more_is_passed_over() -> None:
    ChosenColumns.objects.create(person=story.person("bob"), columns="weight,filed")

    assert chosen(Visitor("bob")) == ("filed",)


def test_a_file_has_the_columns_that_the_list_shows() -> None:
    bob = Visitor("bob")
    apply(bob, "channel")

    page = bob.post("/mot-cua/tep-xuat/?list=open", {"format": "csv"}).url

    head = read_csv(content_of(bob.get(f"{page}tai-ve/")))[0]
    assert head[-1] == "Filed by way of"
    assert "Applicant" not in head
