"""Whom a change of a place concerns: the preview and the page of it name exactly who is told, and say by when, or when they were."""

import re
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import date, time

import pytest
import time_machine
from django.core import mail

from accounts.models import Unit
from dossiers import outbox, turns
from dossiers.background import moving, relay
from dossiers.background.moving import Moving
from dossiers.calendars import changes
from dossiers.models import Dossier
from procedures.models import CalendarChange
from procedures.time.calendar import OFFICE_WEEK, Session
from procedures.time.calendars import plan
from procedures.time.corrections import Correction
from tests.dossiers import counter
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.calendars.test_effects import day_off
from tests.dossiers.lifecycle import dossier_at, local
from tests.dossiers.manager.test_calendar import DECIDED, STORM, looked

pytestmark = pytest.mark.usefixtures("committed_db")

START = local("2026-01-05 09:00")
EARLY = (*[(Session(time(8), time(12)), Session(time(13), time(16, 30)))] * 5, *OFFICE_WEEK[5:])
"""The result is promised for 17:00 of 19 January, when the desk is closed already."""
PHONE = {"applicant_phone": "0912345678", "applicant_email": ""}


@pytest.fixture
def dossier() -> Dossier:
    found = dossier_at("tham-dinh", at=START).dossier
    relay.run(local("2026-01-05 09:30"))
    return Dossier.objects.get(pk=found.pk)


def desk() -> int:
    return Unit.objects.get(kind="desk", parent__agency_code="H26.NN").pk


def put(at: str, *, off: Sequence[int] = (), taken_back: Sequence[int] = (), early: bool = False) -> CalendarChange:
    """Put days off of the desk, or shorter hours, into force, or take days back."""
    hours = {"week": EARLY, "since": date(2026, 1, 14)} if early else {}
    put_in, removed = tuple(map(day_off, off)), tuple(date(2026, 1, day) for day in taken_back)
    correction = Correction(unit_id=desk(), put=put_in, removed=removed, **hours)
    change = changes.apply(plan(correction), decision="9/QĐ", decided_on=None, by=None, at=local(at))
    changes.run(local(at))
    return change


def tell(at: str) -> int:
    """Have everybody told, and return how many mails of places that took."""
    mail.outbox.clear()
    assert not turns.take(moving.RUN, Moving(local(at)))
    relay.run(local(at) + outbox.GATHERING)
    return sum("đóng cửa lúc" in one.subject or "mở cửa" in one.subject for one in mail.outbox)


def page(change: CalendarChange, at: str) -> str:
    with time_machine.travel(local(at), tick=False):
        return read(Visitor("carol").get(f"/quan-ly/lich/thay-doi/{change.pk}/")).words()


def previewed(kind: str, on: int, at: str, language: str = "en") -> str:
    typed = {**STORM, **DECIDED, "on": f"{on}/01/2026", "unit": str(desk())}
    with time_machine.travel(local(at), tick=False):
        return read(looked(Visitor("carol", language=language), kind, typed)).words()


def affected(words: str) -> int:
    found = re.search(r"affected: (\d+)", words)
    assert found
    return int(found[1])


def test_a_closing_that_moves_the_hour_of_reopening_alone_names_who_is_told(dossier: Dossier) -> None:
    put("2026-01-13 08:00", early=True)
    assert tell("2026-01-13 08:00") == 1

    words = previewed("ngay-nghi", 20, "2026-01-13 09:00")
    change = put("2026-01-13 09:00", off=(20,))
    waiting = page(change, "2026-01-13 09:02")
    assert tell("2026-01-13 09:05") == 1
    told = page(change, "2026-01-13 09:11")

    assert affected(words) == 1
    assert f"{dossier.code}" in words
    assert "it opens then at another time: 08:00 20/01/2026 → 08:00 21/01/2026" in words
    assert "is told by mail and on the site within 15 minutes after this change is applied" in words
    assert (
        f"{dossier.code} {dossier.applicant_name}: 17:00 19/01/2026 → 08:00 21/01/2026, not at 08:00 20/01/2026; to be told by 09:15"
        in waiting
    )
    assert "not at 08:00 20/01/2026; told at 09:10 13/01/2026" in told


def test_so_does_the_withdrawal_of_such_a_closing_and_the_closing_recorded_again(dossier: Dossier) -> None:
    put("2026-01-13 08:00", early=True)
    first = put("2026-01-13 08:01", off=(20,))
    assert tell("2026-01-13 08:05") == 1

    back = previewed("bo-ngay", 20, "2026-01-13 09:00")
    second = put("2026-01-13 09:00", taken_back=(20,))
    assert tell("2026-01-13 09:05") == 1
    again = previewed("ngay-nghi", 20, "2026-01-13 10:00")
    third = put("2026-01-13 10:00", off=(20,))
    assert tell("2026-01-13 10:05") == 1

    assert [affected(words) for words in (back, again)] == [1, 1]
    assert "08:00 21/01/2026 → 08:00 20/01/2026" in back
    pages = [page(change, "2026-01-13 10:30") for change in (first, second, third)]
    for words, at in zip(pages, ("08:10", "09:10", "10:10"), strict=True):
        assert words.count(dossier.code) == 1
        assert f"told at {at} 13/01/2026" in words


def test_a_closing_that_is_taken_back_names_who_was_told_of_it_and_nobody_else(dossier: Dossier) -> None:
    put("2026-01-13 08:00", off=(19, 27))
    tell("2026-01-13 08:00")
    since = dossier_at("tham-dinh", at=local("2026-01-13 08:20")).dossier
    assert since.due_at == local("2026-01-27 17:00"), "its paper says that the desk is closed then"

    words = previewed("bo-ngay", 19, "2026-01-13 09:00")
    change = put("2026-01-13 09:00", taken_back=(19, 27))
    waiting = page(change, "2026-01-13 09:02")
    assert tell("2026-01-13 09:05") == 1

    assert affected(words) == 1
    assert "it is open then after all: 08:00 20/01/2026 → 17:00 19/01/2026" in words
    assert "17:00 19/01/2026, open then after all, not only at 08:00 20/01/2026; to be told by 09:15" in waiting
    told = page(change, "2026-01-13 09:20")
    assert "told at 09:10 13/01/2026" in told
    assert (dossier.code in told, since.code in told) == (True, False)


def test_what_is_taken_back_before_anything_went_out_names_nobody(dossier: Dossier) -> None:
    closing = put("2026-01-13 08:00", off=(19,))

    words = previewed("bo-ngay", 19, "2026-01-13 08:01")
    back = put("2026-01-13 08:02", taken_back=(19,))

    assert tell("2026-01-13 08:05") == 0
    assert affected(words) == 0
    assert [dossier.code in page(change, "2026-01-13 08:30") for change in (closing, back)] == [False, False]


def test_the_page_asks_no_more_for_several_than_for_one(
    dossier: Dossier, django_assert_max_num_queries: Callable[[int], AbstractContextManager[None]]
) -> None:
    several = [dossier.code, *(dossier_at("tham-dinh", at=START).dossier.code for _n in range(3))]
    change = put("2026-01-13 08:00", off=(19,))
    carol = Visitor("carol")
    with time_machine.travel(local("2026-01-13 08:05"), tick=False):
        # The first page of a session notes its use, and the first that needs a calendar reads it.
        carol.get(f"/quan-ly/lich/thay-doi/{change.pk}/")
        with django_assert_max_num_queries(18):
            shown = read(carol.get(f"/quan-ly/lich/thay-doi/{change.pk}/")).words()
    assert all(code in shown for code in several)


def test_a_limit_stands_and_once_it_has_passed_that_is_said(dossier: Dossier) -> None:
    change = put("2026-01-13 09:00", off=(19,))

    pages = [page(change, f"2026-01-13 {at}") for at in ("09:10", "09:14", "09:17", "09:40")]
    assert tell("2026-01-13 09:41") == 1

    assert ["; to be told by 09:15 13/01/2026" in words for words in pages] == [True, True, False, False]
    assert ["; not told yet: it was to be told by 09:15 13/01/2026" in words for words in pages] == [
        False,
        False,
        True,
        True,
    ]
    assert "; told at 09:46 13/01/2026" in page(change, "2026-01-13 09:50")


LIST = "/mot-cua/bao-ngay-moi/"


def called(code: str, at: str) -> None:
    """Press in the list of the desk that somebody was phoned."""
    with time_machine.travel(local(at), tick=False):
        bob, pk = Visitor("bob"), str(Dossier.objects.get(code=code).pk)
        [form] = [one for one in read(bob.get(LIST)).forms if one.values.get("dossier") == pk and "about" in one.values]
        bob.post(LIST, {**form.values, "outcome": "reached", "note": "Nói với chị An"})


def test_who_was_phoned_stands_so_with_when_and_still_does_once_the_closing_is_taken_back() -> None:
    code = counter.entered(at=START, more=PHONE).dossier.code
    put("2026-01-13 08:00", early=True)
    tell("2026-01-13 08:00")
    closing = put("2026-01-13 09:00", off=(20,))

    to_phone = page(closing, "2026-01-13 09:02")
    called(code, "2026-01-13 09:03")
    phoned = page(closing, "2026-01-13 09:04")
    back = put("2026-01-13 09:05", taken_back=(20,))
    after, of_back = (page(change, "2026-01-13 09:06") for change in (closing, back))
    called(code, "2026-01-13 09:08")

    row = "17:00 19/01/2026 → 08:00 21/01/2026, not at 08:00 20/01/2026; "
    assert f"{row}no mail arrives: the desk phones" in to_phone, "the list of the desk has it before any notice"
    assert f"{row}phoned at 09:03 13/01/2026" in phoned
    assert "Nói với chị An" in phoned
    assert f"{row}phoned at 09:03 13/01/2026" in after
    assert "→ 08:00 20/01/2026, not at 08:00 21/01/2026; no mail arrives: the desk phones" in of_back
    assert "not at 08:00 21/01/2026; phoned at 09:08 13/01/2026" in page(back, "2026-01-13 09:10")


def test_whom_no_mail_reached_and_nobody_phoned_was_told_nothing_once_the_closing_is_taken_back() -> None:
    code = counter.entered(at=START, more=PHONE).dossier.code
    closing = put("2026-01-13 08:00", off=(19,))
    tell("2026-01-13 08:00")
    before = page(closing, "2026-01-13 08:30")

    put("2026-01-13 09:00", taken_back=(19,))

    assert "no mail arrives: the desk phones" in before
    assert code not in page(closing, "2026-01-13 09:30")


def test_who_is_phoned_about_a_date_stands_to_be_phoned_about_a_closing_too() -> None:
    code = counter.entered(at=START, more=PHONE).dossier.code
    moved = plan(Correction(put=(day_off(15),)))
    changes.apply(moved, decision="8/QĐ", decided_on=None, by=None, at=local("2026-01-13 08:00"))
    changes.run(local("2026-01-13 08:00"))
    tell("2026-01-13 08:00")

    closing = put("2026-01-13 09:00", off=(20,))
    words = page(closing, "2026-01-13 09:02")

    assert "17:00 20/01/2026 → 08:00 21/01/2026; no mail arrives: the desk phones" in words
    called(code, "2026-01-13 09:03")
    assert "→ 08:00 21/01/2026; phoned at 09:03 13/01/2026" in page(closing, "2026-01-13 09:04")
