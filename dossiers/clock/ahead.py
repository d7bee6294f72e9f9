"""What is still ahead of a dossier by the plan: the steps that must come, held against the time that is left.

The limits of the steps are parts of the whole, so that what keeps them fits. It stops fitting once a step before took longer, was
begun anew, or a date came nearer. Nothing here moves a date (ADR 0075).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from heapq import heappop, heappush

from dossiers.clock.marks import up
from dossiers.clock.steps import Share, minutes_of
from procedures.machine import ENDS, Clock, LimitUnit, Machine
from procedures.time.calendar import WorkingCalendar, local


@dataclass(frozen=True, slots=True)
class Plan:
    """How long the steps of a dossier take by their limits."""

    machine: Machine
    proposed: str
    """The outcome that is proposed, which may give a step another time; "" for the usual one."""
    calendar: WorkingCalendar
    started_at: datetime
    """The acceptance: of the time from there a step in calendar days has its share."""

    def behind(self, state: str) -> int | None:
        """Return the working minutes of the steps that must still come behind that of a state, by the shortest way to a result.

        None where no way leads there without a pause. CalendarExhausted where the calendar ends before.
        """
        share = self._share()
        waiting, seen = [(0, state)], set[str]()
        while waiting:
            minutes, name = heappop(waiting)
            if self.machine.states[name].clock is Clock.ENDED:
                return minutes
            if name not in seen:
                seen.add(name)
                for target in self._onward(name):
                    heappush(waiting, (minutes + self._taken(name, target, share), target))
        return None

    def day_share(self) -> Decimal | None:
        """Return the working minutes of one day of a limit in calendar days; None of a limit in working time."""
        share = self._share()
        return share.whole(self.calendar) / share.total_days if share else None

    def _share(self) -> Share | None:
        limit = self.machine.committed_limit
        in_days = limit.unit is LimitUnit.CALENDAR_DAY
        return Share.of(self.started_at, limit, self.calendar) if in_days else None

    def _onward(self, name: str) -> Iterator[str]:
        """Return where a dossier may go without a pause, and without an end that is no result."""
        for action in self.machine.actions_from(name):
            place = self.machine.states[action.target]
            if place.clock in (Clock.RUNNING, Clock.ENDED) and place.status not in ENDS:
                yield action.target

    def _taken(self, source: str, target: str, share: Share | None) -> int:
        """Return the working minutes of the step that begins with a move; none inside of a step, and at the end."""
        was, place = self.machine.states[source], self.machine.states[target]
        step = self.machine.step(place.step) if place.step and place.step != was.step else None
        limit = step.limit_for(self.proposed) if step and place.clock is Clock.RUNNING else None
        return minutes_of(limit, self.calendar, share) if limit else 0


@dataclass(frozen=True, slots=True)
class Ahead:
    """What the rest of a path needs, and how it lies in time."""

    rest: int
    """Working minutes of the steps behind the present one."""
    step_due_at: datetime
    due_at: datetime
    begin_by: datetime
    """When the steps behind the present one must begin at the latest, to end in time."""
    day_share: Decimal | None = None
    """Working minutes of one day of a limit in calendar days, as its steps take them; None of a limit in working time."""

    @classmethod
    def of(cls, plan: Plan, state: str, *, step_due_at: datetime, due_at: datetime) -> "Ahead | None":
        """Return what is ahead in a state with a step; None where no way leads on from it to a result.

        CalendarExhausted where the calendar does not reach so far.
        """
        rest = plan.behind(state)
        if rest is None:
            return None
        # The latest instant of all that leave so much time: a break before it costs nothing.
        begin_by = plan.calendar.add_working_minutes(local(due_at), -rest) if rest else local(due_at)
        return cls(rest, local(step_due_at), local(due_at), begin_by, plan.day_share())

    def fits_until(self, entered_at: datetime) -> datetime:
        """Return the last instant at which all of it fits still; when the step began, where it has not fitted since."""
        return entered_at if self.step_due_at > self.begin_by else self.begin_by

    def fits(self, now: datetime) -> bool:
        """Say whether a step that takes its time, now or from now, leaves enough for those behind it."""
        return max(self.step_due_at, now) <= self.begin_by

    def needed(self, now: datetime, calendar: WorkingCalendar) -> int:
        """Return the working minutes that are needed from now: what is left of the present step, and those behind it."""
        return self.rest + calendar.working_minutes_between(up(now), max(self.step_due_at, up(now)))

    def ends_at(self, now: datetime, calendar: WorkingCalendar) -> datetime:
        """Return when all of it is done if each step takes its time; CalendarExhausted where the calendar ends before."""
        begins_at = max(self.step_due_at, up(now))
        return calendar.add_working_minutes(begins_at, self.rest) if self.rest else begins_at
