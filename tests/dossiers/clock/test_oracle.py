"""The fast clock agrees with the naive one on cases that nobody chose."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossiers.clock import Reading, Terms, days_of, inform_by, read, step_due
from procedures.machine import AfterSupplement, Limit, LimitUnit, Pause
from procedures.time.calendar import CalendarExhausted, WorkingCalendar
from procedures.time.calendars import build_default
from tests.dossiers.clock.naive_clock import BeyondError, Case, Holding, Naive, midnight, naive, window
from tests.procedures.time.naive_calendar import USUAL_WEEKS, calendars, weeks
from tests.proof import CASES, COMPARED, PARTS, SHARE, comparisons, laws

CALENDAR = build_default()
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
FEWEST_WORKING_DAYS = 3
LONGEST = 130
"""Days from the acceptance to the last thing that happens."""


def instants_after(start: datetime, days: int) -> st.SearchStrategy[datetime]:
    """Instants of the next days: to the second, and often on the edges of sessions."""
    seconds = st.integers(0, days * 86_400).map(lambda s: start + timedelta(seconds=s))
    edges = st.tuples(st.integers(0, days), st.sampled_from([0, 480, 720, 780, 1020, 1439])).map(
        lambda t: max(start, midnight(start.date()) + t[0] * DAY + t[1] * MINUTE)
    )
    return seconds | edges


@st.composite
def cases(
    draw: st.DrawFn,
    units: tuple[LimitUnit, ...] = tuple(LimitUnit),
    after: AfterSupplement | None = None,
    *,
    may_be_open: bool = True,
    may_overlap: bool = False,
    days: tuple[date, date] = (date(2016, 1, 1), date(2027, 3, 1)),
) -> Case:
    """Cases over 2016–2027 with pauses of both kinds, which overlap, are short, or never end.

    Those of one kind follow each other unless they too ``may_overlap``, or lie one in the other.
    """
    started = draw(instants_after(midnight(draw(st.dates(*days))), 1))
    unit = draw(st.sampled_from(units))
    held, last = [], started
    for pause in Pause:
        cursor = started
        for _ in range(draw(st.integers(0, 2))):
            start = draw(instants_after(started if may_overlap else cursor, 20))
            end = draw(instants_after(start, 12))
            held.append(Holding(pause, start, end))
            cursor = max(cursor, end)
        if may_be_open and draw(st.integers(0, 3)) == 0:
            held.append(Holding(pause, draw(instants_after(cursor, 10)), None))
        last = max([last, *(h.end or h.start for h in held)])
    until = draw(instants_after(last, 25))
    return Case(
        unit=unit,
        amount=draw(amounts(unit)),
        after=after or draw(st.sampled_from(AfterSupplement)),
        started=started,
        held=tuple(held),
        ended=until if draw(st.booleans()) else None,
        as_of=until,
    )


def amounts(unit: LimitUnit) -> st.SearchStrategy[int]:
    return st.integers(1, 40 if unit is LimitUnit.WORKING_HOUR else 20)


@st.composite
def whole_cases(draw: st.DrawFn, days: tuple[date, date]) -> Case:
    """Cases with everything that can happen: outcomes with less time, events, a re-appointment."""
    case = draw(cases(may_overlap=True, days=days))
    own, event, reappointed = None, None, None
    if draw(st.booleans()):
        unit = draw(st.sampled_from(LimitUnit))
        own = (unit, draw(amounts(unit)))
    if draw(st.integers(0, 2)) == 0:
        event = inform_by(draw(instants_after(case.started, 30)), draw(st.integers(0, 72)))
    if draw(st.integers(0, 2)) == 0:
        at = min(draw(instants_after(case.started, 20)), case.as_of)
        reappointed = (at, draw(instants_after(at, 30)))
    return replace(case, own=own, inform_by=event, reappointed=reappointed)


class Situation(NamedTuple):
    """A case on a calendar."""

    calendar: WorkingCalendar
    case: Case

    def __repr__(self) -> str:
        """Leave out the days off that are far from the case."""
        last = self.case.as_of.date() + 60 * DAY
        near = [row for row in self.calendar.exceptions if self.case.started.date() <= row.on <= last]
        week = self.calendar.week if self.calendar is not CALENDAR else "shipped"
        return f"Situation({self.case!r}, until {self.calendar.last}, {near!r}, {week!r})"


@st.composite
def situations(draw: st.DrawFn) -> Situation:
    """Whole cases, each on a calendar: the shipped one, or an office's own with days off anywhere."""
    if draw(st.booleans()):
        calendar, first, last = CALENDAR, CALENDAR.first, CALENDAR.last - (LONGEST + 30) * DAY
    else:
        odd = weeks().filter(lambda week: sum(map(bool, week)) >= FEWEST_WORKING_DAYS)
        own = st.sampled_from(USUAL_WEEKS) | odd
        calendar = draw(calendars(max_days=400, min_days=300, of=own))
        first, last = calendar.first, calendar.first + 100 * DAY
    return Situation(calendar, draw(whole_cases((first, last))))


def terms(case: Case) -> Terms:
    own = Limit(Decimal(case.own[1]), case.own[0]) if case.own else None
    return Terms(Limit(Decimal(case.amount), case.unit), case.after, own, case.inform_by)


def reading(case: Case, calendar: WorkingCalendar = CALENDAR) -> Reading:
    return read(case.marks(), terms(case), calendar, as_of=case.as_of)


def by_hand(case: Case, calendar: WorkingCalendar) -> Naive | None:
    """Return what the clerk finds; None where the calendar ends before."""
    try:
        return naive(case, calendar, window(case, calendar))
    except BeyondError:
        return None


def compared(found: Reading) -> Naive:
    """Return the part of a reading that a clerk finds too."""
    return Naive(
        first=found.first_due_at,
        lawful=found.lawful_due_at,
        due=found.due_at,
        unit=found.unit,
        spent=float(found.spent),
        verdict=found.verdict,
    )


def _compare(calendar: WorkingCalendar, case: Case, seen: Counter[str]) -> None:
    expected = by_hand(case, calendar)
    if expected is None:
        with pytest.raises(CalendarExhausted):
            reading(case, calendar)
        seen["exhausted"] += 1
        return
    found = compared(reading(case, calendar))
    assert abs(found.spent - expected.spent) < 0.005
    assert replace(found, spent=expected.spent) == expected
    seen["dates"] += 1
    seen[expected.unit] += 1
    for name in ("own", "inform_by", "reappointed", "ended", "held"):
        seen[name] += bool(getattr(case, name))
    seen["random calendar"] += calendar is not CALENDAR


@pytest.mark.parametrize("part", range(PARTS))
def test_the_clock_reads_as_a_patient_clerk_would(part: int, record_property: Callable[[str, int], None]) -> None:
    seen: Counter[str] = Counter()

    @comparisons
    @given(situations())
    def compare(situation: Situation) -> None:
        _compare(situation.calendar, situation.case, seen)

    compare()

    assert seen["dates"] + seen["exhausted"] >= SHARE
    assert seen["exhausted"] <= 0.05 * SHARE
    for kind in (*LimitUnit, "own", "inform_by", "reappointed", "ended", "held", "random calendar"):
        assert seen[kind] >= 0.1 * SHARE, kind
    record_property(COMPARED, seen["dates"] + seen["exhausted"])


def test_five_hundred_cases_are_compared_at_least() -> None:
    assert PARTS * SHARE >= CASES >= 500


@laws
@given(cases())
def test_the_days_listed_are_the_days_spent_or_allowed(case: Case) -> None:
    found = reading(case)

    days = days_of(case.marks(), terms(case), CALENDAR, as_of=case.as_of)

    dates = [day.date for day in days]
    assert dates == [dates[0] + n * DAY for n in range(len(dates))]
    assert dates[0] == case.started.date()
    assert dates[-1] >= max(found.due_at.date(), case.as_of.date())
    assert all((day.reason is None) == day.counts for day in days)
    assert all(day.off != CALENDAR.is_working(day.date) for day in days)
    if case.unit is not LimitUnit.WORKING_HOUR:
        running = found.ended_at is None and not found.paused
        assert sum(day.counts for day in days) == (max(found.spent, found.allowed) if running else found.spent)


@laws
@given(cases(), st.data())
def test_a_step_takes_its_own_working_minutes_whatever_the_gaps(case: Case, data: st.DataObject) -> None:
    quarter_days = data.draw(st.integers(1, 20))
    limit = Limit(Decimal(quarter_days) / 4, LimitUnit.WORKING_DAY)
    gaps = [(held.start, held.end) for held in case.held if held.end]
    minutes = window(replace(case, amount=20), CALENDAR)

    plain, held = step_due(case.started, limit, CALENDAR), step_due(case.started, limit, CALENDAR, gaps=gaps)

    opening = minutes.opening(minutes.index(case.started + MINUTE - timedelta(microseconds=1)))
    assert opening is not None
    walked = minutes.after(opening, quarter_days * 120)
    assert walked is not None
    assert plain == minutes.instant(walked)
    assert held >= plain
