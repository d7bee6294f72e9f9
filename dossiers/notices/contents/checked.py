"""When a supplement came, and whether it was looked at by when the applicant was told: of the mail that it is complete."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dossiers import acts
from dossiers.log.facts import reading_of
from dossiers.models import Event
from procedures.machine import Clock, Machine
from procedures.time.calendar import local


@dataclass(frozen=True, slots=True)
class Checked:
    """A supplement that was found complete."""

    came_at: datetime
    due_at: datetime | None
    """By when it was to be looked at; None where nothing was promised."""
    is_late: bool


def checked_of(event: Event, log: Sequence[Event], machine: Machine) -> Checked | None:
    """Say so of what ends the look at a supplement, by the log as it stood then; None of all else."""
    if event.source == event.target or machine.states[event.target].clock is not Clock.RUNNING:
        return None
    moves = [one for one in log if one.sequence < event.sequence and one.source != one.target]
    came = moves[-1] if moves else None
    if came is None or came.action != acts.ANSWER or came.target != event.source:
        return None
    due = reading_of(came).answer_due_at
    return Checked(local(came.at), local(due) if due else None, is_late=due is not None and event.at > due)
