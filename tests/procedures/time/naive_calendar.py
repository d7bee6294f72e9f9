"""Naive readings of a calendar, for comparison: a byte for each minute, and walking from day to day."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from hypothesis import strategies as st

from procedures.machine import Text
from procedures.time.calendar import (
    LOCAL,
    OFFICE_WEEK,
    DayException,
    DayKind,
    Session,
    Week,
    WorkingCalendar,
)

DAY = timedelta(days=1)
DAY_MINUTES = 24 * 60


def at(text: str) -> datetime:
    """Return the local instant written as ``2026-01-05 10:00``."""
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)


def sessions(text: str) -> tuple[Session, ...]:
    """Return the sessions written as ``08:00-12:00 13:00-17:00``."""
    pairs = (pair.split("-") for pair in text.split())
    return tuple(Session(time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in pairs)


def sessions_by_hand(calendar: WorkingCalendar, day: date) -> tuple[Session, ...]:
    """Return a day's sessions, looked up in the list of exceptions."""
    if calendar.digest not in _ROWS:
        _ROWS[calendar.digest] = {row.on: row for row in calendar.exceptions}
    row = _ROWS[calendar.digest].get(day)
    if row is None:
        return calendar.week[day.weekday()]
    return calendar.week[row.replaces.weekday()] if row.replaces else ()


_ROWS: dict[str, dict[date, DayException]] = {}


def days_from(day: date, last: date) -> Iterator[date]:
    """Yield the days from one to another, both included."""
    while day <= last:
        yield day
        day += DAY


class Minutes:
    """Every minute of a stretch of days as a byte: 1 where an office works."""

    def __init__(self, calendar: WorkingCalendar, first: date, last: date) -> None:
        self.origin = datetime.combine(first, time.min, LOCAL)
        self.worked = bytearray()
        for day in days_from(first, last):
            row = bytearray(DAY_MINUTES)
            for session in sessions_by_hand(calendar, day):
                opens = session.opens.hour * 60 + session.opens.minute
                closes = session.closes.hour * 60 + session.closes.minute
                row[opens:closes] = b"\x01" * (closes - opens)
            self.worked += row

    def index(self, instant: datetime) -> int:
        """Return the number of the minute that an instant is in."""
        return (instant - self.origin) // timedelta(minutes=1)

    def instant(self, index: int) -> datetime:
        """Return when a minute begins."""
        return self.origin + timedelta(minutes=index)

    def after(self, index: int, count: int) -> int | None:
        """Walk until so many working minutes are used up; None where the days end before."""
        while count and index < len(self.worked):
            count -= self.worked[index]
            index += 1
        return None if count else index

    def before(self, index: int, count: int) -> int | None:
        """Walk back until so many working minutes lie ahead; None where the days begin after."""
        while count and index > 0:
            index -= 1
            count -= self.worked[index]
        return None if count else index

    def opening(self, index: int) -> int | None:
        """Walk to the next working minute."""
        while index < len(self.worked) and not self.worked[index]:
            index += 1
        return index if index < len(self.worked) else None


def weeks() -> st.SearchStrategy[Week]:
    """Weeks of an office: its usual one, or any sessions that do not overlap."""
    cuts = st.lists(st.integers(0, DAY_MINUTES - 1), max_size=6, unique=True).map(sorted)
    return st.just(OFFICE_WEEK) | st.tuples(*[cuts.map(_sessions_of)] * 7).filter(any)


USUAL_WEEKS: tuple[Week, ...] = (
    OFFICE_WEEK,
    (*OFFICE_WEEK[:5], sessions("08:00-11:30"), ()),  # Saturday mornings
    (sessions("07:30-11:15 13:30-16:45"),) * 5 + ((), ()),
    (sessions("07:00-11:30 13:30-17:00"),) * 6 + ((),),
    (sessions("08:00-12:00 12:00-17:00"),) * 5 + ((), ()),  # no break at noon
    (*OFFICE_WEEK[:3], sessions("09:00-12:00"), sessions("08:00-12:00 13:00-17:00 18:00-20:00"), (), ()),
    (sessions("00:00-23:59"), *OFFICE_WEEK[:3], (), sessions("08:17-08:18 09:01-16:43"), ()),
)
"""Weeks in which offices work, and some odder ones."""


def _sessions_of(cuts: list[int]) -> tuple[Session, ...]:
    times = [time(cut // 60, cut % 60) for cut in cuts]
    return tuple(Session(opens, closes) for opens, closes in zip(times[::2], times[1::2], strict=False))


@st.composite
def calendars(
    draw: st.DrawFn,
    max_days: int = 40,
    *,
    min_days: int = 0,
    of: st.SearchStrategy[Week] | None = None,
) -> WorkingCalendar:
    """Calendars of a few weeks, or of so many days, with holidays and make-up days anywhere."""
    week = draw(weeks() if of is None else of)
    first = draw(st.dates(date(2016, 1, 1), date(2027, 12, 31) - max_days * DAY))
    last = first + draw(st.integers(min_days, max_days)) * DAY
    worked = [day for day in days_from(first, first + 6 * DAY) if week[day.weekday()]]
    rows = {}
    for day in draw(st.lists(st.dates(first, last), max_size=8 + max_days // 20, unique=True)):
        name, official = Text(f"Ngày {day}", f"Day {day}"), draw(st.booleans())
        if week[day.weekday()]:
            rows[day] = DayException(day, DayKind.HOLIDAY, name, "", official)
        else:
            rows[day] = DayException(day, DayKind.MAKE_UP, name, "", official, draw(st.sampled_from(worked)))
    return WorkingCalendar(first, last, tuple(rows.values()), week)
