"""The time ribbon: the days of a dossier as a strip, ready to be drawn; pure, from the clock's values.

Every colour of it is a word too: a caption says where the dossier stands, a key names what is drawn,
and the days that did not count are listed with their reasons.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from itertools import groupby, pairwise

from dossiers.clock import CountedDay, Reading, Verdict
from procedures.calendar import local
from procedures.machine import LimitUnit, Text
from procedures.sessions import WEEKDAYS

CELL = 22
"""Width of a day in CSS pixels: two weeks fit side by side on a phone of 360."""
SIGN = 11
"""Width of a sign under a day."""
WEEK = 7
SHOWN_FIRST, SHOWN_LAST = 3, 7
"""Weeks shown of a ribbon that is longer than both together."""

UNITS = {
    LimitUnit.WORKING_DAY: Text("ngày làm việc", "working days"),
    LimitUnit.CALENDAR_DAY: Text("ngày", "days"),
    LimitUnit.WORKING_HOUR: Text("giờ làm việc", "working hours"),
}
VERDICTS = {
    Verdict.EARLY: Text("trước hạn", "early"),
    Verdict.ON_TIME: Text("đúng hạn", "on time"),
    Verdict.OVERDUE: Text("quá hạn", "overdue"),
}


class DayState(StrEnum):
    """What a day of the ribbon is; the value ends its CSS class, ``ribbon__day--…``."""

    SPENT = "spent"
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
    DayState.OVERDUE: Text("quá hạn", "overdue"),
    DayState.WORKED: Text("còn lại", "still to come"),
    DayState.PAUSED: Text("tạm dừng", "paused"),
    DayState.OFF: Text("ngày nghỉ", "day off"),
    DayState.IDLE: Text("không tính", "not counted"),
}


class Sign(StrEnum):
    """What is marked under a day."""

    TODAY = "today"
    DUE = "due"
    LAWFUL = "lawful"
    FIRST = "first"

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
    Sign.DUE: Text("hẹn trả", "result due"),
    Sign.LAWFUL: Text("hạn theo quy định", "lawful limit"),
    Sign.FIRST: Text("hẹn trả ban đầu", "first appointment"),
}
_FLAG = "M1 0h1.5v1h8L8.5 3.5l2 2.5h-8v6H1z"
_SIGN_PATHS = {
    Sign.TODAY: "M5.5 1 11 11H0z",
    Sign.DUE: _FLAG,
    Sign.LAWFUL: _FLAG,
    Sign.FIRST: "M5.5 .5 10.5 6 5.5 11.5 .5 6z",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One day. ``off`` hatches it, whatever else it is; ``label`` says all of it in words."""

    date: date
    state: DayState
    off: bool
    signs: tuple[Sign, ...]
    label: str

    @property
    def x(self) -> int:
        """Return the left edge in the picture of its week."""
        return self.date.weekday() * CELL

    @property
    def middle(self) -> int:
        """Return the middle in the picture of its week."""
        return self.x + CELL // 2

    @property
    def placed_signs(self) -> tuple[tuple[Sign, int], ...]:
        """Return the signs with their left edges, side by side under the day."""
        left = self.middle - len(self.signs) * SIGN // 2
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
    def months(self) -> tuple[tuple[int, str], ...]:
        """Return where to write which month: over the first day, and where another begins later on."""
        first = self.cells[0]
        begins = [b for a, b in pairwise(self.cells) if a.date.month != b.date.month]
        written = [first, *(cell for cell in begins if cell.x - first.x > 2 * CELL)]
        return tuple((min(cell.x, (WEEK - 2) * CELL), f"{cell.date:%m/%Y}") for cell in written)


@dataclass(frozen=True, slots=True)
class Key:
    """An entry of the key under the ribbon: what to draw, a state or a sign, and its words."""

    name: str
    label: str
    sign: Sign | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """A stretch of days that did not count, for one reason. Weekends speak for themselves."""

    when: str
    reason: str


@dataclass(frozen=True, slots=True)
class Ribbon:
    """The ribbon with every word in one language."""

    title: str
    summary: str
    description: str
    weeks: tuple[Week, ...]
    keys: tuple[Key, ...]
    notes_title: str
    notes: tuple[Note, ...]
    skipped_words: str
    """What stands for weeks that are left out."""

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Return the days that are drawn."""
        return tuple(cell for week in self.weeks for cell in week.cells)


def ribbon(days: Sequence[CountedDay], reading: Reading, *, today: date, language: str | None) -> Ribbon:
    """Return the ribbon of the days and the reading that the clock gave, as of ``today``."""
    signs = _signs(reading, today)
    cells = [_cell(day, reading, signs.get(day.date, ()), today, language) for day in days]
    weeks = [tuple(week) for _, week in groupby(cells, key=lambda c: c.date.isocalendar()[:2])]
    return Ribbon(
        title=Text("Thời gian giải quyết", "Processing time").of(language),
        summary=_summary(reading, today).of(language),
        description=_description(days).of(language),
        weeks=_shown(weeks),
        keys=_keys(cells, reading, today, language),
        notes_title=Text("Những ngày không tính", "Days that do not count").of(language),
        notes=tuple(_notes(days, language)),
        skipped_words=Text("tuần không vẽ", "weeks not drawn").of(language),
    )


def _signs(reading: Reading, today: date) -> dict[date, tuple[Sign, ...]]:
    dates = {Sign.TODAY: today, Sign.DUE: _on(reading.due_at)}
    if _on(reading.lawful_due_at) != dates[Sign.DUE]:
        dates[Sign.LAWFUL] = _on(reading.lawful_due_at)
    if _on(reading.first_due_at) not in (dates[Sign.DUE], _on(reading.lawful_due_at)):
        dates[Sign.FIRST] = _on(reading.first_due_at)
    return {day: tuple(sign for sign, on in dates.items() if on == day) for day in dates.values()}


def _cell(day: CountedDay, reading: Reading, signs: tuple[Sign, ...], today: date, language: str | None) -> Cell:
    state = _state(day, reading, today)
    words = [f"{WEEKDAYS[day.date.weekday()].of(language)} {day.date:%d/%m/%Y}"]
    words.append((day.reason or state.label).of(language))
    words += [sign.label.of(language) for sign in signs]
    return Cell(day.date, state, day.off, signs, ", ".join(words))


def _state(day: CountedDay, reading: Reading, today: date) -> DayState:
    if day.counts and day.date > today:
        return DayState.WORKED
    if day.counts:
        late = day.date > _on(reading.lawful_due_at)
        return DayState.OVERDUE if late else DayState.SPENT
    if day.pause is not None:
        return DayState.PAUSED
    return DayState.OFF if day.off else DayState.IDLE


def _shown(weeks: Sequence[tuple[Cell, ...]]) -> tuple[Week, ...]:
    if len(weeks) <= SHOWN_FIRST + SHOWN_LAST:
        return tuple(Week(cells) for cells in weeks)
    skipped = len(weeks) - SHOWN_FIRST - SHOWN_LAST
    after_gap, *last = weeks[-SHOWN_LAST:]
    first = [Week(cells) for cells in weeks[:SHOWN_FIRST]]
    return (*first, Week(after_gap, skipped), *(Week(cells) for cells in last))


def _keys(cells: Iterable[Cell], reading: Reading, today: date, language: str | None) -> tuple[Key, ...]:
    """Return the key of what is drawn, in the order of the enumerations; signs with their dates."""
    drawn = list(cells)
    states = {cell.state for cell in drawn} | {DayState.OFF for cell in drawn if cell.off}
    keys = [Key(s.value, s.label.of(language)) for s in DayState if s in states]
    dated = {
        Sign.TODAY: f"{today:%d/%m/%Y}",
        Sign.DUE: shown(reading.due_at),
        Sign.LAWFUL: shown(reading.lawful_due_at),
        Sign.FIRST: shown(reading.first_due_at),
    }
    signs = {sign for cell in drawn for sign in cell.signs}
    return tuple(keys) + tuple(
        Key(sign.value, f"{sign.label.of(language)} {dated[sign]}", sign) for sign in Sign if sign in signs
    )


def _notes(days: Sequence[CountedDay], language: str | None) -> Iterable[Note]:
    told = (day for day in days if day.reason is not None and day.reason not in WEEKDAYS)
    for reason, group in groupby(told, key=lambda day: day.reason):
        stretch = list(group)
        first, last = stretch[0].date, stretch[-1].date
        when = f"{first:%d/%m/%Y}" if first == last else f"{first:%d/%m/%Y} – {last:%d/%m/%Y}"
        yield Note(when, reason.of(language) if reason else "")


def _summary(reading: Reading, today: date) -> Text:
    """Return where the dossier stands, in two or three sentences."""
    spent, allowed = amount(reading.spent), amount(reading.allowed)
    lead, unit = _standing(reading, today), UNITS[reading.unit]
    used = Text(f"Đã dùng {spent} trên {allowed} {unit.vi}.", f"{spent} of {allowed} {unit.en} spent.")
    sentences = [lead, used]
    if reading.provisional:
        doubt = "Có ngày nghỉ trong hạn chưa được công bố chính thức."
        sentences.append(Text(doubt, "A day off within the limit is not official yet."))
    return Text(" ".join(s.vi for s in sentences), " ".join(s.en for s in sentences))


def _standing(reading: Reading, today: date) -> Text:
    due, lawful = shown(reading.due_at), shown(reading.lawful_due_at)
    if reading.ended_at is not None and reading.verdict is not None:
        ended, verdict = shown(reading.ended_at), VERDICTS[reading.verdict]
        return Text(f"Giải quyết xong {ended}, {verdict.vi}.", f"Resolved {ended}, {verdict.en}.")
    if reading.paused:
        return Text("Đang tạm dừng.", "Paused now.")
    if today <= _on(reading.lawful_due_at) and reading.spent <= reading.allowed:
        return Text(f"Hẹn trả {due}.", f"Result due {due}.")
    if reading.due_at > reading.lawful_due_at:
        return Text(f"Quá hạn {lawful}, đã hẹn lại {due}.", f"Overdue since {lawful}, re-appointed for {due}.")
    return Text(f"Quá hạn: hẹn trả {due}.", f"Overdue: the result was due {due}.")


def _description(days: Sequence[CountedDay]) -> Text:
    """Return what the picture shows, for those who do not see it."""
    first, last = days[0].date, days[-1].date
    counted = sum(day.counts for day in days)
    paused = sum(day.pause is not None and not day.counts for day in days)
    off = sum(day.off and day.pause is None and not day.counts for day in days)
    return Text(
        f"Từ {first:%d/%m/%Y} đến {last:%d/%m/%Y}: {counted} ngày tính vào thời hạn, "
        f"{off} ngày nghỉ, {paused} ngày tạm dừng.",
        f"From {first:%d/%m/%Y} to {last:%d/%m/%Y}: {counted} days count toward the limit, "
        f"{off} are days off, {paused} are paused.",
    )


def amount(value: Decimal) -> str:
    """Return an amount of days or hours as Vietnamese offices write it: ``10``, ``7,5``."""
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")


def shown(instant: datetime) -> str:
    """Return an instant as ``16:30 24/11/2026``, in local time."""
    return f"{local(instant):%H:%M %d/%m/%Y}"


def _on(instant: datetime) -> date:
    return local(instant).date()
