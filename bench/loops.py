"""The other side of the clock's ratios: due dates as they are usually found, by walking from day to day or minute to minute.

They know what our calendar knows, in a dictionary. Nothing in them is slowed down on purpose.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from procedures.machine import AfterSupplement, Limit
from procedures.time.calendar import LOCAL, DayException, Session, WorkingCalendar

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Supplement:
    """A dossier in office hours and in whole minutes, with one supplement, that has ended."""

    limit: Limit
    after: AfterSupplement
    accepted: datetime
    asked: datetime
    confirmed: datetime
    ended: datetime


@dataclass(frozen=True, slots=True)
class Loops:
    """A calendar that is walked."""

    calendar: WorkingCalendar
    exceptions: dict[date, DayException]

    @classmethod
    def of(cls, calendar: WorkingCalendar) -> "Loops":
        """Look up exceptions by their day, as anybody would."""
        return cls(calendar, {row.on: row for row in calendar.exceptions})

    def sessions(self, day: date) -> tuple[Session, ...]:
        """Return what is worked on a day."""
        row = self.exceptions.get(day)
        if row is None:
            return self.calendar.week[day.weekday()]
        return self.calendar.week[row.replaces.weekday()] if row.replaces else ()

    def add_days(self, day: date, n: int) -> date:
        """Walk day by day to the n-th working day."""
        while n:
            day += DAY
            if self.sessions(day):
                n -= 1
        return day

    def add_minutes_by_days(self, start: datetime, left: int) -> datetime:
        """Walk day by day until so many working minutes are used up."""
        day, first = start.date(), start.hour * 60 + start.minute
        while True:
            for session in self.sessions(day):
                opens = max(first, session.first_minute)
                here = session.end_minute - opens
                if here >= left:
                    return datetime.combine(day, time(0), LOCAL) + (opens + left) * MINUTE
                left -= max(0, here)
            day, first = day + DAY, 0

    def add_minutes(self, start: datetime, left: int) -> datetime:
        """Walk minute by minute until so many working minutes are used up."""
        at = start
        while left:
            left -= self.is_worked(at)
            at += MINUTE
        return at

    def is_worked(self, at: datetime) -> bool:
        """Say whether the minute that begins here is worked."""
        minute = at.hour * 60 + at.minute
        return any(session.first_minute <= minute < session.end_minute for session in self.sessions(at.date()))

    def read_days(self, dossier: Supplement) -> tuple[datetime, int, str]:
        """Return the lawful date, the days spent and the verdict of a limit in working days."""
        restarts = dossier.after is AfterSupplement.RESTART
        first = (dossier.confirmed if restarts else dossier.accepted).date()
        held = set() if restarts else set(_days(dossier.asked.date(), dossier.confirmed.date()))
        due_on = self.add_days(first, int(dossier.limit.amount) + sum(bool(self.sessions(day)) for day in held))
        end = dossier.ended.date()
        spent = sum(bool(self.sessions(day)) for day in _days(first, end) if day not in held)
        verdict = "overdue" if end > due_on else "early" if end < due_on else "on_time"
        due_at = datetime.combine(due_on, time(0), LOCAL) + self.sessions(due_on)[-1].end_minute * MINUTE
        return due_at, spent, verdict

    def read_minutes(self, dossier: Supplement) -> tuple[datetime, int, str]:
        """Return the lawful date, the minutes spent and the verdict of a limit in working hours."""
        restarts = dossier.after is AfterSupplement.RESTART
        start = dossier.confirmed if restarts else dossier.accepted
        held = 0 if restarts else self._worked(dossier.asked, dossier.confirmed)
        due_at = self.add_minutes(start, int(dossier.limit.amount * 60) + held)
        session = due_at
        while self.is_worked(session - MINUTE):
            session -= MINUTE
        end = dossier.ended
        verdict = "overdue" if end > due_at else "early" if end < session else "on_time"
        return due_at, self._worked(start, end) - held, verdict

    def _worked(self, start: datetime, end: datetime) -> int:
        count = 0
        while start < end:
            count += self.is_worked(start)
            start += MINUTE
        return count


def _days(after: date, until: date) -> Iterator[date]:
    while after < until:
        after += DAY
        yield after
