"""The working calendar: which minutes of which days an office works, as immutable data.

Pure arithmetic on a covered range of days. Every question is answered from tables of prefix sums: counting
costs O(1), adding minutes one bisection, adding days none, and nothing walks days.
Beyond the range there is no answer but ``CalendarExhausted``: a guess would be a wrong due date.
"""

import hashlib
import json
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from typing import Any, Self
from zoneinfo import ZoneInfo

from procedures.machine import Text
from procedures.time.sessions import (
    OFFICE_WEEK,
    WEEKDAYS,
    CalendarError,
    CalendarExhausted,
    DayException,
    DayKind,
    Json,
    Period,
    Session,
    Week,
    refuse_nonsense,
    week_on,
    week_to_json,
)

__all__ = [
    "LOCAL",
    "OFFICE_WEEK",
    "CalendarError",
    "CalendarExhausted",
    "DayException",
    "DayKind",
    "Period",
    "Session",
    "Week",
    "WorkingCalendar",
    "aware",
    "canonical",
    "local",
]

DAY_MINUTES = 24 * 60
LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")
"""The zone in which days begin and offices open; it has had no daylight saving time since 1975."""


class _Places(dict[int, int]):
    """Places of days by their ordinal; CalendarExhausted for a day that the calendar does not cover."""

    def __missing__(self, ordinal: int) -> int:
        raise CalendarExhausted(date.fromordinal(ordinal).year)


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """The days from ``first`` to ``last``, both included, with what is worked in each.

    ``week`` holds the sessions of Monday to Sunday, until a period begins; ``exceptions`` the days that differ. Days are
    local (``LOCAL``); instants are aware and come back in local time. Minutes are whole: the seconds
    of an instant are dropped here, and rounded by the caller where the direction matters.
    """

    first: date
    last: date
    exceptions: tuple[DayException, ...] = ()
    week: Week = OFFICE_WEEK
    periods: tuple[Period, ...] = ()
    """Office hours that hold from a later day on: what changes them leaves the days before as they were."""
    digest: str = field(init=False, compare=False)
    day_minutes: int = field(init=False, compare=False)
    """The length of this calendar's own full day (8 hours = 480 by default)."""
    _exceptional: dict[date, DayException] = field(init=False, repr=False, compare=False)
    _places: _Places = field(init=False, repr=False, compare=False)
    """By ordinal of a day: its place in the tables by day."""
    _working: tuple[date, ...] = field(init=False, repr=False, compare=False)
    """The working days, and beside them when each closes."""
    _closes: tuple[datetime, ...] = field(init=False, repr=False, compare=False)
    _days: tuple[int, ...] = field(init=False, repr=False, compare=False)
    """By day: how many working days lie before it."""
    _doubts: tuple[int, ...] = field(init=False, repr=False, compare=False)
    """By day: how many provisional days lie before it."""
    _minutes: tuple[int, ...] = field(init=False, repr=False, compare=False)
    """By day: how many working minutes lie before it."""
    _worked: tuple[tuple[int, ...], ...] = field(init=False, repr=False, compare=False)
    """By day, then by minute of the day: how many working minutes of the day lie before it."""
    _openings: tuple[datetime, ...] = field(init=False, repr=False, compare=False)
    """When each session opens, and beside it how many working minutes lie before."""
    _before: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        _fix(self, "periods", tuple(sorted(self.periods, key=lambda row: row.since)))
        refuse_nonsense(self.first, self.last, self.week, self.exceptions, self.periods)
        _fix(self, "exceptions", tuple(sorted(self.exceptions, key=lambda row: row.on)))
        _fix(self, "_exceptional", {row.on: row for row in self.exceptions})
        days = [date.fromordinal(n) for n in range(self.first.toordinal(), self.last.toordinal() + 1)]
        _fix(self, "_places", _Places((day.toordinal(), place) for place, day in enumerate(days)))
        sessions = [self.sessions_on(day) for day in days]
        working = [(day, of_day) for day, of_day in zip(days, sessions, strict=True) if of_day]
        _fix(self, "_working", tuple(day for day, _of_day in working))
        _fix(self, "_closes", tuple(_at(day, of_day[-1].end_minute) for day, of_day in working))
        _fix(self, "_days", _sums(bool(of_day) for of_day in sessions))
        _fix(self, "_doubts", _sums(self.is_provisional(day) for day in days))
        worked = {of_day: _worked_before(of_day) for of_day in set(sessions)}
        _fix(self, "_worked", tuple(worked[of_day] for of_day in sessions))
        _fix(self, "_minutes", _sums(by_minute[DAY_MINUTES] for by_minute in self._worked))
        _fix(self, "_openings", tuple(_at(day, one.first_minute) for day, of_day in working for one in of_day))
        _fix(self, "_before", _sums(one.minutes for _day, of_day in working for one in of_day))
        _fix(self, "day_minutes", max(sum(s.minutes for s in day) for week in self._weeks for day in week))
        _fix(self, "digest", hashlib.sha256(canonical(self.to_json())).hexdigest())

    # Days

    def week_on(self, day: date) -> Week:
        """Return the office hours of Monday to Sunday that hold on a day."""
        return week_on(self.week, self.periods, day) if self.periods else self.week

    def sessions_on(self, day: date) -> tuple[Session, ...]:
        """Return the sessions worked on a day, none on a day off."""
        self._places[day.toordinal()]
        exception = self._exceptional.get(day)
        if exception is None:
            return self.week_on(day)[day.weekday()]
        if exception.replaces is None:
            return ()
        return self.week_on(day)[exception.replaces.weekday()]

    def is_working(self, day: date) -> bool:
        """Say whether anything is worked on a day."""
        index = self._places[day.toordinal()]
        return self._days[index + 1] > self._days[index]

    def reason_off(self, day: date) -> Text | None:
        """Return why a day is not worked (the holiday's name before the weekday's), or None."""
        if self.is_working(day):
            return None
        exception = self._exceptional.get(day)
        return exception.name if exception else WEEKDAYS[day.weekday()]

    def exception_on(self, day: date) -> DayException | None:
        """Return what is exceptional about a day, or None."""
        return self._exceptional.get(day)

    def is_provisional(self, day: date) -> bool:
        """Say whether a day is worked, or off, only by an exception that is not yet official."""
        exception = self._exceptional.get(day)
        if exception is None or exception.official:
            return False
        return self.is_working(day) != bool(self.week[day.weekday()])

    def rests_on_provisional(self, first: date, last: date) -> bool:
        """Say whether any day from ``first`` to ``last``, both included, is provisional."""
        return self._doubts[self._places[last.toordinal()] + 1] > self._doubts[self._places[first.toordinal()]]

    def working_days_between(self, after: date, until: date) -> int:
        """Count the working days d with ``after < d <= until``; 0 if there is no such day."""
        last, first = self._places[until.toordinal()], self._places[after.toordinal()]
        return self._days[last + 1] - self._days[first + 1] if last > first else 0

    def add_working_days(self, day: date, n: int) -> date:
        """Return the n-th working day after ``day`` (before it, if n < 0); the day itself for 0."""
        index = self._places[day.toordinal()]
        if n == 0:
            return day
        place = self._days[index + 1] + n - 1 if n > 0 else self._days[index] + n
        return self._working_day(place)

    def next_working_day(self, day: date) -> date:
        """Return the first working day on or after ``day``."""
        return self._working_day(self._days[self._places[day.toordinal()]])

    def close_after(self, day: date, n: int) -> datetime:
        """Return the close of business of the n-th working day after ``day``, n > 0."""
        place = self._days[self._places[day.toordinal()] + 1] + n - 1
        if place >= len(self._closes):
            raise CalendarExhausted(self.last.year + 1)
        return self._closes[place]

    def close_of(self, day: date) -> datetime:
        """Return the close of business of a working day; CalendarError on a day off."""
        index = self._places[day.toordinal()]
        place = self._days[index]
        if place == self._days[index + 1]:
            shown = f"{day:%d/%m/%Y}"
            raise CalendarError(Text(f"ngày {shown} là ngày nghỉ", f"{shown} is a day off"))
        return self._closes[place]

    # Instants

    def opening_after(self, instant: datetime) -> datetime:
        """Return the instant itself inside a session, else the start of the next session."""
        here = instant if instant.tzinfo is LOCAL else local(instant)
        index, minute = self._places[here.toordinal()], here.hour * 60 + here.minute
        worked = self._worked[index]
        if worked[minute + 1] > worked[minute]:
            return here
        place = bisect_left(self._before, self._minutes[index] + worked[minute])
        if place == len(self._openings):
            raise CalendarExhausted(self.last.year + 1)
        return self._openings[place]

    def session_opening(self, instant: datetime) -> datetime:
        """Return when the session opened that an instant lies in or ends: ``opens < instant <= closes``.

        Outside sessions it is the instant itself.
        """
        here = local(instant)
        index, minute = self._places[here.toordinal()], here.hour * 60 + here.minute
        worked = self._worked[index]
        if not minute or worked[minute] == worked[minute - 1]:
            return here
        return self._openings[bisect_left(self._before, self._minutes[index] + worked[minute]) - 1]

    def working_minutes_between(self, start: datetime, end: datetime) -> int:
        """Count the working minutes in ``[start, end)``; 0 if ``end`` is not after ``start``."""
        return max(0, self._position(end) - self._position(start))

    def add_working_minutes(self, instant: datetime, n: int) -> datetime:
        """Return the instant at which ``n`` more working minutes are used up.

        A session that is used up to its end gives its close (12:00), not the next opening (13:00).
        With 0 it is the opening after the instant; with n < 0 the latest instant from which ``-n``
        working minutes lead to ``instant``.
        """
        if n == 0:
            return self.opening_after(instant)
        before = self._before
        target = self._position(instant) + n
        if target < 0:
            raise CalendarExhausted(self.first.year - 1)
        if target > before[-1]:
            raise CalendarExhausted(self.last.year + 1)
        place = (bisect_left(before, target) if n > 0 else bisect_right(before, target)) - 1
        return self._openings[place] + _LONG[target - before[place]]

    # Storage

    def to_json(self) -> Json:
        """Return the whole calendar as JSON-able values; the digest is taken over these."""
        periods = {"periods": [row.to_json() for row in self.periods]} if self.periods else {}
        return {
            "first": self.first.isoformat(),
            "last": self.last.isoformat(),
            "week": week_to_json(self.week),
            "exceptions": [row.to_json() for row in self.exceptions],
            **periods,
        }

    @classmethod
    def from_json(cls, content: Json) -> Self:
        """Return the calendar that ``to_json`` described; CalendarError if it is not one."""
        try:
            return cls(
                first=date.fromisoformat(str(content["first"])),
                last=date.fromisoformat(str(content["last"])),
                exceptions=tuple(DayException.from_json(row) for row in _listed(content["exceptions"])),
                week=tuple(tuple(Session.from_json(*row) for row in _listed(day)) for day in _listed(content["week"])),
                periods=tuple(Period.from_json(row) for row in _listed(content.get("periods", []))),
            )
        except CalendarError:
            raise
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise CalendarError(
                Text("nội dung lịch làm việc không đọc được", "the calendar's content is unreadable")
            ) from error

    # Inside

    @property
    def _weeks(self) -> tuple[Week, ...]:
        return (self.week, *(period.week for period in self.periods))

    def _working_day(self, place: int) -> date:
        """Return the working day at a 0-based place among all working days."""
        if place < 0:
            raise CalendarExhausted(self.first.year - 1)
        if place >= len(self._working):
            raise CalendarExhausted(self.last.year + 1)
        return self._working[place]

    def _position(self, instant: datetime) -> int:
        """Return how many working minutes of the range lie before an instant."""
        here = instant if instant.tzinfo is LOCAL else local(instant)
        index = self._places[here.toordinal()]
        return self._minutes[index] + self._worked[index][here.hour * 60 + here.minute]


def local(instant: datetime) -> datetime:
    """Return an aware instant in local time; CalendarError if it has no offset."""
    if instant.tzinfo is LOCAL:
        return instant
    try:
        return aware(instant).astimezone(LOCAL)
    except OverflowError:
        raise CalendarExhausted(instant.year) from None


def aware(instant: datetime) -> datetime:
    """Return an instant as it is; CalendarError if it has no offset, so that nobody knows when it was."""
    if instant.tzinfo is None:
        raise CalendarError(Text("thời điểm phải có múi giờ", "an instant must have an offset from UTC"))
    return instant


def canonical(content: Json) -> bytes:
    """Return the one JSON text of some content, so that its digest can be recomputed anywhere."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def _fix(calendar: WorkingCalendar, name: str, value: object) -> None:
    """Set a field of a frozen calendar, while it is being made."""
    object.__setattr__(calendar, name, value)


def _listed(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError(value)
    return value


def _at(day: date, minute: int) -> datetime:
    return datetime.combine(day, time(minute // 60, minute % 60), LOCAL)


def _sums(values: Iterable[int]) -> tuple[int, ...]:
    """Return the sums of the first 0, 1, 2 … values."""
    return tuple(accumulate(values, initial=0))


def _worked_before(sessions: tuple[Session, ...]) -> tuple[int, ...]:
    """Return for each minute of a day, and for its end, how many minutes of the sessions lie before it."""
    worked = bytearray(DAY_MINUTES)
    for session in sessions:
        worked[session.first_minute : session.end_minute] = b"\x01" * session.minutes
    return _sums(worked)


_LONG = tuple(timedelta(minutes=n) for n in range(DAY_MINUTES + 1))
"""Each length within a day, ready made: making one takes longer than the rest of adding minutes."""
