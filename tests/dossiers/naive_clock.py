"""The clock read naively: a set of days, or a byte for each minute. Slow, and for comparison only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from dossiers.clock import Mark, MarkKind
from procedures.calendar import LOCAL, WorkingCalendar
from procedures.machine import AfterSupplement, LimitUnit, Pause
from tests.procedures.naive_calendar import DAY, Minutes, days_from, sessions_by_hand

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Held:
    """A pause of a case; ``end`` is None where nobody answered."""

    pause: Pause
    start: datetime
    end: datetime | None


@dataclass(frozen=True, slots=True)
class Case:
    """What happened to a dossier whose clock runs."""

    unit: LimitUnit
    amount: int
    after: AfterSupplement
    started: datetime
    held: tuple[Held, ...]
    ended: datetime | None
    as_of: datetime

    def marks(self) -> list[Mark]:
        """Return the case as the log would tell it."""
        marks = [Mark(MarkKind.STARTED, self.started)]
        for held in self.held:
            marks.append(Mark(MarkKind.PAUSED, held.start, held.pause))
            if held.end is not None:
                marks.append(Mark(MarkKind.RESUMED, held.end, held.pause))
        if self.ended is not None:
            marks.append(Mark(MarkKind.ENDED, self.ended))
        return marks


@dataclass(frozen=True, slots=True)
class Naive:
    """What a patient clerk would find."""

    due: datetime
    spent: float
    verdict: str | None


def ceiling(instant: datetime) -> datetime:
    """Return the minute that begins at or after an instant."""
    floor = flat(instant)
    return floor if floor == instant else floor + MINUTE


def flat(instant: datetime) -> datetime:
    """Return the minute that an instant is in."""
    return instant.replace(second=0, microsecond=0)


def naive(case: Case, calendar: WorkingCalendar, minutes: Minutes) -> Naive:
    """Read a case by hand."""
    restarting = case.after is AfterSupplement.RESTART
    supplements = [h for h in case.held if h.pause is Pause.SUPPLEMENT and h.end is not None]
    counted_from = ceiling(case.started)
    if restarting and supplements:
        counted_from = max(ceiling(h.end) for h in supplements if h.end)
    opening = minutes.opening(minutes.index(counted_from))
    assert opening is not None
    carried = [
        (h.start, h.end or flat(case.ended or case.as_of))
        for h in case.held
        if (h.pause is Pause.PAYMENT or not restarting or h.end is None) and (h.end or case.ended)
    ]
    stop = flat(case.ended or case.as_of)
    if case.ended is None:
        stop = min([stop, *(flat(h.start) for h in case.held if h.end is None)])
    if case.unit is LimitUnit.WORKING_HOUR:
        return _hours(case, minutes, opening, carried, stop)
    return _days(case, calendar, minutes.instant(opening).date(), carried, stop)


def _hours(
    case: Case, minutes: Minutes, opening: int, carried: list[tuple[datetime, datetime]], stop: datetime
) -> Naive:
    held: set[int] = set()
    for start, end in (pause for pause in carried if pause[0] < pause[1]):
        stretch = range(max(opening, minutes.index(start)), minutes.index(ceiling(end)))
        held.update(i for i in stretch if minutes.worked[i])
    due = minutes.after(opening, case.amount * 60 + len(held))
    assert due is not None
    spent = sum(minutes.worked[i] for i in range(opening, minutes.index(stop)) if i not in held)
    verdict = None
    if case.ended is not None:
        session = due
        while minutes.worked[session - 1]:
            session -= 1
        end = minutes.index(flat(case.ended))
        verdict = "overdue" if end > due else "early" if end < session else "on_time"
    return Naive(minutes.instant(due), spent / 60, verdict)


def _days(
    case: Case, calendar: WorkingCalendar, first: date, carried: list[tuple[datetime, datetime]], stop: datetime
) -> Naive:
    runs = _runs(first, carried)
    held = {day for start, end in runs for day in days_from(start + DAY, end)}
    prolonged: set[date] = set()
    if case.unit is LimitUnit.WORKING_DAY:
        due = first
        for left in [*range(case.amount), *(day for day in held if sessions_by_hand(calendar, day))]:
            del left
            due = _roll(due + DAY, calendar)
    else:
        used = rest = first + case.amount * DAY
        for asked, done in runs:
            rolled = _roll(used, calendar)
            prolonged.update(days_from(rest + DAY, min(rolled, asked)))
            moved = used + (done - asked)
            used = max(moved, done) if asked <= rolled else moved
            rest = max(used, done)
        due = _roll(used, calendar)
        prolonged.update(days_from(rest + DAY, due))
    counted = [
        day
        for day in days_from(first + DAY, stop.date())
        if day not in held
        and day not in prolonged
        and (case.unit is LimitUnit.CALENDAR_DAY or sessions_by_hand(calendar, day))
    ]
    verdict = None
    if case.ended is not None:
        end = case.ended.date()
        verdict = "overdue" if end > due else "early" if end < due else "on_time"
    closes = sessions_by_hand(calendar, due)[-1].closes
    return Naive(datetime.combine(due, closes, LOCAL), len(counted), verdict)


def _runs(first: date, carried: list[tuple[datetime, datetime]]) -> list[tuple[date, date]]:
    """Join overlapping pauses, pair by pair, and cut off what lies before the first day."""
    joined = sorted(carried)
    again = True
    while again:
        again = False
        for a, b in pairwise(joined):
            if b[0] <= a[1]:
                joined.remove(a)
                joined.remove(b)
                joined = sorted([*joined, (a[0], max(a[1], b[1]))])
                again = True
                break
    return [(max(first, a.date()), b.date()) for a, b in joined if b.date() > first]


def _roll(day: date, calendar: WorkingCalendar) -> date:
    while not sessions_by_hand(calendar, day):
        day += DAY
    return day


def window(case: Case, calendar: WorkingCalendar) -> Minutes:
    """Return the minutes that a case can need."""
    instants: Iterable[datetime] = [case.as_of, *(h.end for h in case.held if h.end)]
    last = max(*instants, case.started).date() + (case.amount + 30) * DAY
    return Minutes(calendar, case.started.date(), min(last, calendar.last))


def midnight(day: date) -> datetime:
    """Return when a local day begins."""
    return datetime.combine(day, time.min, LOCAL)
