"""The appointment that an acceptance would give, before there is one."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings

from dossiers import clock
from dossiers.log import columns
from dossiers.models import Event
from procedures import steady
from procedures.machine import Machine
from procedures.time.calendar import CalendarExhausted, WorkingCalendar


def appointment(
    machine: Machine, events: Sequence[Event], calendar: WorkingCalendar, *, at: datetime
) -> datetime | None:
    """Return the appointment that an acceptance at an instant would give; None beyond the calendar."""
    marks = [clock.Mark(clock.MarkKind.STARTED, at)]
    try:
        return clock.read(marks, columns.terms_of(machine, events), calendar, as_of=at).due_at
    except CalendarExhausted:
        return None


def appointment_of_a_filing(machine: Machine, *, at: datetime) -> datetime | None:
    """Return the appointment of what would be filed and accepted at an instant."""
    known = steady.now()
    agency = next((unit.pk for unit in known.units.values() if unit.agency_code == settings.AGENCY_CODE), None)
    return appointment(machine, (), known.calendars.of(agency), at=at)
