"""Whose hands: the parts sum exactly to the whole, and each minute is where a count minute by minute puts it."""

from collections import Counter
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossiers import clock
from dossiers.clock import Attribution, ClockError, Hands, Holding, Mark, MarkKind, attribute
from procedures.machine import Text
from procedures.time.calendar import LOCAL, DayException, DayKind, Session, WorkingCalendar
from tests.dossiers.clock.clock_cases import CALENDAR, MONDAY, PAYMENT, log, pause
from tests.procedures.time.naive_calendar import at

FIRST = date(2026, 1, 5)
MINUTE = timedelta(minutes=1)
OFFICES = [hands for hands in Hands if hands.is_office]


def calendar(opens: int, length: int, off: set[int]) -> WorkingCalendar:
    """Return an office that works one session from Monday to Friday, without some days of January."""
    opening = datetime.combine(FIRST, time(opens)) + timedelta(minutes=7)
    session = Session(opening.time(), (opening + timedelta(minutes=length)).time())
    days = tuple(
        DayException(FIRST + timedelta(n), DayKind.HOLIDAY, Text("Nghỉ", "Off"), "x", official=True)
        for n in sorted(off)
    )
    return WorkingCalendar(date(2026, 1, 1), date(2026, 3, 31), days, ((session,),) * 5 + ((), ()))


calendars = st.dictionaries(
    st.sampled_from([1, 2]),
    st.builds(calendar, st.integers(0, 12), st.integers(1, 600), st.sets(st.integers(0, 9), max_size=4)),
)


@st.composite
def stories(draw: st.DrawFn, longest: int) -> tuple[list[Holding], datetime, datetime]:
    """Return who got a dossier when, to the microsecond, and a stretch that begins after the first had it."""
    second = st.integers(0, longest * 60)
    start = datetime.combine(FIRST, time(0), LOCAL)
    instants = sorted(draw(st.lists(second, min_size=1, max_size=7)))
    held = [
        Holding(
            start + timedelta(seconds=n, microseconds=n % 997),
            draw(st.sampled_from([*OFFICES, Hands.CITIZEN])),
            draw(st.sampled_from([None, 1, 2])),
        )
        for n in instants
    ]
    since = held[0].since + timedelta(seconds=draw(second))
    return held, since, since + timedelta(seconds=draw(second))


def of_minutes(found: Attribution) -> Counter[tuple[Hands, int | None]]:
    return Counter({(part.hands, part.unit): part.minutes for part in found.parts})


def naive(
    held: list[Holding], known: dict[int, WorkingCalendar], since: datetime, until: datetime
) -> Counter[tuple[Hands, int | None]]:
    """Walk the minutes one by one and ask of each who had it and whether that office was open."""
    counted: Counter[tuple[Hands, int | None]] = Counter()
    minute, last = (one.replace(second=0, microsecond=0) for one in (since, until))
    while minute < last:
        holder = [one for one in held if one.since.replace(second=0, microsecond=0) <= minute][-1]
        sessions = known.get(holder.unit or 0, CALENDAR).sessions_on(minute.date())
        is_open = any(s.opens <= minute.time() < s.closes for s in sessions)
        is_closed = holder.hands is not Hands.CITIZEN and not is_open
        counted[(Hands.CLOSED, None) if is_closed else (holder.hands, holder.unit)] += 1
        minute += MINUTE
    return counted


@given(stories(longest=30 * 24 * 60), calendars)
def test_the_parts_sum_exactly_to_the_whole(
    story: tuple[list[Holding], datetime, datetime], known: dict[int, WorkingCalendar]
) -> None:
    held, since, until = story

    found = attribute(held, lambda unit: known.get(unit or 0, CALENDAR), since=since, until=until)

    assert sum(part.minutes for part in found.parts) == found.minutes
    assert found.minutes == (found.until - found.since).total_seconds() / 60
    assert all(part.minutes > 0 for part in found.parts)
    assert len(found.parts) == len({(part.hands, part.unit) for part in found.parts})


@given(stories(longest=24 * 60), calendars)
def test_a_count_minute_by_minute_gives_the_same(
    story: tuple[list[Holding], datetime, datetime], known: dict[int, WorkingCalendar]
) -> None:
    held, since, until = story

    found = attribute(held, lambda unit: known.get(unit or 0, CALENDAR), since=since, until=until)

    assert of_minutes(found) == naive(held, known, since, until)


@given(stories(longest=30 * 24 * 60), calendars, st.integers(0, 60 * 24 * 20))
def test_two_stretches_one_after_the_other_are_as_long_as_both_together(
    story: tuple[list[Holding], datetime, datetime], known: dict[int, WorkingCalendar], minutes: int
) -> None:
    held, since, until = story
    middle = min(since + minutes * MINUTE, until)

    def over(start: datetime, end: datetime) -> Counter[tuple[Hands, int | None]]:
        return of_minutes(attribute(held, lambda unit: known.get(unit or 0, CALENDAR), since=start, until=end))

    assert over(since, middle) + over(middle, until) == over(since, until)


def test_the_applicant_has_it_day_and_night_and_an_office_only_while_it_is_open() -> None:
    held = [
        Holding(at("2026-01-05 16:00"), Hands.DESK, 1),
        Holding(at("2026-01-06 09:00"), Hands.CITIZEN),
        Holding(at("2026-01-07 09:00"), Hands.DIVISION, 2),
    ]

    found = attribute(held, lambda _unit: CALENDAR, since=held[0].since, until=at("2026-01-07 13:30"))

    assert [(p.hands, p.unit, p.minutes, p.day_minutes) for p in found.parts] == [
        (Hands.DESK, 1, 120, 480),
        (Hands.CITIZEN, None, 1440, 1440),
        (Hands.DIVISION, 2, 210, 480),
        (Hands.CLOSED, None, 900 + 60, 1440),
    ]
    assert found.minutes == 120 + 1440 + 210 + 960


def test_each_unit_works_by_its_own_calendar() -> None:
    evening = calendar(17, 120, set())
    held = [Holding(at("2026-01-05 16:00"), Hands.DESK, 1), Holding(at("2026-01-05 18:00"), Hands.DIVISION, 2)]

    found = attribute(
        held, lambda unit: evening if unit == 2 else CALENDAR, since=held[0].since, until=at("2026-01-05 20:00")
    )

    assert of_minutes(found) == {(Hands.DESK, 1): 60, (Hands.DIVISION, 2): 67, (Hands.CLOSED, None): 113}


def test_of_several_at_one_instant_the_last_has_it() -> None:
    instant = at("2026-01-05 09:00")
    held = [Holding(instant, Hands.DESK, 1), Holding(instant + timedelta(seconds=40), Hands.DIVISION, 2)]

    found = attribute(held, lambda _unit: CALENDAR, since=instant, until=at("2026-01-05 09:10"))

    assert of_minutes(found) == {(Hands.DIVISION, 2): 10}


@pytest.mark.parametrize(
    ("held", "since", "until"),
    [
        ([], "2026-01-05 09:00", "2026-01-05 10:00"),
        ([Holding(at("2026-01-05 09:01"), Hands.DESK)], "2026-01-05 09:00", "2026-01-05 10:00"),
        ([Holding(at("2026-01-05 09:00"), Hands.DESK)], "2026-01-05 10:00", "2026-01-05 09:59"),
    ],
)
def test_what_nobody_had_and_what_ends_before_it_begins_is_refused(held: list[Holding], since: str, until: str) -> None:
    with pytest.raises(ClockError):
        attribute(held, lambda _unit: CALENDAR, since=at(since), until=at(until))


OVERLAPPING: list[tuple[list[Mark], int]] = [
    (log(MONDAY, finished="2026-01-09 17:00"), 0),
    (log(MONDAY, pause("2026-01-06 09:00..2026-01-07 09:00"), finished="2026-01-09 17:00"), 1440),
    (
        log(
            MONDAY,
            pause("2026-01-06 09:00..2026-01-07 09:00", PAYMENT),
            pause("2026-01-06 21:00..2026-01-07 21:00", PAYMENT),
            finished="2026-01-09 17:00",
        ),
        36 * 60,
    ),
    (
        log(
            MONDAY,
            pause("2026-01-06 09:00..2026-01-08 09:00"),
            pause("2026-01-06 21:00..2026-01-07 21:00", PAYMENT),
            finished="2026-01-09 17:00",
        ),
        2880,
    ),
    ([*log(MONDAY, pause("2026-01-06 09:00")), Mark(MarkKind.ENDED, at("2026-01-08 09:00"))], 2880),
]


@pytest.mark.parametrize(("marks", "minutes"), OVERLAPPING)
def test_pauses_of_marks_are_the_applicants_and_count_once(marks: list[Mark], minutes: int) -> None:
    held = clock.holdings_of_marks(marks)
    until = max(mark.at for mark in marks)

    found = attribute(held, lambda _unit: CALENDAR, since=at(MONDAY), until=until)

    assert of_minutes(found)[Hands.CITIZEN, None] == minutes
    assert sum(part.minutes for part in found.parts) == (until - at(MONDAY)) / MINUTE
