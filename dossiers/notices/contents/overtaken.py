"""That what was announced begins before what a mail promises, or asks for: before the answer, the appointment, a supplement."""

from collections.abc import Sequence

from dossiers import acts
from dossiers.display.promises import overtaken
from dossiers.display.promises.foreseen import before_answer, before_supplement
from dossiers.log.facts import reading_of
from dossiers.log.instants import event_of
from dossiers.models import Event
from procedures import steady
from procedures.machine import Machine, Paper, Status, Text


def is_accepting(event: Event, machine: Machine) -> bool:
    """Say whether an event is the acceptance, with its receipt."""
    action = machine.action(event.source, event.action)
    return action is not None and action.paper is Paper.RECEIPT


def overtaken_of(event: Event, log: Sequence[Event], machine: Machine) -> Text | None:
    """Say so of a filing, an acceptance and whatever waits for a supplement, by the log as it stood then; None of all else."""
    if machine.event is None:
        return None
    reading, calendar = reading_of(event), steady.now().calendars.of(event.dossier.agency_id)
    if event.action == acts.SUBMIT:
        return before_answer(machine, log, calendar, reading.answer_due_at)
    if is_accepting(event, machine):
        return overtaken(event_of(log), reading.due_at)
    if machine.states[event.target].status is Status.SUPPLEMENT_REQUESTED:
        return before_supplement(machine, log, calendar, event.at, reading.applicant_due_at)
    return None
