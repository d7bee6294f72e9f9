"""What a working calendar is made of: office sessions, exceptional days, and what they cannot be."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from itertools import pairwise
from typing import Any, NoReturn, Self

from procedures.machine import Text

type Json = dict[str, object]

WEEKDAYS = (
    Text("Thứ hai", "Monday"),
    Text("Thứ ba", "Tuesday"),
    Text("Thứ tư", "Wednesday"),
    Text("Thứ năm", "Thursday"),
    Text("Thứ sáu", "Friday"),
    Text("Thứ bảy", "Saturday"),
    Text("Chủ nhật", "Sunday"),
)


class CalendarError(ValueError):
    """A calendar, or a question to it, that makes no sense; ``text`` says why in both languages."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.vi)
        self.text = text


class CalendarExhausted(Exception):  # noqa: N818 - a fact about the calendar, named so by the design
    """The calendar does not cover ``year``: days off there are not known."""

    def __init__(self, year: int) -> None:
        self.year = year
        self.text = Text(f"chưa có lịch nghỉ năm {year}", f"there is no calendar of days off for {year} yet")
        super().__init__(self.text.vi)


class DayKind(StrEnum):
    """How an exceptional day differs from its weekday."""

    HOLIDAY = "holiday"
    MAKE_UP = "make_up"


@dataclass(frozen=True, slots=True)
class DayException:
    """A day that is not what its weekday says: off (``HOLIDAY``) or worked (``MAKE_UP``, làm bù).

    ``official`` is False until the competent authority has decided the day. A make-up day names the
    day that it ``replaces`` and has the sessions of that weekday.
    """

    on: date
    kind: DayKind
    name: Text
    source: str
    official: bool
    replaces: date | None = None

    def to_json(self) -> Json:
        """Return the exception as JSON-able values."""
        return {
            "on": self.on.isoformat(),
            "kind": self.kind.value,
            "name": {"vi": self.name.vi, "en": self.name.en},
            "source": self.source,
            "official": self.official,
            "replaces": self.replaces and self.replaces.isoformat(),
        }

    @classmethod
    def from_json(cls, row: Json) -> Self:
        """Return the exception that ``to_json`` described; KeyError, TypeError, ValueError if none."""
        name, replaces, official = row["name"], row.get("replaces"), row["official"]
        if not isinstance(name, dict) or not isinstance(official, bool):
            raise TypeError(row)
        return cls(
            on=date.fromisoformat(str(row["on"])),
            kind=DayKind(str(row["kind"])),
            name=Text(_named(name["vi"]), _named(name["en"])),
            source=_text(row["source"]),
            official=official,
            replaces=date.fromisoformat(str(replaces)) if replaces is not None else None,
        )


def _named(text: object) -> str:
    """Return a name as it is; ValueError if it says nothing, or what no database keeps."""
    if not _text(text).strip():
        raise ValueError(text)
    return _text(text)


def _text(text: object) -> str:
    if not isinstance(text, str) or not text.isprintable():
        raise ValueError(text)
    return text


@dataclass(frozen=True, slots=True)
class Session:
    """A stretch of office hours in a day: ``[opens, closes)``, in whole minutes."""

    opens: time
    closes: time

    @classmethod
    def from_json(cls, opens: str, closes: str) -> Self:
        """Return the session between two times such as ``08:00``; TypeError, ValueError if they are none."""
        return cls(time.fromisoformat(opens), time.fromisoformat(closes))

    @property
    def first_minute(self) -> int:
        """Return the minute of the day at which the session opens."""
        return minute_of(self.opens)

    @property
    def end_minute(self) -> int:
        """Return the minute of the day at which the session closes."""
        return minute_of(self.closes)

    @property
    def minutes(self) -> int:
        """Return how long the session lasts."""
        return self.end_minute - self.first_minute


type Week = tuple[tuple[Session, ...], ...]


@dataclass(frozen=True, slots=True)
class Period:
    """Office hours that hold from a day on, until those of a later period."""

    since: date
    week: Week

    def to_json(self) -> Json:
        """Return it as JSON-able values."""
        return {"since": self.since.isoformat(), "week": week_to_json(self.week)}

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Self:
        """Return what ``to_json`` described; KeyError, TypeError, ValueError if it is none."""
        return cls(date.fromisoformat(content["since"]), week_from_json(content["week"]))


OFFICE_DAY = (Session(time(8), time(12)), Session(time(13), time(17)))
OFFICE_WEEK: Week = (OFFICE_DAY,) * 5 + ((), ())
"""Eight hours from Monday to Friday (QĐ 188/1999/QĐ-TTg), in the sessions usual for an office."""


def week_on(week: Week, periods: Sequence[Period], day: date) -> Week:
    """Return the office hours of a day: of the last period that has begun, before the first one ``week``."""
    begun = bisect_right(periods, day, key=_since)
    return periods[begun - 1].week if begun else week


def _since(period: Period) -> date:
    return period.since


def week_to_json(week: Week) -> list[list[list[str]]]:
    """Return the sessions of Monday to Sunday as lists of ``08:00``, ``12:00``."""
    return [[[f"{s.opens:%H:%M}", f"{s.closes:%H:%M}"] for s in day] for day in week]


def week_from_json(content: list[list[list[str]]]) -> Week:
    """Return the sessions that ``week_to_json`` described."""
    return tuple(tuple(Session.from_json(*session) for session in day) for day in content)


def minute_of(moment: time) -> int:
    """Return the minute of the day, seconds dropped."""
    return moment.hour * 60 + moment.minute


def refuse_nonsense(
    first: date, last: date, week: Week, exceptions: Iterable[DayException], periods: Sequence[Period] = ()
) -> None:
    """Raise CalendarError for the first thing that a calendar cannot mean."""
    if first > last:
        raise CalendarError(Text("lịch kết thúc trước khi bắt đầu", "the calendar ends before it begins"))
    for hours in (week, *(period.week for period in periods)):
        if len(hours) != len(WEEKDAYS):
            raise CalendarError(Text("tuần phải có bảy ngày", "a week must have seven days"))
        for name, sessions in zip(WEEKDAYS, hours, strict=True):
            _refuse_sessions(name, sessions)
    _refuse_periods(first, last, periods)
    seen: dict[date, DayException] = {}
    for row in exceptions:
        if not first <= row.on <= last:
            _refuse_day(row, Text("nằm ngoài khoảng của lịch", "is outside the range of the calendar"))
        _refuse_exception(week_on(week, periods, row.on), row, seen.get(row.on))
        seen[row.on] = row


def _refuse_periods(first: date, last: date, periods: Sequence[Period]) -> None:
    begun = first
    for period in periods:
        shown = f"{period.since:%d/%m/%Y}"
        if not begun < period.since <= last:
            raise CalendarError(
                Text(
                    f"giờ làm việc từ {shown} nằm ngoài khoảng của lịch, hoặc trùng ngày với giờ làm việc khác",
                    f"the hours from {shown} are outside the calendar, or begin on the day of others",
                )
            )
        begun = period.since


def _refuse_sessions(weekday: Text, sessions: tuple[Session, ...]) -> None:
    for session in sessions:
        whole = all(not (at.second or at.microsecond) for at in (session.opens, session.closes))
        if not whole or session.minutes <= 0:
            hours = "–".join(f"{at}".removesuffix(":00") for at in (session.opens, session.closes))
            raise CalendarError(
                Text(
                    f"{weekday.vi}: buổi làm việc {hours} phải kết thúc sau khi bắt đầu, tròn phút",
                    f"{weekday.en}: the session {hours} must end after it starts, in whole minutes",
                )
            )
    for before, after in pairwise(sessions):
        if after.opens < before.closes:
            raise CalendarError(
                Text(
                    f"{weekday.vi}: các buổi làm việc chồng lên nhau hoặc không theo thứ tự",
                    f"{weekday.en}: sessions overlap or are out of order",
                )
            )


def _refuse_exception(week: Week, row: DayException, twin: DayException | None) -> None:
    if twin is not None and twin.kind is not row.kind:
        _refuse_day(row, Text("vừa là ngày nghỉ vừa là ngày làm bù", "is both a day off and a make-up day"))
    if twin is not None:
        _refuse_day(row, Text("được khai hai lần", "is given twice"))
    if row.kind is DayKind.HOLIDAY:
        if row.replaces is not None:
            _refuse_day(
                row,
                Text("là ngày nghỉ nên không thay ngày nào", "is a day off and replaces no day"),
            )
    elif week[row.on.weekday()]:
        _refuse_day(row, Text("vốn là ngày làm việc, không thể làm bù", "is a working day anyway"))
    elif row.replaces is None or not week[row.replaces.weekday()]:
        _refuse_day(row, Text("làm bù phải thay một ngày có làm việc", "must make up for a day of work"))


def _refuse_day(row: DayException, wrong: Text) -> NoReturn:
    shown = f"{row.on:%d/%m/%Y}"
    raise CalendarError(Text(f"ngày {shown} {wrong.vi}", f"{shown} {wrong.en}"))
