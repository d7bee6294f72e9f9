"""Limits: when they are used up, how much of them is spent, and how an end is judged."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Self

from msgspec import Struct

from dossiers.clock.marks import MINUTE, Gap, down, in_minutes, up
from procedures.language import wording
from procedures.machine import Limit, LimitUnit, Text
from procedures.time.calendar import LOCAL, CalendarExhausted, WorkingCalendar, local

DAY = timedelta(days=1)
HOUR = Decimal(60)
"""Minutes in an hour."""

type Range = tuple[date, date]
"""The days d with ``after < d <= until``, as the law counts them: the first is left out."""


class Verdict(StrEnum):
    """How a limit was kept."""

    EARLY = "early"
    ON_TIME = "on_time"
    OVERDUE = "overdue"


class DayCount(Struct, frozen=True):
    """A limit in days from ``first_on``, which is not counted itself (Civil Code art. 147)."""

    unit: LimitUnit
    calendar: WorkingCalendar
    first_on: date
    paused: tuple[Range, ...]
    rolled: tuple[Range, ...]
    """Days off after the limit is used up and before it ends (art. 148(5)): in no count."""
    sought: tuple[Range, ...]
    """Where it mattered which days are worked, the first day included, paused days among them."""
    due_on: date
    due_at: datetime
    """The appointment: close of business of the last day."""

    @classmethod
    def of_calendar_days(cls, start: datetime, gaps: tuple[Gap, ...], days: int, calendar: WorkingCalendar) -> Self:
        """Count a limit in calendar days from an opening, as ``of_working_days`` does.

        One that ends on a day off ends on the next working day; where a pause begins in that prolongation,
        still in time, the limit does not end before the pause does.
        """
        first_on, paused = start.date(), _in_days(gaps)
        used_up_on = first_on + timedelta(days)
        rolled: list[Range] = []
        sought: list[Range] = []
        for after, until in paused:
            last_on = calendar.next_working_day(used_up_on)
            if after > last_on:
                break
            sought.append((used_up_on, min(last_on, after)))
            rolled.append((used_up_on, min(last_on, after)))
            used_up_on = max(_later(used_up_on, until - after), until)
        due_on = calendar.next_working_day(used_up_on)
        sought.append((used_up_on, due_on))
        rolled.append((used_up_on, due_on))
        due_at = calendar.close_of(due_on)
        unit = LimitUnit.CALENDAR_DAY
        return cls(unit, calendar, first_on, paused, _ranges(rolled), _ranges(sought), due_on, due_at)

    @classmethod
    def of_working_days(cls, start: datetime, gaps: tuple[Gap, ...], days: int, calendar: WorkingCalendar) -> Self:
        """Count a limit from an opening, moved by the days d of its unit in each gap.

        A gap holds the days ``asked < d <= completed``, so that one inside a day moves nothing, and one that
        begins after the last day neither: there is nothing left to carry on (ADR-0006).
        """
        first_on, paused = start.date(), _in_days(gaps) if gaps else ()
        due_at = calendar.close_after(first_on, days)
        due_on = last_on = due_at.date()
        for after, until in paused:
            if after > due_on:
                break
            days += calendar.working_days_between(after, until)
            due_at = calendar.close_after(first_on, days)
            due_on = due_at.date()
            # A pause moves by the days up to its own end, which may lie after the due date.
            last_on = max(due_on, until)
        return cls(LimitUnit.WORKING_DAY, calendar, first_on, paused, (), ((first_on, last_on),), due_on, due_at)

    def spent(self, until: datetime) -> Decimal:
        """Return the days of the unit up to a local date, without pauses and prolongations."""
        until_on = until.date()
        days = self._days(self.first_on, until_on)
        for after, last_on in self.paused + self.rolled:
            days -= self._days(after, min(last_on, until_on))
        return Decimal(days)

    def moved(self, due_at: datetime, gaps: Iterable[Gap]) -> datetime:
        """Return another appointment, moved by gaps as the limit itself is, and off a day that is not worked."""
        on, calendar = due_at.date(), self.calendar
        for after, until in ((a.date(), b.date()) for a, b in gaps):
            if after > calendar.next_working_day(on):
                break
            days = self._days(after, until)
            in_working_days = self.unit is LimitUnit.WORKING_DAY
            on = calendar.add_working_days(on, days) if in_working_days else _later(on, timedelta(days))
        if on == due_at.date() and calendar.is_working(on):
            return due_at
        return calendar.close_of(calendar.next_working_day(on))

    def uses(self, day: date, until: datetime) -> bool:
        """Say whether a day is one of those that ``spent(until)`` counts."""
        if not self.first_on < day <= until.date():
            return False
        held = any(a < day <= b for a, b in self.paused + self.rolled)
        return self._days(day - DAY, day) == 1 and not held

    @property
    def last_on(self) -> date:
        """Return the last day that it mattered of whether it is worked."""
        return self.sought[-1][1]

    @property
    def is_provisional(self) -> bool:
        """Say whether a day that decided the due date is not official yet."""
        return any(self.calendar.rests_on_provisional(a, b) for a, b in self.sought)

    def _days(self, after: date, until: date) -> int:
        if self.unit is LimitUnit.WORKING_DAY:
            return self.calendar.working_days_between(after, until)
        return max(0, (until - after).days)


def _in_days(gaps: Iterable[Gap]) -> tuple[Range, ...]:
    """Return the days that gaps hold; one inside a day holds none."""
    return tuple([(after, until) for start, end in gaps if (after := start.date()) < (until := end.date())])


def _ranges(found: Iterable[Range]) -> tuple[Range, ...]:
    """Return the ranges that do not end before they begin."""
    return tuple((after, until) for after, until in found if after <= until)


class HourCount(Struct, frozen=True):
    """A limit in working hours, run minute by minute along the sessions from an opening."""

    calendar: WorkingCalendar
    start: datetime
    gaps: tuple[Gap, ...]
    due_at: datetime

    @classmethod
    def of(cls, start: datetime, gaps: tuple[Gap, ...], limit: Limit, calendar: WorkingCalendar) -> Self:
        """Count a limit from an opening, moved by the working minutes of each gap that begins in time."""
        whole = in_minutes(gaps, since=start)
        due_at = calendar.add_working_minutes(start, int(limit.amount * HOUR))
        return cls(calendar, start, whole, run_on(due_at, whole, calendar))

    @property
    def due_on(self) -> date:
        """Return the local date of the due minute."""
        return self.due_at.date()

    def spent(self, until: datetime) -> Decimal:
        """Return the working hours up to an instant, without pauses, with two decimals."""
        return hours(self._minutes(self.start, until))

    def moved(self, due_at: datetime, gaps: Iterable[Gap]) -> datetime:
        """Return another appointment, moved by gaps as the limit itself is, and off a day that is not worked."""
        moved = run_on(due_at, in_minutes(gaps, since=self.start), self.calendar)
        if self.calendar.is_working(moved.date()):
            return moved
        return self.calendar.close_of(self.calendar.next_working_day(moved.date()))

    def uses(self, day: date, until: datetime) -> bool:
        """Say whether ``spent(until)`` has a minute of a day."""
        midnight = datetime.combine(day, time.min, LOCAL)
        evening = datetime.combine(day, time.max, LOCAL)
        return self._minutes(max(self.start, midnight), min(until, evening)) > 0

    @property
    def last_on(self) -> date:
        """Return the last day that it mattered of whether it is worked."""
        return max([self.due_on, *(end.date() for _, end in self.gaps)])

    @property
    def is_provisional(self) -> bool:
        """Say whether a day that decided the due date is not official yet."""
        return self.calendar.rests_on_provisional(self.start.date(), self.last_on)

    def _minutes(self, start: datetime, end: datetime) -> int:
        between = self.calendar.working_minutes_between
        return between(start, end) - sum(between(max(a, start), min(b, end)) for a, b in self.gaps)


type Count = DayCount | HourCount


def run_on(due_at: datetime, gaps: Iterable[Gap], calendar: WorkingCalendar) -> datetime:
    """Return a due minute moved by the working minutes of gaps, in their order, up to one that begins after it."""
    for start, end in gaps:
        if start > due_at:
            break
        minutes = calendar.working_minutes_between(start, end)
        due_at = calendar.add_working_minutes(due_at, minutes) if minutes else due_at
    return due_at


def _later(day: date, by: timedelta) -> date:
    """Return a later day; past the end of all dates there is no calendar either."""
    try:
        return day + by
    except OverflowError:
        raise CalendarExhausted(day.year + 1) from None


def count(start: datetime, gaps: tuple[Gap, ...], limit: Limit, calendar: WorkingCalendar) -> Count:
    """Count a limit in its own unit, from an opening, around gaps."""
    if limit.unit is LimitUnit.WORKING_HOUR:
        return HourCount.of(start, gaps, limit, calendar)
    if limit.unit is LimitUnit.WORKING_DAY:
        return DayCount.of_working_days(start, gaps, int(limit.amount), calendar)
    return DayCount.of_calendar_days(start, gaps, int(limit.amount), calendar)


def hours(minutes: int) -> Decimal:
    """Return minutes as hours with two decimals."""
    return (minutes / HOUR).quantize(Decimal("0.01"), ROUND_HALF_UP)


def judged_by(lawful_due_at: datetime | None = None) -> Text:
    """Say by which limit on time or late is judged where the office gives another day (``wording.judged_by``).

    A new appointment moves the appointment, a promise moves nothing; neither moves ``lawful_due_at``.
    """
    return wording.judged_by(local(lawful_due_at).date() if lawful_due_at else None)


def begun_later(started_at: datetime, unit: LimitUnit, calendar: WorkingCalendar) -> Text | None:
    """Say from which opening a limit counts that began outside office hours; None where that is the same day, except of hours.

    As the clock counts (``marks.Log``): the limit begins at the next opening, whose day is the first, which is not counted (ADR 0006).
    """
    begun = local(started_at)
    first = calendar.opening_after(up(begun))
    if first.date() == begun.date() and (unit is not LimitUnit.WORKING_HOUR or first == up(begun)):
        return None
    at = f"{first:%H:%M}", f"{first:%d/%m/%Y}"
    return Text(
        f"tiếp nhận ngoài giờ làm việc nên thời hạn tính từ {at[0]} ngày {at[1]}",
        f"accepted outside office hours, so the time counts from {at[0]} on {at[1]}",
    )


def verdict(ended_at: datetime, lawful_due_at: datetime, unit: LimitUnit, calendar: WorkingCalendar) -> Verdict:
    """Judge an end against the lawful due date.

    A day limit is overdue only on a later local date (Civil Code art. 148: the last day ends at
    24:00) and early on an earlier one. An hour limit is overdue after the due minute and early
    before the session of the due minute opened.
    """
    if unit is LimitUnit.WORKING_HOUR:
        late = is_late(lawful_due_at, ended_at, unit)
        early = not late and down(ended_at) < calendar.session_opening(lawful_due_at)
    else:
        ended_on, due_on = local(ended_at).date(), local(lawful_due_at).date()
        late, early = ended_on > due_on, ended_on < due_on
    return Verdict.OVERDUE if late else Verdict.EARLY if early else Verdict.ON_TIME


def is_late(due_at: datetime, at: datetime, unit: LimitUnit) -> bool:
    """Say whether an instant is after a due date, by the rule of the limit's unit (``late_from``)."""
    if unit is LimitUnit.WORKING_HOUR:
        return local(at) >= local(due_at) + MINUTE
    return local(at).date() > local(due_at).date()


def late_from(due_at: datetime, unit: LimitUnit) -> datetime:
    """Return the first instant that is late: the next local midnight, or the next minute."""
    due_at = local(due_at)
    if unit is LimitUnit.WORKING_HOUR:
        return due_at + MINUTE
    return datetime.combine(due_at.date() + DAY, time.min, LOCAL)


def due_soon_from(due_at: datetime, unit: LimitUnit, calendar: WorkingCalendar) -> datetime:
    """Return from when on a due date is near: one working day before it.

    For a day limit that is the opening of the working day before the due date, the last day on which a
    re-appointment is still allowed; for an hour limit one full day of working time before the due minute.
    """
    if unit is LimitUnit.WORKING_HOUR:
        return calendar.add_working_minutes(due_at, -calendar.day_minutes)
    before = calendar.add_working_days(local(due_at).date(), -1)
    return calendar.opening_after(datetime.combine(before, time.min, LOCAL))


def remind_from(due_at: datetime, days: int, calendar: WorkingCalendar) -> datetime:
    """Return from when on an applicant is reminded of a date: the opening of the n-th working day before it."""
    before = calendar.add_working_days(local(due_at).date(), -days)
    return calendar.opening_after(datetime.combine(before, time.min, LOCAL))


def may_reappoint(due_at: datetime, at: datetime, days: int = 1) -> bool:
    """Say whether it is at least so many days before the appointment, as the regime wants it (NĐ 61/2018 art. 19(9): 1)."""
    return local(at).date() + timedelta(days=days) <= local(due_at).date()


def close_after_days(at: datetime, days: int, calendar: WorkingCalendar) -> datetime:
    """Return the close of the n-th working day after an instant, counted as a day limit is.

    For notices "within 02 working days of reception" and for the applicant's own time to answer.
    """
    first_on = calendar.opening_after(up(at)).date()
    return calendar.close_of(calendar.add_working_days(first_on, days))


def answer_due(filed_at: datetime, limit_hours: int, calendar: WorkingCalendar) -> datetime:
    """Return by when the desk must look at a filing, or at the answer to a supplement."""
    return calendar.add_working_minutes(up(filed_at), limit_hours * 60)
