"""The fast clock agrees with the naive one, and keeps the laws of time, on cases that nobody chose."""

import random
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dossiers.clock import Reading, Terms, days_of, read, step_due
from procedures.calendars import build_default
from procedures.machine import AfterSupplement, Limit, LimitUnit, Pause
from tests.dossiers.naive_clock import Case, Held, midnight, naive, window

CALENDAR = build_default()
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
laws = settings(max_examples=80, deadline=None)


def instants_after(start: datetime, days: int) -> st.SearchStrategy[datetime]:
    """Instants of the next days: to the second, and often on the edges of sessions."""
    seconds = st.integers(0, days * 86_400).map(lambda s: start + timedelta(seconds=s))
    edges = st.tuples(st.integers(0, days), st.sampled_from([0, 480, 720, 780, 1020, 1439])).map(
        lambda t: midnight(start.date()) + t[0] * DAY + t[1] * MINUTE
    )
    return seconds | edges.filter(lambda at: at >= start)


@st.composite
def cases(
    draw: st.DrawFn,
    units: tuple[LimitUnit, ...] = tuple(LimitUnit),
    after: AfterSupplement | None = None,
    *,
    may_be_open: bool = True,
) -> Case:
    """Cases over 2016–2027 with pauses of both kinds, which may overlap, be short, or never end."""
    day = draw(st.dates(date(2016, 1, 1), date(2027, 3, 1)))
    started = draw(instants_after(midnight(day), 1))
    unit = draw(st.sampled_from(units))
    held, last = [], started
    for pause in Pause:
        cursor = started
        for _ in range(draw(st.integers(0, 2))):
            start = draw(instants_after(cursor, 20))
            cursor = draw(instants_after(start, 12))
            held.append(Held(pause, start, cursor))
        if may_be_open and draw(st.booleans()) and draw(st.booleans()):
            held.append(Held(pause, draw(instants_after(cursor, 10)), None))
        last = max([last, *(h.end or h.start for h in held)])
    until = draw(instants_after(last, 25))
    return Case(
        unit=unit,
        amount=draw(st.integers(1, 40 if unit is LimitUnit.WORKING_HOUR else 20)),
        after=after or draw(st.sampled_from(AfterSupplement)),
        started=started,
        held=tuple(held),
        ended=until if draw(st.booleans()) else None,
        as_of=until,
    )


def reading(case: Case) -> Reading:
    return read(case.marks(), terms(case), CALENDAR, as_of=case.as_of)


def terms(case: Case) -> Terms:
    return Terms(Limit(Decimal(case.amount), case.unit), case.after)


@settings(max_examples=600, deadline=None)
@given(cases())
def test_the_clock_reads_as_a_patient_clerk_would(case: Case) -> None:
    expected = naive(case, CALENDAR, window(case, CALENDAR))

    found = reading(case)

    assert found.lawful_due_at == expected.due
    assert abs(float(found.spent) - expected.spent) < 0.005
    assert found.verdict == expected.verdict


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
@given(cases(), st.randoms(use_true_random=False))
def test_neither_the_order_of_the_marks_nor_a_second_reading_matters(case: Case, shuffled: random.Random) -> None:
    marks = case.marks()
    shuffled.shuffle(marks)

    assert read(marks, terms(case), CALENDAR, as_of=case.as_of) == reading(case) == reading(case)


@laws
@given(cases(after=AfterSupplement.CARRY_ON, may_be_open=False), st.data())
def test_a_longer_pause_never_makes_the_due_date_earlier(case: Case, data: st.DataObject) -> None:
    assume(case.held)
    n = data.draw(st.integers(0, len(case.held) - 1))
    held = case.held[n]
    assert held.end is not None
    ceiling = min([h.start for h in case.held if h.pause is held.pause and h.start >= held.end], default=case.as_of)
    longer = replace(
        held, end=data.draw(st.integers(0, (ceiling - held.end) // MINUTE).map(lambda n: held.end + n * MINUTE))
    )
    changed = replace(case, held=(*case.held[:n], longer, *case.held[n + 1 :]))

    assert reading(changed).lawful_due_at >= reading(case).lawful_due_at


@laws
@given(cases(after=AfterSupplement.RESTART, may_be_open=False))
def test_a_restart_never_makes_the_due_date_earlier(case: Case) -> None:
    assume(case.held)
    *before, last = sorted(case.held, key=lambda held: (held.end, held.start))

    sooner = replace(case, held=tuple(before))

    assume(last.pause is Pause.SUPPLEMENT)
    assert reading(case).lawful_due_at >= reading(sooner).lawful_due_at


@laws
@given(cases(units=(LimitUnit.WORKING_DAY, LimitUnit.CALENDAR_DAY), after=AfterSupplement.CARRY_ON), st.data())
def test_a_pause_inside_one_day_moves_no_day_limit(case: Case, data: st.DataObject) -> None:
    plain = replace(case, held=(), ended=None)
    start = data.draw(instants_after(case.started, 20))
    end = data.draw(instants_after(start, 1).filter(lambda at: at.date() == start.date()))
    assume(end <= case.as_of)

    paused = replace(plain, held=(Held(Pause.SUPPLEMENT, start, end),))

    assert reading(paused).lawful_due_at == reading(plain).lawful_due_at


@laws
@given(cases(), st.integers(1, 5), st.integers(0, 6000))
def test_time_is_monotone(case: Case, more: int, later: int) -> None:
    plain = replace(case, held=(), ended=None)
    shifted = replace(plain, started=plain.started + later * MINUTE, as_of=plain.as_of + later * MINUTE)

    assert reading(replace(plain, amount=plain.amount + more)).due_at >= reading(plain).due_at
    assert reading(shifted).due_at >= reading(plain).due_at
    assert reading(replace(plain, as_of=plain.as_of + later * MINUTE)).spent >= reading(plain).spent


@laws
@given(cases(may_be_open=False))
def test_an_end_at_the_due_minute_is_on_time_and_before_an_end_there_is_no_verdict(case: Case) -> None:
    ended = replace(case, ended=case.as_of)
    found = reading(ended)
    on_time = replace(ended, ended=found.lawful_due_at, as_of=max(case.as_of, found.lawful_due_at))

    assert reading(replace(case, ended=None)).verdict is None
    if found.lawful_due_at >= max([case.started, *(h.end or h.start for h in case.held)]):
        assert reading(on_time).verdict == "on_time"


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
