"""The days as they are drawn: a cell for each, in weeks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby

from dossiers.clock import CountedDay, Reading
from dossiers.display.ribbon.bands import Band, Segment, segments
from dossiers.display.ribbon.wording import on
from procedures.machine import LimitUnit, Text
from procedures.time.sessions import WEEKDAYS

CELL = 22
"""Width of a day in CSS pixels: two weeks fit side by side on a phone of 360."""
SIGN = 11
"""Width of a sign under a day."""
WEEK = 7
SHOWN_FIRST, SHOWN_LAST = 3, 7
"""Weeks shown of a ribbon that is longer than both together."""
SIDE_BY_SIDE = 2
"""Numbers that fit beside each other under a day."""
MONTH_LETTER = 6.5
"""Width of a letter over a week, at most."""


class DayState(StrEnum):
    """What a day of the ribbon is; the value ends its CSS class, ``ribbon__day--…``."""

    SPENT = "spent"
    RUNNING = "running"
    OVERDUE = "overdue"
    WORKED = "worked"
    PAUSED = "paused"
    OFF = "off"
    IDLE = "idle"

    @property
    def label(self) -> Text:
        """Return the words of the key."""
        return _STATE_LABELS[self]


_STATE_LABELS = {
    DayState.SPENT: Text("đã dùng", "spent"),
    DayState.RUNNING: Text("đang tính", "running"),
    DayState.OVERDUE: Text("quá hạn", "overdue"),
    DayState.WORKED: Text("còn lại", "still to come"),
    DayState.PAUSED: Text("tạm dừng", "paused"),
    DayState.OFF: Text("ngày nghỉ", "day off"),
    DayState.IDLE: Text("không tính", "not counted"),
}


class Sign(StrEnum):
    """What is marked under a day."""

    TODAY = "today"
    AS_OF = "as_of"
    DUE = "due"
    EARLIER = "earlier"
    LAWFUL = "lawful"
    FIRST = "first"
    REAPPOINTED = "reappointed"
    RECOUNTED = "recounted"
    ENDED = "ended"
    CLOSED = "closed"

    @property
    def label(self) -> Text:
        """Return the words of the key."""
        return _SIGN_LABELS[self]

    @property
    def path(self) -> str:
        """Return the shape, as an SVG path in a box of 11 by 12: each sign has its own."""
        return _SIGN_PATHS[self]


_SIGN_LABELS = {
    Sign.TODAY: Text("hôm nay", "today"),
    Sign.AS_OF: Text("thời điểm xem", "the instant shown"),
    Sign.DUE: Text("hẹn trả", "result due"),
    Sign.EARLIER: Text("đã hẹn trước đó", "appointment given before"),
    Sign.LAWFUL: Text("hạn theo quy định", "lawful limit"),
    Sign.FIRST: Text("hẹn trả ban đầu", "first appointment"),
    Sign.REAPPOINTED: Text("hẹn lại", "re-appointed"),
    Sign.RECOUNTED: Text("tính lại theo lịch làm việc mới", "counted again on a new working calendar"),
    Sign.ENDED: Text("giải quyết xong", "resolved"),
    Sign.CLOSED: Text("kết thúc, không giải quyết tiếp", "ended without a result"),
}
_FLAG = "M1 0h1.5v1h8L8.5 3.5l2 2.5h-8v6H1z"
_SIGN_PATHS = {
    Sign.TODAY: "M5.5 1 11 11H0z",
    Sign.AS_OF: "M5.5 1 11 11H0z",
    Sign.DUE: _FLAG,
    Sign.EARLIER: _FLAG,
    Sign.LAWFUL: _FLAG,
    Sign.FIRST: "M5.5 .5 10.5 6 5.5 11.5 .5 6z",
    Sign.REAPPOINTED: "M0 4.5h6V1l5 5-5 5V7.5H0z",
    Sign.RECOUNTED: "M4 0h3v4h4v3H7v4H4V7H0V4h4z",
    Sign.ENDED: "M0 6 1.8 4.2l2.4 2.4L9.2 1.5 11 3.3 4.2 10.2z",
    Sign.CLOSED: "M1 1h9v9H1z",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One day. ``off`` hatches it, whatever else it is; ``label`` says all of it in words."""

    date: date
    state: DayState
    off: bool
    signs: tuple[Sign, ...]
    label: str
    segments: tuple[Segment, ...] = ()

    @property
    def x(self) -> int:
        """Return the left edge in the picture of its week."""
        return self.date.weekday() * CELL

    @property
    def middle(self) -> int:
        """Return the middle in the picture of its week."""
        return self.x + CELL // 2

    @property
    def number(self) -> str:
        """Return what is written over it: the day, and at the beginning of a month the month too."""
        return f"{self.date.day}/{self.date.month}" if self.date.day == 1 else f"{self.date.day}"

    @property
    def placed_numbers(self) -> tuple[tuple[str, float], ...]:
        """Return the numbers of the bands that begin here with their middles; many are written as one range."""
        begun = [part for part in self.segments if part.begins]
        if len(self.segments) <= SIDE_BY_SIDE:
            return tuple((f"{part.band.number}", part.middle) for part in begun)
        if not begun:
            return ()
        first, last = begun[0].band.number, begun[-1].band.number
        return ((f"{first}–{last}" if last > first else f"{first}", self.middle),)

    @property
    def placed_signs(self) -> tuple[tuple[Sign, int], ...]:
        """Return the signs with their left edges, side by side under the day."""
        left = self.middle - len(self.signs) * SIGN // 2
        left = min(max(left, 0), max(0, WEEK * CELL - len(self.signs) * SIGN))
        return tuple((sign, left + n * SIGN) for n, sign in enumerate(self.signs))

    @property
    def classes(self) -> str:
        """Return the CSS classes."""
        names = [self.state.value, *(sign.value for sign in self.signs)]
        if self.off and self.state is not DayState.OFF:
            names.append(DayState.OFF.value)
        return " ".join(["ribbon__day", *(f"ribbon__day--{name}" for name in names)])


@dataclass(frozen=True, slots=True)
class Week:
    """The days of one week, Monday to Sunday; the first and last week may be short.

    ``skipped`` is how many weeks before it are left out.
    """

    cells: tuple[Cell, ...]
    skipped: int = 0

    @property
    def month(self) -> str:
        """Return what is written over the week: its month, or both where it spans two."""
        first, last = self.cells[0].date, self.cells[-1].date
        if first.month == last.month:
            return f"{first:%m/%Y}"
        return f"{first:%m}–{last:%m/%Y}" if first.year == last.year else f"{first:%m/%Y}–{last:%m/%Y}"

    @property
    def month_x(self) -> int:
        """Return where that begins: over the first day, or as far left as it needs."""
        return min(self.cells[0].x, int(WEEK * CELL - MONTH_LETTER * len(self.month)))


@dataclass(frozen=True, slots=True)
class Marked:
    """What the ribbon marks besides the days: signs by day, and who had the dossier when."""

    today: date
    signs: Mapping[date, tuple[Sign, ...]]
    bands: Sequence[Band]
    running: Text | None = None
    """What is said of today while the limit runs in it; None where it stands still or has ended."""


def cell_of(day: CountedDay, reading: Reading, marked: Marked, language: str | None) -> Cell:
    """Return a day as it is drawn, with all of it in words."""
    state, signs = _state(day, reading, marked), marked.signs.get(day.date, ())
    running = marked.running if state is DayState.RUNNING else None
    words = [f"{WEEKDAYS[day.date.weekday()].of(language)} {day.date:%d/%m/%Y}"]
    words.append((day.reason or running or state.label).of(language))
    if day.name is not None and day.name != day.reason:
        words.append(day.name.of(language))
    words += [sign.label.of(language) for sign in signs]
    under = segments(marked.bands, day.date, day.date.weekday() * CELL, CELL)
    words += dict.fromkeys(segment.band.who for segment in under)
    return Cell(day.date, state, day.off, signs, ", ".join(words), under)


def _state(day: CountedDay, reading: Reading, marked: Marked) -> DayState:
    today = marked.today
    if day.counts and (day.date > today or _is_untouched(day.date, reading, today)):
        return DayState.WORKED
    if day.counts and _is_late(day.date, reading):
        return DayState.OVERDUE
    if day.counts:
        return DayState.RUNNING if day.date == today and marked.running else DayState.SPENT
    if day.pause is not None:
        return DayState.PAUSED
    return DayState.OFF if day.off else DayState.IDLE


def _is_untouched(day: date, reading: Reading, today: date) -> bool:
    """Say whether nothing of today is used yet: a limit in hours counts none before the office opens."""
    is_running = reading.ended_at is None and reading.pause is None
    return reading.unit is LimitUnit.WORKING_HOUR and day == today and is_running and not reading.spent


def _is_late(day: date, reading: Reading) -> bool:
    """Say whether a day that counts is past the lawful limit; one of hours can be used up inside a day."""
    due_on = on(reading.lawful_due_at)
    in_hours = reading.unit is LimitUnit.WORKING_HOUR
    return day > due_on or (in_hours and day == due_on and reading.spent > reading.allowed)


def weeks_of(cells: Sequence[Cell]) -> tuple[Week, ...]:
    """Return the weeks that are drawn."""
    weeks = [tuple(week) for _, week in groupby(cells, key=lambda c: c.date.isocalendar()[:2])]
    if len(weeks) <= SHOWN_FIRST + SHOWN_LAST:
        return tuple(Week(cells) for cells in weeks)
    skipped = len(weeks) - SHOWN_FIRST - SHOWN_LAST
    after_gap, *last = weeks[-SHOWN_LAST:]
    first = [Week(cells) for cells in weeks[:SHOWN_FIRST]]
    return (*first, Week(after_gap, skipped), *(Week(cells) for cells in last))
