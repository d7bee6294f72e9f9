"""The time of one step of the ISO process: always to the minute, whatever the procedure's unit."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Self

from dossiers.clock.limits import HOUR, Verdict, count, run_on, verdict
from dossiers.clock.marks import ClockError, Gap, in_minutes, up
from procedures.machine import Limit, LimitUnit, Text
from procedures.time.calendar import WorkingCalendar


@dataclass(frozen=True, slots=True)
class Share:
    """The whole that a step of a procedure limited in calendar days takes its part of."""

    total_days: Decimal
    started_at: datetime
    due_at: datetime

    @classmethod
    def of(cls, started_at: datetime, limit: Limit, calendar: WorkingCalendar) -> Self:
        """Return the whole of a limit from acceptance to when it is first due."""
        opening = calendar.opening_after(up(started_at))
        return cls(limit.amount, started_at, count(opening, (), limit, calendar).due_at)

    def whole(self, calendar: WorkingCalendar) -> int:
        """Return the working minutes of it."""
        return calendar.working_minutes_between(up(self.started_at), self.due_at)


def step_due(
    entered_at: datetime,
    limit: Limit,
    calendar: WorkingCalendar,
    *,
    gaps: Iterable[Gap] = (),
    share: Share | None = None,
) -> datetime:
    """Return by when a step is to be done: its working minutes from the entry, gaps that begin in time left out.

    A fraction of a working day is that of the calendar's own day (8 hours by default). A calendar
    day is a share of the working minutes between acceptance and due; ``share`` is then required.
    """
    start = calendar.opening_after(up(entered_at))
    due_at = calendar.add_working_minutes(start, minutes_of(limit, calendar, share))
    return run_on(due_at, in_minutes(gaps, since=start), calendar)


def step_verdict(left_at: datetime, due_at: datetime, calendar: WorkingCalendar) -> Verdict:
    """Judge a step as an hour limit is judged."""
    return verdict(left_at, due_at, LimitUnit.WORKING_HOUR, calendar)


def minutes_of(limit: Limit, calendar: WorkingCalendar, share: Share | None) -> int:
    """Return a step's working minutes on a calendar, never less than one; a calendar day needs its ``share``."""
    if limit.unit is LimitUnit.WORKING_HOUR:
        return max(1, int(limit.amount * HOUR))
    if limit.unit is LimitUnit.WORKING_DAY:
        return max(1, int(limit.amount * calendar.day_minutes))
    if share is None:
        raise ClockError(
            Text(
                "bước tính theo ngày lịch cần biết thời hạn chung của thủ tục",
                "a step in calendar days needs the procedure's whole limit",
            )
        )
    return max(1, int(limit.amount / share.total_days * share.whole(calendar)))
