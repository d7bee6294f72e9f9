"""Due dates per second: our calendar and our clock beside loops and beside numpy. No server, no database."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from random import Random

import numpy as np

from bench.loops import DAY, Loops, Supplement
from bench.measure import Result, timed
from dossiers.clock import Mark, MarkKind, Terms, read
from procedures.machine import AfterSupplement, Limit, LimitUnit, Pause
from procedures.time.calendar import WorkingCalendar
from procedures.time.calendars import build_default

type Told = tuple[datetime, int, str]
"""The lawful date, the days or minutes spent, and the verdict."""

ROUNDS = 7
DATES = 2_000
FEW = 40
"""How many a loop over minutes is given."""
FIRST, SPAN = date(2016, 1, 4), 3_900
DAYS = (3, 5, 5, 7, 10, 10, 10, 15, 20, 30)
"""Limits as the shipped procedures have them, in working days; in hours each day is eight of them."""


def results() -> Iterator[Result]:
    """Measure days, hours and whole readings, each side by side, after both sides found the same."""
    calendar, random = build_default(), Random(2026)
    loops = Loops.of(calendar)
    yield from _days(calendar, loops, random)
    yield from _hours(calendar, loops, random)
    yield from _readings(calendar, loops, random)


def _days(calendar: WorkingCalendar, loops: Loops, random: Random) -> Iterator[Result]:
    what = "due date in working days"
    starts = [_working_day(calendar, random) for _n in range(DATES)]
    tasks = [(start, random.choice(DAYS)) for start in starts]
    ours = _each(calendar.add_working_days)
    yield _compared(f"{what} / a loop over days", ours, _each(loops.add_days), tasks)
    busy = _numpy_calendar(calendar)

    def offset(day: date, n: int) -> date:
        moved: date = np.busday_offset(np.datetime64(day), n, busdaycal=busy).item()
        return moved

    yield _compared(f"{what} / numpy.busday_offset, one by one", ours, _each(offset), tasks)
    days = np.array([start for start, _n in tasks], dtype="datetime64[D]")
    amounts = np.array([n for _start, n in tasks])

    def offset_all(_tasks: Sequence[tuple[date, int]]) -> list[date]:
        moved: list[date] = np.busday_offset(days, amounts, busdaycal=busy).tolist()
        return moved

    yield _compared(f"{what} / numpy.busday_offset, one call for all", ours, offset_all, tasks)


def _numpy_calendar(calendar: WorkingCalendar) -> np.busdaycalendar:
    """Return our calendar as numpy can hold it, which knows no make-up days: a week of seven days, and what is off."""
    whole = (calendar.last - calendar.first).days + 1
    off = [day for day in (calendar.first + n * DAY for n in range(whole)) if not calendar.is_working(day)]
    return np.busdaycalendar(weekmask="1111111", holidays=np.array(off, dtype="datetime64[D]"))


def _hours(calendar: WorkingCalendar, loops: Loops, random: Random) -> Iterator[Result]:
    what = "due minute in working hours"
    tasks = [(_in_office(calendar, random), random.choice(DAYS) * calendar.day_minutes) for _n in range(DATES)]
    ours = _each(calendar.add_working_minutes)
    yield _compared(f"{what} / a loop over days", ours, _each(loops.add_minutes_by_days), tasks)
    yield _compared(f"{what} / a loop over minutes", ours, _each(loops.add_minutes), tasks[:FEW])


def _readings(calendar: WorkingCalendar, loops: Loops, random: Random) -> Iterator[Result]:
    """Measure readings. Ours also pairs and checks marks, and tells the other dates; the loops only what is compared."""
    what = "whole reading with a supplement"

    def ours(dossier: Supplement, marks: Sequence[Mark], terms: Terms) -> Told:
        found = read(marks, terms, calendar, as_of=dossier.ended)
        in_hours = found.unit is LimitUnit.WORKING_HOUR
        return found.lawful_due_at, round(found.spent * 60) if in_hours else int(found.spent), str(found.verdict)

    days = [_told(_supplement(calendar, random, LimitUnit.WORKING_DAY)) for _n in range(DATES)]
    yield _compared(f"{what} / a loop over days", _each(ours), _each(_walked(loops.read_days)), days)
    hours = [_told(_supplement(calendar, random, LimitUnit.WORKING_HOUR)) for _n in range(FEW)]
    yield _compared(f"{what} / a loop over minutes", _each(ours), _each(_walked(loops.read_minutes)), hours)


def _told(dossier: Supplement) -> tuple[Supplement, Sequence[Mark], Terms]:
    """Return a dossier with what our clock is given of it."""
    return dossier, _marks(dossier), Terms(dossier.limit, dossier.after)


def _walked(walk: Callable[[Supplement], Told]) -> Callable[[Supplement, Sequence[Mark], Terms], Told]:
    return lambda dossier, _marks, _terms: walk(dossier)


def _compared[T, R](
    name: str, ours: Callable[[Sequence[T]], list[R]], other: Callable[[Sequence[T]], list[R]], tasks: Sequence[T]
) -> Result:
    """Time both sides round by round; RuntimeError if they do not find the same."""
    if ours(tasks) != other(tasks):
        raise RuntimeError(f"{name}: the two sides disagree")
    result = Result(name)
    for _round in range(ROUNDS):
        result.ours.append(timed(partial(ours, tasks)) / len(tasks))
        result.floor.append(timed(partial(other, tasks)) / len(tasks))
        result.latencies += [timed(partial(ours, [task])) for task in tasks]
    return result


def _each[*A, R](work: Callable[[*A], R]) -> Callable[[Sequence[tuple[*A]]], list[R]]:
    """Return what does a piece of work for each of many."""
    return lambda tasks: [work(*task) for task in tasks]


def _working_day(calendar: WorkingCalendar, random: Random) -> date:
    return calendar.next_working_day(FIRST + random.randrange(SPAN) * DAY)


def _in_office(calendar: WorkingCalendar, random: Random) -> datetime:
    day = _working_day(calendar, random)
    opening = calendar.close_of(day) - timedelta(hours=24)
    return calendar.opening_after(calendar.add_working_minutes(opening, 1 + random.randrange(calendar.day_minutes - 1)))


def _supplement(calendar: WorkingCalendar, random: Random, unit: LimitUnit) -> Supplement:
    days = random.choice(DAYS)
    amount = Decimal(days if unit is LimitUnit.WORKING_DAY else 8 * days)
    accepted = _in_office(calendar, random)
    asked = calendar.add_working_minutes(accepted, 60 + random.randrange(days * 240))
    confirmed = calendar.opening_after(calendar.add_working_minutes(asked, 60 + random.randrange(10 * 480)))
    ended = calendar.add_working_minutes(confirmed, 60 + random.randrange(days * 500))
    return Supplement(Limit(amount, unit), random.choice(tuple(AfterSupplement)), accepted, asked, confirmed, ended)


def _marks(dossier: Supplement) -> list[Mark]:
    return [
        Mark(MarkKind.STARTED, dossier.accepted),
        Mark(MarkKind.PAUSED, dossier.asked, Pause.SUPPLEMENT),
        Mark(MarkKind.RESUMED, dossier.confirmed, Pause.SUPPLEMENT),
        Mark(MarkKind.ENDED, dossier.ended),
    ]
