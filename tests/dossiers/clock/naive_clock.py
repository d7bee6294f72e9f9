"""The clock read naively: a set of days, or a byte for each minute. Slow, and for comparison only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from dossiers.clock import Mark, MarkKind
from procedures.machine import AfterSupplement, LimitUnit, Pause
from procedures.time.calendar import LOCAL, WorkingCalendar
from tests.procedures.time.naive_calendar import DAY, Minutes, days_from, sessions_by_hand

MINUTE = timedelta(minutes=1)

type Stretches = list[tuple[datetime, datetime]]


class BeyondError(Exception):
    """The days of the calendar do not reach to a date that is asked for."""


@dataclass(frozen=True, slots=True)
class Holding:
    """A pause of a case; ``end`` is None where nobody answered."""

    pause: Pause
    start: datetime
    end: datetime | None


@dataclass(frozen=True, slots=True)
class Case:
    """What happened to a dossier whose clock runs.

    ``own`` is the limit of the outcome that was taken, ``told_by`` the last instant before an event,
    ``reappointed`` when and for when.
    """

    unit: LimitUnit
    amount: int
    after: AfterSupplement
    started: datetime
    held: tuple[Holding, ...]
    ended: datetime | None
    as_of: datetime
    own: tuple[LimitUnit, int] | None = None
    inform_by: datetime | None = None
    reappointed: tuple[datetime, datetime] | None = None

    def marks(self) -> list[Mark]:
        """Return the case as the log would tell it."""
        marks = [Mark(MarkKind.STARTED, self.started)]
        for held in self.held:
            marks.append(Mark(MarkKind.PAUSED, held.start, held.pause))
            if held.end is not None:
                marks.append(Mark(MarkKind.RESUMED, held.end, held.pause))
        if self.reappointed is not None:
            marks.append(Mark(MarkKind.REAPPOINTED, self.reappointed[0], new_due_at=self.reappointed[1]))
        if self.ended is not None:
            marks.append(Mark(MarkKind.ENDED, self.ended))
        return marks


@dataclass(frozen=True, slots=True)
class Naive:
    """What a patient clerk would find."""

    first: datetime
    lawful: datetime
    due: datetime
    unit: LimitUnit
    spent: float
    verdict: str | None


@dataclass(frozen=True, slots=True)
class Counted:
    """One limit of a case, counted from an opening around what was held."""

    unit: LimitUnit
    due: datetime
    spent: float


def ceiling(instant: datetime) -> datetime:
    """Return the minute that begins at or after an instant."""
    floor = flat(instant)
    return floor if floor == instant else floor + MINUTE


def flat(instant: datetime) -> datetime:
    """Return the minute that an instant is in."""
    return instant.replace(second=0, microsecond=0)


def naive(case: Case, calendar: WorkingCalendar, minutes: Minutes) -> Naive:
    """Read a case by hand; BeyondError where the calendar ends before one of its dates."""
    clerk = Clerk(case, calendar, minutes)
    common = clerk.count(case.unit, case.amount)
    binds = common
    if case.own is not None:
        own = clerk.count(*case.own)
        binds = own if own.due < common.due else common
    inform_by = case.inform_by
    if inform_by is not None and minutes.index(inform_by) < clerk.opening:
        inform_by = None
    lawful = min(binds.due, inform_by or binds.due)
    shortened = binds is not common or lawful < binds.due
    return Naive(
        first=clerk.first(),
        lawful=lawful,
        due=lawful if shortened else clerk.appointment(lawful),
        unit=binds.unit,
        spent=binds.spent,
        verdict=clerk.verdict(binds, inform_by),
    )


class Clerk:
    """Somebody with a wall calendar, a clock and much time."""

    def __init__(self, case: Case, calendar: WorkingCalendar, minutes: Minutes) -> None:
        self.case, self.calendar, self.minutes = case, calendar, minutes
        restarting = case.after is AfterSupplement.RESTART
        ends = [h.end for h in case.held if restarting and h.pause is Pause.SUPPLEMENT and h.end is not None]
        self.restarted = max(ends, default=None)
        self.opening = self.opens(self.restarted or case.started)
        self.carried: Stretches = [
            (h.start, h.end or flat(case.ended or case.as_of))
            for h in case.held
            if (h.pause is Pause.PAYMENT or not restarting or h.end is None) and (h.end or case.ended)
        ]
        self.stop = flat(case.ended or case.as_of)
        if case.ended is None:
            self.stop = min([self.stop, *(flat(h.start) for h in case.held if h.end is None)])

    def opens(self, instant: datetime) -> int:
        """Walk from an instant to the next minute that is worked."""
        return _found(self.minutes.opening(self.minutes.index(ceiling(instant))))

    def first(self) -> datetime:
        """Count the common limit from the acceptance, whatever happened since."""
        case, opening = self.case, self.opens(self.case.started)
        if case.unit is LimitUnit.WORKING_HOUR:
            return self.minutes.instant(_found(self.minutes.after(opening, case.amount * 60)))
        return self._days(case.unit, case.amount, self.minutes.instant(opening).date(), []).due

    def count(self, unit: LimitUnit, amount: int) -> Counted:
        """Count a limit from where it counts now."""
        if unit is LimitUnit.WORKING_HOUR:
            return self._hours(amount)
        return self._days(unit, amount, self.minutes.instant(self.opening).date(), self.carried)

    def appointment(self, lawful: datetime) -> datetime:
        """Return the appointment in force: what was promised, moved as the limit is."""
        if self.case.reappointed is None:
            return lawful
        at, promised = self.case.reappointed
        later = [(max(start, at), end) for start, end in self.carried if end > max(start, at)]
        if self.case.unit is LimitUnit.WORKING_HOUR:
            promised = self._run_on(promised, later)
        else:
            since = max(at.date(), self.minutes.instant(self.opening).date())
            promised = self._moved(promised, _runs(since, later))
        if not self._works(promised.date()):
            promised = self._close(self._roll(promised.date()))
        restarted = self.restarted is not None and ceiling(self.restarted) >= at
        return max(promised, lawful) if restarted else promised

    def verdict(self, binds: Counted, inform_by: datetime | None) -> str | None:
        """Judge the end, if there is one."""
        if self.case.ended is None:
            return None
        end = flat(self.case.ended)
        in_days = binds.unit is not LimitUnit.WORKING_HOUR
        if end.date() > binds.due.date() if in_days else end > binds.due:
            return "overdue"
        if inform_by is not None and end > inform_by:
            return "overdue"
        if in_days and not (inform_by and inform_by < binds.due):
            return "early" if end.date() < binds.due.date() else "on_time"
        session = self.minutes.index(min(binds.due, inform_by or binds.due))
        while session and self.minutes.worked[session - 1]:
            session -= 1
            # A session ends where the next begins, even without a break.
            if self.minutes.instant(session).timetz().replace(tzinfo=None) in self._openings(session):
                break
        return "early" if self.minutes.index(end) < session else "on_time"

    def _openings(self, index: int) -> set[time]:
        return {s.opens for s in sessions_by_hand(self.calendar, self.minutes.instant(index).date())}

    def _held_minutes(self, stretches: Stretches) -> set[int]:
        held: set[int] = set()
        for start, end in stretches:
            if start < end:
                stretch = range(max(self.opening, self.minutes.index(start)), self.minutes.index(ceiling(end)))
                held.update(i for i in stretch if self.minutes.worked[i])
        return held

    def _run_on(self, due: datetime, stretches: Stretches) -> datetime:
        """Let a due minute run on through every pause that begins, for the limit, while it has not passed."""
        since = self.minutes.instant(self.opening)
        cut = [(flat(max(start, since)), ceiling(end)) for start, end in stretches if max(start, since) < end]
        for start, end in _joined(cut):
            if start > due:
                return due
            held = len(self._held_minutes([(start, end)]))
            if held:
                due = self.minutes.instant(_found(self.minutes.after(self.minutes.index(due), held)))
        return due

    def _hours(self, amount: int) -> Counted:
        held = self._held_minutes(self.carried)
        unpaused = self.minutes.instant(_found(self.minutes.after(self.opening, amount * 60)))
        due = self._run_on(unpaused, self.carried)
        passed = range(self.opening, self.minutes.index(self.stop))
        spent = sum(self.minutes.worked[i] for i in passed if i not in held)
        return Counted(LimitUnit.WORKING_HOUR, due, spent / 60)

    def _days(self, unit: LimitUnit, amount: int, first: date, carried: Stretches) -> Counted:
        runs = _runs(first, carried)
        held = {day for start, end in runs for day in days_from(start + DAY, end)}
        prolonged: set[date] = set()
        if unit is LimitUnit.WORKING_DAY:
            due = self._steps(first, amount)
            for asked, done in runs:
                if asked > due:
                    break
                due = self._steps(due, sum(self._works(day) for day in days_from(asked + DAY, done)))
        else:
            used = first + amount * DAY
            for asked, done in runs:
                if asked > self._roll(used):
                    break
                prolonged.update(days_from(used + DAY, min(self._roll(used), asked)))
                used = max(used + (done - asked), done)
            due = self._roll(used)
            prolonged.update(days_from(used + DAY, due))
        spent = [
            day
            for day in days_from(first + DAY, self.stop.date())
            if day not in held and day not in prolonged and (unit is LimitUnit.CALENDAR_DAY or self._works(day))
        ]
        return Counted(unit, self._close(due), len(spent))

    def _moved(self, promised: datetime, runs: list[tuple[date, date]]) -> datetime:
        day = promised.date()
        for asked, done in runs:
            if asked > self._roll(day):
                break
            if self.case.unit is LimitUnit.CALENDAR_DAY:
                day += done - asked
            else:
                day = self._steps(day, sum(self._works(held) for held in days_from(asked + DAY, done)))
        return promised if day == promised.date() else self._close(self._roll(day))

    def _steps(self, day: date, working_days: int) -> date:
        for _ in range(working_days):
            day = self._roll(day + DAY)
        return day

    def _works(self, day: date) -> bool:
        return bool(sessions_by_hand(self.calendar, day))

    def _roll(self, day: date) -> date:
        while day <= self.calendar.last and not self._works(day):
            day += DAY
        if day > self.calendar.last:
            raise BeyondError
        return day

    def _close(self, day: date) -> datetime:
        return datetime.combine(day, sessions_by_hand(self.calendar, day)[-1].closes, LOCAL)


def _found(index: int | None) -> int:
    if index is None:
        raise BeyondError
    return index


def _runs(first: date, carried: Stretches) -> list[tuple[date, date]]:
    """Join overlapping pauses; leave out what lies before the first day, or inside one day."""
    cut = [(max(first, a.date()), b.date()) for a, b in _joined(carried)]
    return [(asked, done) for asked, done in cut if asked < done]


def _joined(carried: Stretches) -> Stretches:
    """Join overlapping pauses, pair by pair."""
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
    return joined


def window(case: Case, calendar: WorkingCalendar) -> Minutes:
    """Return the minutes that a case can need."""
    instants: Iterable[datetime] = [case.as_of, *(h.end for h in case.held if h.end), *(case.reappointed or ())]
    amount = max(case.amount, case.own[1] if case.own else 0)
    last = max(*instants, case.started).date() + (amount + 60) * DAY
    return Minutes(calendar, case.started.date(), min(last, calendar.last))


def midnight(day: date) -> datetime:
    """Return when a local day begins."""
    return datetime.combine(day, time.min, LOCAL)
