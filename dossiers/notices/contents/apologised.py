"""What a notice says of the dates that were promised: of an act by which the office apologises, and of all others beside it."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import Unit
from dossiers import clock
from dossiers.acts import RECOUNT
from dossiers.display.promises import Named, named_dates
from dossiers.log.appointments import standing_promise
from dossiers.log.facts import facts_of, reading_of
from dossiers.models import Event
from dossiers.papers.apology import replaced_by, responsible_of
from dossiers.papers.form import log_until
from procedures.machine import Machine, Status, Text
from procedures.time.calendar import local


@dataclass(frozen=True, slots=True)
class Apologised:
    """What the office says of a date that it does not keep."""

    responsible: Unit | None
    """The unit that has the dossier."""
    promised: datetime | None
    """The day that is promised although the date has passed, or was moved before: it moves no date. None where it is moved."""
    replaces: datetime | None
    """The day that was promised before, of which that one takes the place."""
    judged: Text
    """By which limit on time or late is judged all the same."""
    is_before: bool
    """Whether the office says so before the time at which the result was to be there."""


def apologised_of(event: Event) -> Apologised | None:
    """Return what an event says of a date that is not kept; None of all others."""
    facts = facts_of(event)
    if not (facts.new_due_at or facts.promised):
        return None
    promised, replaced, due_at = facts.promised, replaced_by(event), reading_of(event).due_at
    return Apologised(
        responsible_of(event),
        local(promised) if promised else None,
        local(replaced) if replaced else None,
        clock.judged_by(reading_of(event).lawful_due_at),
        is_before=due_at is not None and event.at < due_at,
    )


def dates_of(event: Event) -> tuple[Named, ...]:
    """Return the appointment after an event and what was promised beside it, each by its own name; none before the acceptance."""
    reading = reading_of(event)
    if reading.due_at is None:
        return ()
    named = named_dates(reading.due_at, reading.lawful_due_at, standing_promise(log_until(event)))
    return tuple(one._replace(at=local(one.at)) for one in named)


def due_before(event: Event) -> datetime | None:
    """Return the appointment that held until an event that has moved it; None of all others."""
    if facts_of(event).new_due_at is None and event.action != RECOUNT:
        return None
    due_at = reading_of(event.dossier.events.get(sequence=event.sequence - 1)).due_at
    return local(due_at) if due_at else None


def dates_when_ready(event: Event, machine: Machine) -> tuple[Named, ...]:
    """Return the dates after an event by which a result is ready; none after another."""
    return dates_of(event) if machine.states[event.target].status is Status.RESULT_READY else ()
