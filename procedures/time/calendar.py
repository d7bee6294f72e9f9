"""The working calendar: which minutes of which days an office works, as immutable data.

Pure arithmetic on a covered range of days. Every question is answered from prefix sums, so that adding
or counting working days and minutes costs O(log n) in the length of the range and nothing walks days.
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
    Session,
    Week,
    minute_of,
    refuse_nonsense,
)

__all__ = [
    "LOCAL",
    "OFFICE_WEEK",
    "CalendarError",
    "CalendarExhausted",
    "DayException",
    "DayKind",
    "Session",
    "Week",
    "WorkingCalendar",
    "aware",
    "canonical",
    "local",
]

MINUTE = timedelta(minutes=1)
LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")
"""The zone in which days begin and offices open; it has had no daylight saving time since 1975."""


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """The days from ``first`` to ``last``, both included, with what is worked in each.

    ``week`` holds the sessions of Monday to Sunday; ``exceptions`` the days that differ. Days are
    local (``LOCAL``); instants are aware and come back in local time. Minutes are whole: the seconds
    of an instant are dropped here, and rounded by the caller where the direction matters.
    """

    first: date
    last: date
    exceptions: tuple[DayException, ...] = ()
    week: Week = OFFICE_WEEK
    digest: str = field(init=False, compare=False)
    day_minutes: int = field(init=False, compare=False)
    """The length of this calendar's own full day (8 hours = 480 by default)."""
    _exceptional: dict[date, DayException] = field(init=False, repr=False, compare=False)
    _working: tuple[int, ...] = field(init=False, repr=False, compare=False)
    _days: tuple[int, ...] = field(init=False, repr=False, compare=False)
    _openings: tuple[datetime, ...] = field(init=False, repr=False, compare=False)
    _before: tuple[int, ...] = field(init=False, repr=False, compare=False)
    _doubts: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        refuse_nonsense(self.first, self.last, self.week, self.exceptions)
        _fix(self, "exceptions", tuple(sorted(self.exceptions, key=lambda row: row.on)))
        _fix(self, "_exceptional", {row.on: row for row in self.exceptions})
        days = [self.first + timedelta(i) for i in range((self.last - self.first).days + 1)]
        minutes = [sum(s.minutes for s in self.sessions_on(day)) for day in days]
        _fix(self, "_working", tuple(i for i, worked in enumerate(minutes) if worked))
        _fix(self, "_days", _sums(worked > 0 for worked in minutes))
        sessions = [(day, session) for day in days for session in self.sessions_on(day)]
        _fix(self, "_openings", tuple(_at(day, session.first_minute) for day, session in sessions))
        _fix(self, "_before", _sums(session.minutes for _day, session in sessions))
        _fix(self, "_doubts", _sums(self.is_provisional(day) for day in days))
        _fix(self, "day_minutes", max(sum(s.minutes for s in day) for day in self.week))
        _fix(self, "digest", hashlib.sha256(canonical(self.to_json())).hexdigest())

    # Days

    def sessions_on(self, day: date) -> tuple[Session, ...]:
        """Return the sessions worked on a day, none on a day off."""
        self._index(day)
        exception = self._exceptional.get(day)
        if exception is None:
            return self.week[day.weekday()]
        if exception.replaces is None:
            return ()
        return self.week[exception.replaces.weekday()]

    def is_working(self, day: date) -> bool:
        """Say whether anything is worked on a day."""
        return bool(self.sessions_on(day))

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
        return self._doubts[self._index(last) + 1] > self._doubts[self._index(first)]

    def working_days_between(self, after: date, until: date) -> int:
        """Count the working days d with ``after < d <= until``; 0 if there is no such day."""
        return max(0, self._days[self._index(until) + 1] - self._days[self._index(after) + 1])

    def add_working_days(self, day: date, n: int) -> date:
        """Return the n-th working day after ``day`` (before it, if n < 0); the day itself for 0."""
        index = self._index(day)
        if n == 0:
            return day
        place = self._days[index + 1] + n - 1 if n > 0 else self._days[index] + n
        return self._working_day(place)

    def next_working_day(self, day: date) -> date:
        """Return the first working day on or after ``day``."""
        return self._working_day(self._days[self._index(day)])

    def close_of(self, day: date) -> datetime:
        """Return the close of business of a working day; CalendarError on a day off."""
        sessions = self.sessions_on(day)
        if not sessions:
            shown = f"{day:%d/%m/%Y}"
            raise CalendarError(Text(f"ngày {shown} là ngày nghỉ", f"{shown} is a day off"))
        return _at(day, sessions[-1].end_minute)

    # Instants

    def opening_after(self, instant: datetime) -> datetime:
        """Return the instant itself inside a session, else the start of the next session."""
        here = local(instant)
        for session in self.sessions_on(here.date()):
            if minute_of(here.time()) < session.end_minute:
                return max(here, _at(here.date(), session.first_minute))
        day = self._working_day(self._days[self._index(here.date()) + 1])
        return _at(day, self.sessions_on(day)[0].first_minute)

    def session_opening(self, instant: datetime) -> datetime:
        """Return when the session opened that an instant lies in or ends: ``opens < instant <= closes``.

        Outside sessions it is the instant itself.
        """
        here = local(instant)
        for session in self.sessions_on(here.date()):
            if session.first_minute < minute_of(here.time()) <= session.end_minute:
                return _at(here.date(), session.first_minute)
        return here

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
        target = self._position(instant) + n
        if target < 0:
            raise CalendarExhausted(self.first.year - 1)
        if target > self._before[-1]:
            raise CalendarExhausted(self.last.year + 1)
        find = bisect_left if n > 0 else bisect_right
        place = find(self._before, target) - 1
        return self._openings[place] + timedelta(minutes=target - self._before[place])

    # Storage

    def to_json(self) -> Json:
        """Return the whole calendar as JSON-able values; the digest is taken over these."""
        return {
            "first": self.first.isoformat(),
            "last": self.last.isoformat(),
            "week": [[[f"{s.opens:%H:%M}", f"{s.closes:%H:%M}"] for s in day] for day in self.week],
            "exceptions": [row.to_json() for row in self.exceptions],
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
            )
        except CalendarError:
            raise
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise CalendarError(
                Text("nội dung lịch làm việc không đọc được", "the calendar's content is unreadable")
            ) from error

    # Inside

    def _index(self, day: date) -> int:
        if not self.first <= day <= self.last:
            raise CalendarExhausted(day.year)
        return (day - self.first).days

    def _working_day(self, place: int) -> date:
        """Return the working day at a 0-based place among all working days."""
        if place < 0:
            raise CalendarExhausted(self.first.year - 1)
        if place >= len(self._working):
            raise CalendarExhausted(self.last.year + 1)
        return self.first + timedelta(self._working[place])

    def _position(self, instant: datetime) -> int:
        """Return how many working minutes of the range lie before an instant."""
        here = local(instant)
        self._index(here.date())
        place = bisect_right(self._openings, here) - 1
        if place < 0:
            return 0
        worked = (here - self._openings[place]) // MINUTE
        return min(self._before[place] + worked, self._before[place + 1])


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
