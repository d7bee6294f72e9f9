"""Deadlines beside the procedure's limit: lateness, notices, first answers, and each step's own time."""

from decimal import Decimal

import pytest

from dossiers import clock
from dossiers.clock import ClockError, Share, Verdict
from procedures.machine import Limit, LimitUnit
from tests.dossiers.clock.clock_cases import CALENDAR, CD, WD, WH, limit, log, read
from tests.procedures.time.naive_calendar import at

LATE = [
    (WD, "2026-01-19 17:00", "2026-01-20 00:00"),
    (CD, "2026-01-19 17:00", "2026-01-20 00:00"),
    (WH, "2026-01-19 12:00", "2026-01-19 12:01"),
]


@pytest.mark.parametrize(("unit", "due", "late"), LATE)
def test_lateness_begins_at_one_instant(unit: LimitUnit, due: str, late: str) -> None:
    assert clock.late_from(at(due), unit) == at(late)
    assert clock.is_late(at(due), at(late), unit)
    assert not clock.is_late(at(due), at(due), unit)


def test_notices_are_due_at_the_close_of_a_working_day() -> None:
    assert clock.close_after_days(at("2026-02-13 10:00"), 2, CALENDAR) == at("2026-02-24 17:00")
    assert clock.close_after_days(at("2026-02-13 17:40"), 2, CALENDAR) == at("2026-02-25 17:00")


def test_a_filing_is_answered_within_its_working_hours() -> None:
    assert clock.answer_due(at("2026-08-21 15:30"), 8, CALENDAR) == at("2026-08-22 15:30")
    assert clock.answer_due(at("2026-02-14 22:10"), 8, CALENDAR) == at("2026-02-23 17:00")
    assert clock.answer_due(at("2026-01-05 09:00:30"), 8, CALENDAR) == at("2026-01-06 09:01")


STEPS = [
    ("2026-01-05 10:00", limit("0.5"), "2026-01-05 15:00"),
    ("2026-01-05 10:00", limit(1), "2026-01-06 10:00"),
    ("2026-01-05 10:00", limit("2.25"), "2026-01-07 12:00"),
    ("2026-01-05 17:30", limit("0.5"), "2026-01-06 12:00"),
    ("2026-01-05 10:00", limit(4, WH), "2026-01-05 15:00"),
    ("2026-08-21 15:30", limit(1), "2026-08-22 15:30"),
    ("2026-01-05 10:00", limit("0.0001"), "2026-01-05 10:01"),
]


@pytest.mark.parametrize(("entered", "given", "due"), STEPS)
def test_a_step_is_due_after_its_working_minutes(entered: str, given: Limit, due: str) -> None:
    assert clock.step_due(at(entered), given, CALENDAR) == at(due)


def test_the_time_of_a_payment_is_not_the_steps() -> None:
    gaps = [(at("2026-01-05 11:00"), at("2026-01-06 09:00")), (at("2026-01-05 16:00"), at("2026-01-06 10:00"))]

    assert clock.step_due(at("2026-01-05 10:00"), limit("0.5"), CALENDAR, gaps=gaps) == at("2026-01-06 14:00")


def test_a_step_in_calendar_days_takes_its_share_of_the_working_time() -> None:
    whole = read(log("2026-01-05 08:00"), limit(9, CD))
    share = Share(Decimal(9), whole.started_at, whole.due_at)

    # Monday 05/01 to Wednesday 14/01: 8 working days, of which a third is 21 h 20.
    assert whole.due_at == at("2026-01-14 17:00")
    assert clock.step_due(at("2026-01-05 08:00"), limit(3, CD), CALENDAR, share=share) == at("2026-01-07 14:20")
    with pytest.raises(ClockError, match="thời hạn chung"):
        clock.step_due(at("2026-01-05 08:00"), limit(3, CD), CALENDAR)


STEP_VERDICTS = [
    ("2026-01-05 11:59", Verdict.EARLY),
    ("2026-01-05 13:00", Verdict.ON_TIME),
    ("2026-01-05 15:00:59", Verdict.ON_TIME),
    ("2026-01-05 15:01", Verdict.OVERDUE),
]


@pytest.mark.parametrize(("left", "verdict"), STEP_VERDICTS)
def test_a_step_is_judged_by_the_minute(left: str, verdict: Verdict) -> None:
    due_at = clock.step_due(at("2026-01-05 10:00"), limit("0.5"), CALENDAR)

    assert clock.step_verdict(at(left), due_at, CALENDAR) == verdict
