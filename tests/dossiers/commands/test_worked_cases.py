"""The worked cases of the design and the domain reference, taken through the commands."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from dossiers import clock
from dossiers.clock import Verdict
from dossiers.proof import audit
from procedures.machine import Text
from procedures.time import calendars
from procedures.time.calendar import DayException, DayKind, WorkingCalendar
from tests.dossiers.lifecycle import act, dossier_at, local
from tests.dossiers.proof.records import differences_of
from tests.dossiers.variants import definition, filed_under, publish_text

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("amount", "unit", "accepted", "due"),
    [
        (5, "working_day", "2026-08-26 09:00", "2026-09-07 17:00"),  # National Day, and 31/08 in exchange
        (5, "working_day", "2026-08-21 09:00", "2026-08-27 17:00"),  # Saturday 22/08 is worked
        (3, "working_day", "2026-02-13 10:00", "2026-02-25 17:00"),  # Tết
        (3, "working_day", "2026-02-13 17:40", "2026-02-26 17:00"),  # after hours: from the next session
        (15, "calendar_day", "2026-04-20 09:00", "2026-05-05 17:00"),
        (15, "calendar_day", "2026-04-11 09:00", "2026-04-28 17:00"),  # ends on days off
        (8, "working_hour", "2026-08-21 15:30", "2026-08-22 15:30"),  # a make-up day has its sessions
        (8, "working_hour", "2026-01-05 09:00", "2026-01-06 09:00"),
    ],
)
def test_an_acceptance_promises_the_day_that_the_law_gives(
    tmp_path: Path, amount: int, unit: str, accepted: str, due: str
) -> None:
    publish_text(tmp_path, definition("thu", amount, unit))
    walk = filed_under("thu", local(accepted))

    act(walk, "accept", "bob", accepted)

    dossier = walk.dossier
    assert dossier.accepted_at == local(accepted)
    assert dossier.first_due_at == dossier.lawful_due_at == dossier.due_at == local(due)
    assert differences_of(dossier) == []


@pytest.mark.parametrize(("after", "due"), [("restart", "2026-01-28 17:00"), ("carry_on", "2026-01-26 17:00")])
def test_a_supplement_restarts_the_limit_or_lets_it_carry_on(tmp_path: Path, after: str, due: str) -> None:
    publish_text(tmp_path, definition("thu", 10, "working_day", after))
    walk = filed_under("thu", local("2026-01-05 08:30"))
    for action, who in (("accept", "bob"), ("transfer", "bob"), ("finish-phan-cong", "hoa")):
        act(walk, action, who, "2026-01-05 09:00")
    act(walk, "propose-supplement", "dung", "2026-01-07 09:00")
    act(walk, "issue-supplement", "bob", "2026-01-07 10:00")
    act(walk, "answer-supplement", "alice", "2026-01-14 10:00")

    act(walk, "confirm-supplement", "bob", "2026-01-14 15:00")

    step = walk.dossier.machine.step("tham-dinh")
    since, gap = local("2026-01-05 09:00"), (local("2026-01-07 10:00"), local("2026-01-14 15:00"))
    began, gaps = (since, (gap,)) if after == "carry_on" else (gap[1], ())
    assert walk.dossier.step_due_at == clock.step_due(began, step.limit, calendars.current_calendar(), gaps=gaps)
    ended = [event.action for event in walk.dossier.events.order_by("sequence") if "step" in event.facts]
    assert ("issue-supplement" in ended) is (after == "restart")
    assert audit.check_all().differences == []
    assert walk.dossier.lawful_due_at == local(due)
    assert walk.dossier.first_due_at == local("2026-01-19 17:00")


def test_a_step_in_calendar_days_gets_its_share_of_the_working_time_up_to_the_due_date(tmp_path: Path) -> None:
    publish_text(tmp_path, definition("thu", 15, "calendar_day"))
    walk = filed_under("thu", local("2026-04-20 08:30"))

    act(walk, "accept", "bob", "2026-04-20 09:00")
    assert walk.dossier.step_due_at == local("2026-04-20 11:22")  # a thirtieth of 71 working hours
    late = act(walk, "transfer", "bob", "2026-04-20 11:23")

    assert late.facts["step"]["verdict"] == Verdict.OVERDUE
    walk.until("returned")
    assert audit.check_all().differences == []


def test_an_hour_limit_is_judged_by_the_minute_and_the_session(tmp_path: Path) -> None:
    publish_text(tmp_path, definition("thu", 8, "working_hour"))
    walk = filed_under("thu", local("2026-01-05 08:50"))
    act(walk, "accept", "bob", "2026-01-05 09:00")
    walk.until("van-thu")

    ready = act(walk, "finish-van-thu", "tam", "2026-01-06 09:01")

    assert walk.dossier.late_at == local("2026-01-06 09:01")
    assert walk.dossier.verdict == Verdict.OVERDUE
    assert (ready.reading["allowed"], ready.reading["spent"]) == ("8.00", "8.02")


def _with_a_holiday(on: date) -> WorkingCalendar:
    now = calendars.current_calendar()
    extra = DayException(on, DayKind.HOLIDAY, Text("Nghỉ bão", "Storm"), "Công điện 01", official=True)
    return WorkingCalendar(now.first, now.last, (*now.exceptions, extra), now.week)


def test_a_new_calendar_moves_what_is_still_open_but_neither_the_receipt_nor_what_was_recorded() -> None:
    open_, closed = dossier_at("accepted"), dossier_at("van-thu")
    ready = act(closed, "finish-van-thu", "tam", "2026-01-19 16:00")
    accepted = open_.events[-1]
    assert ready.reading["verdict"] == Verdict.ON_TIME

    calendars.store(_with_a_holiday(date(2026, 1, 12)), decision="Công điện 01", at=datetime(2100, 1, 1, tzinfo=UTC))
    moved = act(open_, "transfer", "bob", "2026-01-13 09:00")
    act(closed, "return", "bob", "2026-01-20 09:00")

    assert open_.dossier.lawful_due_at == open_.dossier.due_at == local("2026-01-20 17:00")
    assert open_.dossier.first_due_at == local("2026-01-19 17:00")
    assert moved.reading["calendar_digest"] != accepted.reading["calendar_digest"]
    assert closed.dossier.verdict == Verdict.ON_TIME
    assert audit.check_all().differences == []
