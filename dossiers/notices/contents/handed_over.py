"""What a notice says of a result that was handed over."""

from dataclasses import dataclass

from dossiers import acts
from dossiers.log.facts import facts_of, words_of
from dossiers.models import Event, Result
from procedures.machine import Machine, Status, Text


@dataclass(frozen=True, slots=True)
class HandedOver:
    """How a result was handed over."""

    outcome: Text
    result: Result | None
    """With its number; None for a dossier of the first edition, whose result is on paper alone."""
    recipient: str
    way: str
    """One of ``procedures.results.Way``; empty in the first edition."""
    post_number: str


def handed_over_of(event: Event, machine: Machine) -> HandedOver | None:
    """Return how the result was handed over by an event; None for all else."""
    dossier, words = event.dossier, words_of(event.payload)
    outcome = machine.outcome(dossier.outcome)
    if outcome is None or machine.states[event.target].status is not Status.RETURNED or event.action in acts.ACTS:
        return None
    result = Result.objects.filter(dossier=dossier).first()
    return HandedOver(outcome.label, result, words.recipient, facts_of(event).way, words.post_number)
