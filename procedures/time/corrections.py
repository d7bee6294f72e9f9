"""What a decision changes in a calendar, and what is a unit's own: pure data, laid over a calendar."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, NoReturn, Self

from procedures.machine import Text
from procedures.time.calendar import CalendarError, DayException, DayKind, Period, Week, WorkingCalendar
from procedures.time.sessions import Json, week_from_json, week_on, week_to_json

MOST_APART = 366
"""Days between a day off and the day on which it is made up for; what is farther is a slip."""


@dataclass(frozen=True, slots=True)
class Own:
    """What a unit has of its own: exceptions, days whose exception does not hold here, sessions.

    A make-up day of the calendar above says nothing to a unit that works on that weekday anyway, or
    never works on the weekday that is made up for.
    """

    exceptions: tuple[DayException, ...] = ()
    without: tuple[date, ...] = ()
    week: Week | None = None
    periods: tuple[Period, ...] = ()
    """The hours of its own from a day on; before the first one, and without a week of its own, those above hold."""

    def over(self, base: WorkingCalendar) -> WorkingCalendar:
        """Return the unit's calendar: the one above it with this laid over; CalendarError if it makes no sense."""
        week, periods = self.week or base.week, self._periods_over(base)
        own = {row.on for row in self.exceptions}
        kept = (row for row in base.exceptions if row.on not in own and row.on not in self.without)
        held = tuple(
            row for row in kept if row.replaces is None or _means_something(row, week_on(week, periods, row.on))
        )
        return WorkingCalendar(base.first, base.last, held + self.exceptions, week, periods)

    def _periods_over(self, base: WorkingCalendar) -> tuple[Period, ...]:
        if self.week is not None:
            return self.periods
        until = self.periods[0].since if self.periods else date.max
        return (*(row for row in base.periods if row.since < until), *self.periods)

    def to_json(self) -> Json:
        """Return it as JSON-able values."""
        return {
            "exceptions": [row.to_json() for row in self.exceptions],
            "without": [day.isoformat() for day in self.without],
            "week": week_to_json(self.week) if self.week else None,
            **({"periods": [row.to_json() for row in self.periods]} if self.periods else {}),
        }

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Self:
        """Return what ``to_json`` described; nothing of its own where there is no content."""
        week = content.get("week")
        return cls(
            tuple(DayException.from_json(row) for row in content.get("exceptions", ())),
            tuple(date.fromisoformat(day) for day in content.get("without", ())),
            week_from_json(week) if week else None,
            tuple(Period.from_json(row) for row in content.get("periods", ())),
        )


@dataclass(frozen=True, slots=True)
class Correction:
    """What one decision changes: days put in or taken out, sessions, a year more; of a unit, or of all.

    ``alone`` False gives up all that was the unit's own before. ``through`` is the new last year, whose
    days are in ``put``. The sessions hold from ``since`` on; without it for all days, those behind us too.
    """

    unit_id: int | None = None
    put: tuple[DayException, ...] = ()
    removed: tuple[date, ...] = ()
    week: Week | None = None
    through: int | None = None
    alone: bool = True
    since: date | None = None

    def of_all(self, calendar: WorkingCalendar) -> WorkingCalendar:
        """Return the common calendar as it is after this."""
        if self.through is not None:
            refuse_other_year(self.through, calendar)
        last = date(self.through, 12, 31) if self.through else calendar.last
        rows = self._changed(calendar)
        week, periods = self._hours(calendar.week, calendar.periods)
        after = WorkingCalendar(calendar.first, last, tuple(rows.values()), week or calendar.week, periods)
        self._refuse_half_swaps(after)
        return after

    def of_unit(self, own: Own, base: WorkingCalendar) -> Own:
        """Return what is the unit's own after this; ``base`` is the calendar above it."""
        if not self.alone:
            return Own()
        self._changed(own.over(base))
        put, known = {row.on for row in self.put}, {row.on for row in base.exceptions}
        rows = {row.on: row for row in own.exceptions if row.on not in self.removed}
        week, periods = self._hours(own.week, own.periods)
        without = {*own.without, *(day for day in self.removed if day in known)} - put
        after = replace(
            own,
            exceptions=tuple((rows | {row.on: row for row in self.put}).values()),
            without=tuple(sorted(without)),
            week=week,
            periods=periods,
        )
        self._refuse_half_swaps(after.over(base))
        return after

    def _hours(self, week: Week | None, periods: tuple[Period, ...]) -> tuple[Week | None, tuple[Period, ...]]:
        """Return the hours after this; CalendarError for such that would end others which begin later."""
        if self.week is None:
            return week, periods
        if self.since is None:
            return self.week, ()
        later = [row.since for row in periods if row.since > self.since]
        if later:
            shown = f"{later[0]:%d/%m/%Y}"
            raise CalendarError(
                Text(
                    f"đã có giờ làm việc từ {shown}: hãy chọn ngày sau đó",
                    f"hours are set from {shown} on already: choose a later day",
                )
            )
        return week, (*(row for row in periods if row.since < self.since), Period(self.since, self.week))

    def _changed(self, calendar: WorkingCalendar) -> dict[date, DayException]:
        """Return the exceptions after this; CalendarError for a day that is not there, or is another kind."""
        rows = {row.on: row for row in calendar.exceptions}
        for day in self.removed:
            if rows.pop(day, None) is None:
                raise CalendarError(
                    Text(f"ngày {day:%d/%m/%Y} không có gì khác ngày thường", f"{day:%d/%m/%Y} is no exceptional day")
                )
        for row in self.put:
            there = rows.get(row.on)
            if there is not None and there.kind is not row.kind:
                _refuse_two_kinds(row.on)
            rows[row.on] = row
        return rows

    def _refuse_half_swaps(self, calendar: WorkingCalendar) -> None:
        """Raise CalendarError where this leaves a day that is made up for and worked, or made up for twice.

        A year that is added may end in the middle of a swap.
        """
        touched = {row.replaces for row in self.put if row.replaces} | set(self.removed)
        rows = {row.on: row for row in calendar.exceptions}
        for day in sorted(touched) if self.through is None else ():
            made_up = [row.on for row in rows.values() if row.replaces == day]
            off = rows.get(day)
            if made_up and not calendar.first <= day <= calendar.last:
                _refuse(day, Text("nằm ngoài khoảng của lịch", "is outside the range of the calendar"))
            if made_up and (off is None or off.kind is not DayKind.HOLIDAY):
                on = f"{made_up[0]:%d/%m/%Y}"
                _refuse(
                    day,
                    Text(
                        f"vẫn là ngày làm việc mà lại được làm bù ngày {on}",
                        f"is worked, and yet {on} would make up for it",
                    ),
                )
            if len(made_up) > 1:
                days = " và ".join(f"{on:%d/%m/%Y}" for on in made_up)
                english = days.replace(" và ", " and ")
                _refuse(day, Text(f"được làm bù hai lần: {days}", f"would be made up for twice: {english}"))
            if made_up and abs((made_up[0] - day).days) > MOST_APART:
                on = f"{made_up[0]:%d/%m/%Y}"
                _refuse(day, Text(f"cách ngày làm bù {on} hơn một năm", f"is more than a year from {on}"))

    def to_json(self) -> Json:
        """Return it as JSON-able values."""
        return {
            "unit": self.unit_id,
            "put": [row.to_json() for row in self.put],
            "removed": [day.isoformat() for day in self.removed],
            "week": week_to_json(self.week) if self.week else None,
            "through": self.through,
            "alone": self.alone,
            **({"since": self.since.isoformat()} if self.since else {}),
        }

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Self:
        """Return what ``to_json`` described; KeyError, TypeError, ValueError if it is none."""
        week, since = content.get("week"), content.get("since")
        return cls(
            content.get("unit"),
            tuple(DayException.from_json(row) for row in content.get("put", ())),
            tuple(date.fromisoformat(day) for day in content.get("removed", ())),
            week_from_json(week) if week else None,
            content.get("through"),
            content.get("alone", True) is True,
            date.fromisoformat(since) if since else None,
        )


def changed_days(before: WorkingCalendar, after: WorkingCalendar) -> tuple[date, date] | None:
    """Return the first and the last day that are worked otherwise than before; None if none is.

    Days that only one of the two covers are left out: nothing was ever due there.
    """
    first, last = max(before.first, after.first), min(before.last, after.last)
    days = (first + timedelta(n) for n in range((last - first).days + 1))
    changed = [day for day in days if before.sessions_on(day) != after.sessions_on(day)]
    return (changed[0], changed[-1]) if changed else None


def _means_something(row: DayException, week: Week) -> bool:
    return row.replaces is not None and not week[row.on.weekday()] and bool(week[row.replaces.weekday()])


def _refuse(day: date, wrong: Text) -> NoReturn:
    raise CalendarError(Text(f"ngày {day:%d/%m/%Y} {wrong.vi}", f"{day:%d/%m/%Y} {wrong.en}"))


def refuse_other_year(year: int, calendar: WorkingCalendar) -> None:
    """Raise CalendarError for any year but the one after the last that a calendar covers."""
    following = calendar.last.year + 1
    if year != following:
        raise CalendarError(
            Text(f"chỉ có thể nối thêm năm liền sau: {following}", f"only the next year can be added: {following}")
        )


def _refuse_two_kinds(day: date) -> NoReturn:
    raise CalendarError(
        Text(
            f"ngày {day:%d/%m/%Y} đang là ngày khác loại: hãy bỏ nó trước",
            f"{day:%d/%m/%Y} is an exceptional day of the other kind: take that out first",
        )
    )
