"""Until when an applicant may still be asked for what is missing."""

from collections.abc import Sequence
from datetime import datetime

from dossiers import clock, policy
from dossiers.commands import flags
from dossiers.models import Event
from procedures.machine import Action, LimitUnit, Machine
from procedures.time.calendar import WorkingCalendar


def in_notice_time(log: Sequence[Event], machine: Machine, calendar: WorkingCalendar, now: datetime) -> bool:
    """Say whether a supplement asked for now is within the days that the rule gives the office."""
    until = flags.notice_due(log, machine, calendar)
    return until is None or not clock.is_late(until, now, LimitUnit.WORKING_DAY)


def asks_late(action: Action, log: Sequence[Event], machine: Machine, calendar: WorkingCalendar, now: datetime) -> bool:
    """Say whether an action asks for a supplement past those days, which is read before it is taken."""
    return action.name in policy.ASKS_SUPPLEMENT and not in_notice_time(log, machine, calendar, now)
