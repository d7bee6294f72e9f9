"""The instants among a dossier's columns that follow from others: from when it is late, what is due first, what is watched."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, time
from typing import Protocol

from django.utils.dateparse import parse_date

from accounts.roles import Role
from dossiers import clock
from dossiers.clock import late_from
from dossiers.log.facts import ANNOUNCING, HasFacts, Reading, facts_of, reading_of
from dossiers.models import Event, is_noted
from procedures.machine import Clock, LimitUnit, Machine, State
from procedures.time.calendar import LOCAL


def announced(machine: Machine, values: Mapping[str, object]) -> str:
    """Return when what answers announce takes place, as the facts of an event have it: a day begins with its first minute.

    "" where nothing is announced, or these answers do not say it.
    """
    value = str((values.get(machine.event.question) if machine.event else None) or "")
    day = parse_date(value)
    return datetime.combine(day, time.min, LOCAL).isoformat() if day else value


def event_of(events: Sequence[HasFacts]) -> datetime | None:
    """Return when what the applicant announced takes place, as it was answered last; None where nothing was."""
    return next((at for event in reversed(events) if (at := facts_of(event).announced_at)), None)


def events_in(dossiers: Iterable[int]) -> dict[int, datetime]:
    """Return by dossier when what was announced takes place, of several: one query."""
    found = Event.objects.filter(ANNOUNCING, dossier__in=dossiers).order_by("sequence")
    return {event.dossier_id: at for event in found if (at := facts_of(event).announced_at)}


def receipt_date(events: Sequence[HasFacts]) -> datetime | None:
    """Return the return date that the receipt gave; None before acceptance."""
    dates = (reading_of(event).first_due_at for event in events if event.reading)
    return next(filter(None, dates), None)


def due_in_force(events: Sequence[Event], machine: Machine) -> datetime | None:
    """Return the appointment in force after a log; None before acceptance, and in a pause, when none is."""
    if not events or machine.states[events[-1].target].clock is Clock.PAUSED:
        return None
    return next((reading_of(event).due_at for event in reversed(events) if event.reading), None)


class Moved(Protocol):
    """Where an event came from and went to, and when."""

    source: str
    target: str
    at: datetime


class Dates(Protocol):
    """The columns that the others follow from."""

    @property
    def holder(self) -> str:
        """The role that must act, "" at an end."""

    @property
    def answer_due_at(self) -> datetime | None:
        """By when the desk owes an answer."""

    @property
    def deadline_at(self) -> datetime | None:
        """What the holder must meet."""

    @property
    def due_at(self) -> datetime | None:
        """The appointment."""

    @property
    def late_at(self) -> datetime | None:
        """The first instant past it."""

    @property
    def due_soon_at(self) -> datetime | None:
        """From when on it is near."""

    @property
    def step_due_at(self) -> datetime | None:
        """By when the step is to be done."""

    @property
    def applicant_due_at(self) -> datetime | None:
        """Until when the applicant can answer."""

    @property
    def applicant_soon_at(self) -> datetime | None:
        """From when on the applicant is reminded of that."""

    @property
    def resolved_at(self) -> datetime | None:
        """When it was resolved."""

    @property
    def inform_by(self) -> datetime | None:
        """By when an outcome must be told before an event."""

    @property
    def noted_soon_for(self) -> datetime | None:
        """The appointment that was last noted as near."""

    @property
    def noted_late_for(self) -> datetime | None:
        """The one that was last noted as passed."""

    @property
    def noted_answer_for(self) -> datetime | None:
        """The answer that was last noted as owed."""

    @property
    def noted_supply_for(self) -> datetime | None:
        """The applicant's time of whose end the applicant was reminded."""


def watch_at(columns: Dates, place: State) -> datetime | None:
    """Return the first instant at which time alone does something: a remark on a deadline, or a lapse.

    The guards of the system's own actions say the same of one instant (``policy``).
    """
    passing: list[datetime | None] = []
    if place.clock in (Clock.RUNNING, Clock.PAUSED) and not is_noted(columns.noted_late_for, columns.due_at):
        passing.append(columns.late_at)
        if not is_noted(columns.noted_soon_for, columns.due_at):
            passing.append(columns.due_soon_at)
    if place.owes_answer and columns.answer_due_at and not is_noted(columns.noted_answer_for, columns.answer_due_at):
        passing.append(late_from(columns.answer_due_at, LimitUnit.WORKING_HOUR))
    if columns.applicant_soon_at and not is_noted(columns.noted_supply_for, columns.applicant_due_at):
        passing.append(columns.applicant_soon_at)
    if columns.applicant_due_at:
        passing.append(late_from(columns.applicant_due_at, LimitUnit.WORKING_DAY))
    return min(filter(None, passing), default=None)


def late_at(before: datetime | None, event: Moved, machine: Machine, reading: Reading) -> datetime | None:
    """Return the first instant past the appointment; None without one, and while a pause lasts that began before it.

    Nobody can be late while the clock stands still, and what was late before stays so.
    """
    if reading.counted is None:
        return None
    found = late_from(reading.counted.due_at, reading.counted.unit)
    if machine.states[event.target].clock is not Clock.PAUSED:
        return found
    if machine.states[event.source].clock is not Clock.PAUSED:
        return None if event.at < found else found
    # A log from before that was recorded keeps what it said; no calendar could move its dates in a pause.
    if reading.paused_at is None:
        return before
    return None if reading.paused_at < found else found


def inform_by(event_at: datetime | None, machine: Machine) -> datetime | None:
    """Return by when the earliest of the outcomes must be told before what the applicant announced; None for no such rule."""
    hours = [one.hours_before_event for one in machine.outcomes if one.hours_before_event is not None]
    return clock.inform_by(event_at, max(hours)) if event_at and hours else None


NOTHING_DUE = datetime(2199, 1, 1, tzinfo=UTC)
"""Stands where nobody owes anything by a date: behind all that is due."""


def nearest_at(columns: Dates) -> datetime | None:
    """Return what is due first: the step, the answer or the whole, and what must be told before an event.

    A result that waits to be collected is due by no date, and while the applicant has it only what the applicant
    was given; what was late before stays so. What has ended keeps what it had to meet.
    """
    if not columns.holder:
        return columns.deadline_at
    if columns.resolved_at is not None:
        return NOTHING_DUE
    if columns.holder == Role.CITIZEN and columns.late_at is None:
        return columns.applicant_due_at or NOTHING_DUE
    return min(filter(None, (columns.deadline_at, columns.step_due_at, columns.inform_by)), default=None)
