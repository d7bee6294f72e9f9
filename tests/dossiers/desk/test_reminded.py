"""What somebody is reminded of is marked in that person's list, and counted, until that person acts."""

from datetime import timedelta

import pytest
import time_machine
from pytest_django import DjangoAssertNumQueries

from accounts.seats import seats_of
from dossiers import acts, queries
from dossiers.models import Dossier
from dossiers.proof import audit
from portal.demo import story
from procedures.time.calendar import local
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.bulk.choosing import NOW, some
from tests.dossiers.undoing import take_back

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]
LATER = NOW + timedelta(minutes=5)


def reminded(state: str = "tham-dinh") -> Dossier:
    """Return a dossier of which the desk has just reminded whoever has it."""
    [dossier] = some(1, state)
    story.take(dossier, acts.REMIND_HOLDER, "bob", at=NOW)
    dossier.refresh_from_db()
    return dossier


def meant_for(who: str) -> list[str]:
    found = queries.worklist("mentioned", seats_of(story.person(who), local(NOW).date()), LATER)
    return list(found.dossiers.values_list("code", flat=True))


def words(who: str, list_: str) -> str:
    with time_machine.travel(LATER, tick=False):
        return read(Visitor(who, language="vi").get(f"/mot-cua/?list={list_}")).words()


def test_the_row_is_marked_and_the_tab_counts_it_for_whoever_has_it() -> None:
    dossier = reminded()

    assert (meant_for("dung"), meant_for("hoa"), meant_for("bob")) == ([dossier.code], [], [])
    assert "Nhắc tôi 1" in words("dung", "mine")
    assert "đã nhắc" in words("dung", "mine")
    assert "đã nhắc" in words("dung", "mentioned")


def test_to_read_it_or_to_write_a_note_is_no_deed_and_to_act_is() -> None:
    dossier = reminded()
    Visitor("dung").get(f"/mot-cua/{dossier.code}/")
    story.take(dossier, acts.NOTE, "dung", at=LATER, message="Đang xem")
    dossier.refresh_from_db()
    assert dossier.reminded

    story.take(dossier, story.named(dossier, "finish-tham-dinh"), "dung", at=LATER)

    dossier.refresh_from_db()
    assert not dossier.reminded
    assert meant_for("dung") == []


def test_who_gets_it_from_the_one_who_was_reminded_is_not_reminded() -> None:
    dossier = reminded("phan-cong")

    story.take(dossier, "finish-phan-cong", "hoa", at=LATER, assignee=story.person("dung"))

    dossier.refresh_from_db()
    assert (dossier.reminded, meant_for("dung")) == (False, [])


def test_an_act_that_is_taken_back_leaves_it_reminded() -> None:
    dossier = reminded("phan-cong")
    story.take(dossier, "finish-phan-cong", "hoa", at=LATER, assignee=story.person("dung"))

    take_back(dossier, "hoa", at=LATER + timedelta(seconds=30))

    dossier.refresh_from_db()
    assert (dossier.reminded, meant_for("hoa")) == (True, [dossier.code])
    assert audit.check_all().differences == []


def test_one_that_is_named_and_reminded_stands_there_once() -> None:
    dossier = reminded()
    story.take(dossier, acts.NOTE, "bob", at=LATER, message="@dung xem giúp", mentions=(story.person("dung"),))

    assert meant_for("dung") == [dossier.code]
    assert words("dung", "mentioned").count("đã nhắc") == 1


def test_the_list_asks_no_more_for_more_of_them(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    dung = Visitor("dung")
    for dossier in some(3, "tham-dinh"):
        story.take(dossier, acts.REMIND_HOLDER, "bob", at=NOW)
        dung.get("/mot-cua/?list=mentioned")

        # The session, what stands beside every list, its rows, what of them is new.
        with django_assert_num_queries(4):
            dung.get("/mot-cua/?list=mentioned")
