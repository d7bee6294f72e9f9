"""An outcome with less time: its own limit, or an answer that must come before an event."""

import pytest

from dossiers import clock
from dossiers.clock import Mark, MarkKind, Reading, Terms, Verdict
from procedures.machine import AfterSupplement, Limit
from tests.dossiers.clock.clock_cases import (
    CALENDAR,
    CARRY_ON,
    CD,
    MONDAY,
    RESTART,
    WD,
    WH,
    limit,
    log,
    pause,
    reappointed,
)
from tests.procedures.time.naive_calendar import at

EARLY, ON_TIME, OVERDUE = Verdict.EARLY, Verdict.ON_TIME, Verdict.OVERDUE


def read(
    marks: list[Mark],
    common: Limit,
    own: Limit | None = None,
    inform_by: str | None = None,
    after: AfterSupplement = RESTART,
) -> Reading:
    terms = Terms(common, after, own, at(inform_by) if inform_by else None)
    return clock.read(marks, terms, CALENDAR, as_of=max(mark.at for mark in marks))


@pytest.mark.parametrize(
    ("finished", "verdict"),
    [
        ("2026-01-09 16:00", EARLY),
        ("2026-01-12 08:00", ON_TIME),
        ("2026-01-12 23:59", ON_TIME),
        ("2026-01-13 00:00", OVERDUE),
        ("2026-01-19 09:00", OVERDUE),
    ],
)
def test_a_refusal_of_five_days_is_judged_by_its_own_limit(finished: str, verdict: Verdict) -> None:
    found = read(log(MONDAY, finished=finished), limit(10), limit(5))

    assert found.verdict is verdict
    assert (found.lawful_due_at, found.due_at) == (at("2026-01-12 17:00"), at("2026-01-12 17:00"))
    assert found.first_due_at == at("2026-01-19 17:00")
    assert (found.unit, found.allowed) == (WD, 5)


def test_what_is_spent_is_told_in_the_unit_of_the_limit_that_binds() -> None:
    found = read(log(MONDAY, finished="2026-01-07 10:00"), limit(30, CD), limit(7))

    assert (found.unit, found.allowed, found.spent) == (WD, 7, 2)
    assert found.lawful_due_at == at("2026-01-14 17:00")


def test_an_own_limit_that_would_end_later_gives_no_more_time() -> None:
    found = read(log(MONDAY, finished="2026-01-09 10:00"), limit(3, CD), limit(7))

    assert (found.unit, found.allowed, found.lawful_due_at) == (CD, 3, at("2026-01-08 17:00"))
    assert found.verdict is OVERDUE


@pytest.mark.parametrize(("after", "due"), [(RESTART, "2026-01-21 17:00"), (CARRY_ON, "2026-01-19 17:00")])
def test_a_supplement_moves_an_own_limit_as_it_moves_the_common_one(after: AfterSupplement, due: str) -> None:
    marks = log(MONDAY, pause("2026-01-07 10:00..2026-01-14 15:00"), finished="2026-01-20 09:00")

    assert read(marks, limit(10), limit(5), after=after).lawful_due_at == at(due)


def test_a_reappointment_gives_an_outcome_with_less_time_no_more() -> None:
    marks = [*log(MONDAY, finished="2026-01-15 10:00"), *reappointed("2026-01-08 09:00", "2026-01-30 17:00")]

    assert read(marks, limit(10)).due_at == at("2026-01-30 17:00")
    assert read(marks, limit(10), limit(5)).due_at == at("2026-01-12 17:00")


@pytest.mark.parametrize(
    ("finished", "inform_by", "verdict"),
    [
        # Eight working hours from Monday 09:00 end on Tuesday 09:00.
        ("2026-01-05 16:00", "2026-01-06 20:00", EARLY),
        ("2026-01-06 08:30", "2026-01-06 20:00", ON_TIME),
        ("2026-01-06 09:01", "2026-01-06 20:00", OVERDUE),
        ("2026-01-05 20:30", "2026-01-05 21:00", EARLY),
        ("2026-01-05 21:00", "2026-01-05 21:00", ON_TIME),
        ("2026-01-05 21:01", "2026-01-05 21:00", OVERDUE),
        ("2026-01-05 10:30", "2026-01-05 11:00", ON_TIME),
        ("2026-01-05 11:01", "2026-01-05 11:00", OVERDUE),
    ],
)
def test_an_answer_before_an_event_is_judged_to_the_minute(finished: str, inform_by: str, verdict: Verdict) -> None:
    found = read(log(MONDAY, finished=finished), limit(8, WH), inform_by=inform_by)

    assert found.verdict is verdict
    assert found.lawful_due_at == min(at("2026-01-06 09:00"), at(inform_by))


def test_a_day_limit_lasts_to_midnight_but_not_past_the_answer_before_an_event() -> None:
    marks = log(MONDAY, finished="2026-01-12 21:30")

    assert read(marks, limit(5), inform_by="2026-01-12 22:00").verdict is ON_TIME
    assert read(marks, limit(5), inform_by="2026-01-12 21:00").verdict is OVERDUE


def test_a_reappointment_holds_where_the_event_is_far_away() -> None:
    marks = [*log(MONDAY, finished="2026-01-29 10:00"), *reappointed("2026-01-08 09:00", "2026-01-30 17:00")]

    assert read(marks, limit(10), inform_by="2026-06-01 09:00").due_at == at("2026-01-30 17:00")
    assert read(marks, limit(10), inform_by="2026-01-12 09:00").due_at == at("2026-01-12 09:00")


@pytest.mark.parametrize("inform_by", ["2026-01-05 08:59", "2026-01-04 12:00", "1899-12-31 12:00"])
def test_an_answer_that_was_due_before_the_limit_began_to_count_binds_nobody(inform_by: str) -> None:
    found = read(log(MONDAY, finished="2026-01-05 16:00"), limit(8, WH), inform_by=inform_by)

    assert (found.lawful_due_at, found.verdict) == (at("2026-01-06 09:00"), EARLY)


def test_hours_before_an_event_are_clock_hours_and_whole_minutes() -> None:
    assert clock.inform_by(at("2026-01-04 08:30"), 12) == at("2026-01-03 20:30")


def test_the_days_shown_are_those_of_the_limit_that_binds() -> None:
    marks = log(MONDAY, finished="2026-01-07 10:00")
    terms = Terms(limit(10), RESTART, limit(5))

    days = clock.days_of(marks, terms, CALENDAR, as_of=at("2026-01-07 10:00"))

    assert days[-1].date == at("2026-01-12 17:00").date()
    assert sum(day.counts for day in days) == 2


def test_before_an_end_the_terms_of_an_outcome_tell_by_when_it_must_come() -> None:
    found = read([Mark(MarkKind.STARTED, at(MONDAY))], limit(10), limit(5), inform_by="2026-01-09 09:00")

    assert (found.lawful_due_at, found.verdict) == (at("2026-01-09 09:00"), None)
