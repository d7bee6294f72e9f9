"""What an end is judged by: the limit, an outcome's own one, or an instant before an event."""

from datetime import datetime, timedelta
from typing import Self

from msgspec import Struct

from dossiers.clock.limits import Count, Verdict, count, is_late, verdict
from dossiers.clock.marks import Log, Terms, down
from procedures.machine import Limit, LimitUnit
from procedures.time.calendar import CalendarExhausted, WorkingCalendar, local


class Bound(Struct, frozen=True):
    """The limit that is used up first, counted, and the instant that may cut it short."""

    limit: Limit
    count: Count
    inform_by: datetime | None
    is_of_outcome: bool
    due_at: datetime
    """The lawful date: whichever comes first."""

    @classmethod
    def of(cls, log: Log, terms: Terms, calendar: WorkingCalendar, *, first: Count | None = None) -> Self:
        """Count what binds: the common limit, unless the outcome's own ends before it.

        ``first`` is the limit as it first counted, which is how it still counts where nothing came between.

        An answer before an event binds where it could still be given: one that was due before the limit
        began to count was made impossible by whoever announced the event too late.
        """
        limit, counted = terms.limit, first
        if counted is None or log.gaps or log.restarted_at:
            counted = count(log.counted_from, log.gaps, limit, calendar)
        if terms.own is not None:
            own = count(log.counted_from, log.gaps, terms.own, calendar)
            if own.due_at < counted.due_at:
                limit, counted = terms.own, own
        due_at, inform_by = counted.due_at, local(terms.inform_by) if terms.inform_by else None
        if inform_by is not None and inform_by < log.counted_from:
            inform_by = None
        cuts_short = inform_by is not None and inform_by < due_at
        if inform_by is not None and cuts_short:
            due_at = inform_by
        return cls(limit, counted, inform_by, limit is not terms.limit or cuts_short, due_at)

    def judge(self, ended_at: datetime, calendar: WorkingCalendar) -> Verdict:
        """Judge an end; an instant before an event is judged to the minute, as an hour limit is."""
        in_hours = LimitUnit.WORKING_HOUR
        found = verdict(ended_at, self.count.due_at, self.limit.unit, calendar)
        if self.inform_by is None or found is Verdict.OVERDUE:
            return found
        if is_late(self.inform_by, ended_at, in_hours):
            return Verdict.OVERDUE
        return verdict(ended_at, self.inform_by, in_hours, calendar) if self.inform_by < self.count.due_at else found


def inform_by(event_at: datetime, hours: int) -> datetime:
    """Return the last minute for an answer that must come some clock hours before an event."""
    try:
        return down(event_at - timedelta(hours=hours))
    except OverflowError:
        raise CalendarExhausted(event_at.year) from None
