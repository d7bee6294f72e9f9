"""A believable office: dossiers of eleven years on the shipped calendar, the same ones in every run."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from random import Random

from dossiers.clock import Mark, MarkKind, Reading, Terms, may_reappoint, read
from procedures.machine import AfterSupplement, Limit, LimitUnit, Pause
from procedures.time.calendar import LOCAL, WorkingCalendar
from procedures.time.calendars import build_default
from tests.dossiers.clock.naive_clock import DAY, Case, Holding

FIRST, LAST = date(2016, 1, 4), date(2026, 11, 30)
DAY_MINUTES = 480
LIMITS = (
    *[(3, LimitUnit.WORKING_DAY)] * 1,
    *[(5, LimitUnit.WORKING_DAY)] * 5,
    *[(7, LimitUnit.WORKING_DAY)] * 3,
    *[(10, LimitUnit.WORKING_DAY)] * 8,
    *[(15, LimitUnit.WORKING_DAY)] * 1,
    *[(10, LimitUnit.CALENDAR_DAY)] * 1,
    *[(15, LimitUnit.CALENDAR_DAY)] * 3,
    *[(20, LimitUnit.CALENDAR_DAY)] * 1,
    *[(30, LimitUnit.CALENDAR_DAY)] * 1,
    *[(8, LimitUnit.WORKING_HOUR)] * 1,
)
"""The legal limits of the shipped procedures, each as often as they have it."""


@dataclass(frozen=True, slots=True)
class Simulated:
    """A dossier that has ended, and what our clock reads.

    ``promised`` is a re-appointment: when it was made and for when. ``dated`` is False where a system
    that stores a due date lost this one's.
    """

    number: int
    case: Case
    promised: tuple[datetime, datetime] | None
    dated: bool
    reading: Reading

    @property
    def late(self) -> bool:
        """Say whether it truly ran late."""
        return self.reading.verdict == "overdue"


@dataclass(frozen=True, slots=True)
class Office:
    """The dossiers, the calendar, and the nights in which something failed."""

    calendar: WorkingCalendar
    dossiers: tuple[Simulated, ...]
    lost: frozenset[date]
    """Nights in which a nightly job did not run, or gave up."""
    offline: frozenset[date]
    """Nights in which the list of holidays could not be fetched."""


@cache
def simulate(count: int, seed: int = 2016) -> Office:
    """Return the office with so many dossiers."""
    calendar, random = build_default(), Random(seed)
    lost = _nights(random, every=150, longest=3)
    offline = _nights(random, every=400, longest=20)
    dossiers = tuple(_dossier(number, random, calendar) for number in range(1, count + 1))
    return Office(calendar, dossiers, lost, offline)


def _nights(random: Random, every: int, longest: int) -> frozenset[date]:
    """Draw stretches of nights, one about every so many days."""
    span = (LAST - FIRST).days + 365
    starts = [FIRST + random.randrange(span) * DAY for _ in range(span // every)]
    return frozenset(start + n * DAY for start in starts for n in range(1 + random.randrange(longest)))


def _dossier(number: int, random: Random, calendar: WorkingCalendar) -> Simulated:
    amount, unit = LIMITS[random.randrange(len(LIMITS))]
    after = AfterSupplement.CARRY_ON if random.random() < 0.25 else AfterSupplement.RESTART
    started = _accepted(random, calendar)
    running = Case(unit, amount, after, started, (), None, started)
    running = replace(running, held=_pauses(random, calendar, running))
    last = max([started, *(held.end or held.start for held in running.held)])
    due_at = _read(replace(running, as_of=last + DAY), None, calendar).lawful_due_at
    promised = _promise(random, calendar, due_at, last) if random.random() < 0.03 else None
    ended = _ended(random, calendar, due_at, running) if promised is None else _kept(random, calendar, *promised)
    ended = max(ended, calendar.add_working_minutes(last, 30))
    case = replace(running, ended=ended, as_of=ended)
    dated = random.random() >= 0.005
    return Simulated(number, case, promised, dated, _read(case, promised, calendar))


def _read(case: Case, promised: tuple[datetime, datetime] | None, calendar: WorkingCalendar) -> Reading:
    marks = case.marks()
    if promised:
        marks.append(Mark(MarkKind.REAPPOINTED, promised[0], new_due_at=promised[1]))
    return read(marks, Terms(Limit(Decimal(case.amount), case.unit), case.after), calendar, as_of=case.as_of)


def _accepted(random: Random, calendar: WorkingCalendar) -> datetime:
    """Draw an acceptance: in office hours, of an evening (one in twelve) or on a day off (one in twenty)."""
    day = FIRST + random.randrange((LAST - FIRST).days) * DAY
    seconds = timedelta(seconds=random.randrange(60))
    kind = random.random()
    if kind < 0.05:
        while calendar.is_working(day):
            day += DAY
        return _at(day, 8 * 60 + random.randrange(12 * 60)) + seconds
    day = calendar.next_working_day(day)
    if kind < 0.13:
        return _at(day, 17 * 60 + random.randrange(4 * 60)) + seconds
    return _in_office(random, calendar, day) + seconds


def _pauses(random: Random, calendar: WorkingCalendar, case: Case) -> tuple[Holding, ...]:
    """Draw supplements for a fifth, some in two rounds, and payments for a tenth, some inside a supplement."""
    held: list[Holding] = []
    cursor = case.started
    rounds = (random.random() < 0.2) + (random.random() < 0.03)
    for _ in range(rounds):
        asked = _some_way(random, calendar, cursor, case)
        if random.random() < 0.02:
            held.append(Holding(Pause.SUPPLEMENT, asked, None))
            break
        cursor = _answered(random, calendar, asked, usual_days=5)
        held.append(Holding(Pause.SUPPLEMENT, asked, cursor))
    share = 0.3 if held else 0.07
    if random.random() < share:
        while_asked = held and held[0].end and random.random() < 0.6
        asked = held[0].start + timedelta(hours=1) if while_asked else _some_way(random, calendar, cursor, case)
        held.append(Holding(Pause.PAYMENT, asked, _answered(random, calendar, asked, usual_days=3)))
    return tuple(held)


def _some_way(random: Random, calendar: WorkingCalendar, since: datetime, case: Case) -> datetime:
    """Draw an instant in office hours in the first six tenths of a limit."""
    days = {LimitUnit.WORKING_DAY: case.amount, LimitUnit.CALENDAR_DAY: case.amount * 5 / 7, LimitUnit.WORKING_HOUR: 1}
    minutes = int(days[case.unit] * DAY_MINUTES * (0.05 + 0.55 * random.random()))
    return calendar.add_working_minutes(calendar.opening_after(since + timedelta(minutes=1)), minutes)


def _answered(random: Random, calendar: WorkingCalendar, asked: datetime, usual_days: int) -> datetime:
    """Draw when the answer is confirmed, in office hours: one in eight within hours, most in days."""
    if random.random() < 0.125:
        return calendar.add_working_minutes(asked, 15 + random.randrange(180))
    waited = timedelta(days=min(30.0, random.expovariate(1 / usual_days)))
    return calendar.add_working_minutes(calendar.opening_after(asked + waited), 1 + random.randrange(240))


def _promise(
    random: Random, calendar: WorkingCalendar, due_at: datetime, last: datetime
) -> tuple[datetime, datetime] | None:
    """Draw a re-appointment, made in time and after whatever happened before."""
    made = max(last + timedelta(minutes=5), _in_office(random, calendar, calendar.add_working_days(due_at.date(), -1)))
    if not may_reappoint(due_at, made):
        return None
    return made, calendar.close_of(calendar.add_working_days(due_at.date(), 2 + random.randrange(8)))


def _kept(random: Random, calendar: WorkingCalendar, _made: datetime, new_due_at: datetime) -> datetime:
    """Draw an end shortly before a new appointment."""
    return _in_office(random, calendar, calendar.add_working_days(new_due_at.date(), -random.randrange(4)))


def _ended(random: Random, calendar: WorkingCalendar, due_at: datetime, case: Case) -> datetime:
    """Draw an end: nearly half well before the due date, most others on it or the day before, one in eight late."""
    unanswered = [held.start for held in case.held if held.end is None]
    if unanswered:
        return calendar.add_working_minutes(unanswered[0], DAY_MINUTES * (5 + random.randrange(15)))
    due_on, kind = due_at.date(), random.random()
    if case.unit is LimitUnit.WORKING_HOUR:
        minutes = -random.randrange(1, 300) if kind < 0.87 else random.randrange(1, 900)
        return calendar.add_working_minutes(due_at, minutes)
    if kind < 0.45:
        days = -2 - random.randrange(max(1, case.amount // 2))
    elif kind < 0.87:
        days = -1 if kind < 0.62 else 0
    else:
        days = 1 + (random.randrange(2) if kind < 0.96 else random.randrange(15))
    on = calendar.add_working_days(due_on, days)
    return _at(on, 17 * 60 + random.randrange(180)) if random.random() < 0.04 else _in_office(random, calendar, on)


def _in_office(random: Random, calendar: WorkingCalendar, day: date) -> datetime:
    sessions = calendar.sessions_on(day)
    return calendar.add_working_minutes(_at(day, sessions[0].first_minute), 1 + random.randrange(DAY_MINUTES - 1))


def _at(day: date, minute: int) -> datetime:
    return datetime.combine(day, time(minute // 60, minute % 60), LOCAL)
