"""The orders of a list: names as the Vietnamese alphabet has them, every dossier once on the pages, both ways."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from accounts.roles import Role
from accounts.seats import seats_of
from dossiers import queries
from dossiers.lists.filters import Filters
from dossiers.lists.listed import listed
from dossiers.lists.sorts import ONLY_OPEN, SORTS
from dossiers.log import columns
from dossiers.models import Dossier, EventPayload
from dossiers.proof import audit
from portal.demo import story
from procedures.catalogue.alphabet import sort_key
from tests.dossiers.browsing import Visitor
from tests.dossiers.lifecycle import MONDAY, PLACES, dossier_at
from tests.dossiers.officers import officer

pytestmark = pytest.mark.django_db

NAMES = ["An Bình", "Anh", "Ân", "Đặng Dũng", "Dương", "Ê Đê", "Bùi Ý"]
IN_ORDER = ["An Bình", "Anh", "Ân", "Bùi Ý", "Dương", "Đặng Dũng", "Ê Đê"]


def filed_as(name: str) -> Dossier:
    return story.file("alice", at=MONDAY, answers={**story.ANSWERS, "applicant_name": name})


def shown(sort: str, list_: str = "open", who: str = "bob") -> list[Dossier]:
    """Return what a list shows in an order, page by page."""
    seats, day = seats_of(story.person(who), MONDAY.date()), MONDAY.date()
    found = listed(Filters.read({"list": list_, "sort": sort}, seats, day), seats, MONDAY)
    rows, page = [], found.page("")
    rows += page.rows
    while page.next:
        page = found.page(page.next)
        rows += page.rows
    one_by_one = {dossier.pk: dossier for dossier in Dossier.objects.all()}
    return [one_by_one[row.pk] for row in rows]


def test_applicants_stand_in_the_order_of_the_vietnamese_alphabet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "PAGE", 2)
    for name in NAMES:
        filed_as(name)

    assert [dossier.applicant_name for dossier in shown("applicant")] == IN_ORDER
    assert [dossier.applicant_name for dossier in shown("-applicant")] == IN_ORDER[::-1]


def test_by_hands_a_list_goes_along_the_way_and_then_by_the_names_of_case_officers() -> None:
    states = ("van-thu", "tham-dinh", "filed", "xem-xet")
    made = {state: dossier_at(state).dossier for state in states}
    other = officer("bao", Role.SPECIALIST, "bao-chi-xuat-ban")
    type(other).objects.filter(pk=other.pk).update(full_name="Đào Ân")
    theirs = dossier_at("tham-dinh").dossier
    Dossier.objects.filter(pk=theirs.pk).update(assignee=other)

    right = [made["filed"], made["xem-xet"], theirs, made["tham-dinh"], made["van-thu"]]
    assert shown("holder") == right
    assert shown("-holder") == right[::-1]


@pytest.mark.parametrize("sort", [*SORTS, *(f"-{name}" for name in SORTS)])
@pytest.mark.parametrize("list_", ["open", "done"])
def test_every_order_has_each_dossier_once_on_its_pages(sort: str, list_: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "PAGE", 3)
    for state in PLACES:
        dossier_at(state)
    right = Dossier.objects.filter(holder="") if list_ == "done" else Dossier.objects.exclude(holder="")
    name = sort.removeprefix("-")

    found = shown(sort, list_)

    assert len(found) == len(set(found))
    assert set(found) == set(right)
    if name not in ONLY_OPEN:
        values = [getattr(dossier, SORTS[name]) for dossier in found]
        assert values == sorted(values, reverse=sort.startswith("-"))


@pytest.mark.parametrize(
    "after", ["x", "WyJ4IiwxLGZhbHNlXQ", "WzEsMSxmYWxzZV0", "W251bGwsMSxmYWxzZV0", "WyJcdTAwMDAiLDEsZmFsc2Vd"]
)
@pytest.mark.parametrize("sort", [*SORTS, "-subject"])
def test_a_cursor_that_is_forged_or_of_another_order_is_no_fault(sort: str, after: str) -> None:
    dossier_at("filed")

    assert Visitor("bob").get("/mot-cua/", {"list": "open", "sort": sort, "after": after}).status_code == 200


def test_what_rows_keep_of_words_is_erased_with_them_and_nothing_differs() -> None:
    dossier = story.file("viet-an", at=MONDAY)
    assert (dossier.organisation, dossier.applicant_key) == ("Công ty TNHH Việt An", sort_key("Lê Việt Anh"))
    assert not audit.check_all().differences

    EventPayload.objects.filter(event__dossier=dossier).erase(at=MONDAY)

    dossier.refresh_from_db()
    assert (dossier.organisation, dossier.applicant_key, dossier.subject_key) == ("", "", "")
    assert not audit.check_all().differences


def test_a_row_that_does_not_say_what_the_words_say_is_named() -> None:
    dossier = story.file("viet-an", at=MONDAY)
    Dossier.objects.update(organisation="Ai đó", subject_key="z")

    found = {difference.what for difference in audit.check_all().differences}

    assert found == {"organisation", "subject_key"}, dossier


def test_earlier_dossiers_are_filled_in_as_the_commands_would_have_written_them() -> None:
    for state in PLACES:
        dossier_at(state)
    before = {dossier.pk: (columns.columns_of(dossier), dossier.organisation) for dossier in Dossier.objects.all()}
    blank = {"organisation": "", "applicant_key": "", "subject_key": "", "owed": None, "arrived": "", "arrived_with": 0}
    Dossier.objects.update(**blank, proposed="", inform_by=None, nearest_at=MONDAY)

    with connection.schema_editor() as editor:
        import_module("dossiers.migrations.0029_rows_are_filled").fill(apps, editor)

    after = {dossier.pk: (columns.columns_of(dossier), dossier.organisation) for dossier in Dossier.objects.all()}
    assert after == before
    assert not audit.check_all().differences
