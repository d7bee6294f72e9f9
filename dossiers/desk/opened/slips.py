"""The paper of what was just done: it shows itself in the file as soon as it is printed, for whoever waits at the counter."""

from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse

from dossiers import outbox
from dossiers.display.labels import paper_label
from dossiers.log.facts import facts_of
from dossiers.models import Event
from dossiers.pages.opened import Opened
from procedures.machine import Clock, Machine

WAITS_FOR = timedelta(minutes=30)
"""For so long the person for whom it is may still stand there."""


@dataclass(frozen=True, slots=True)
class Slip:
    """A paper by its name; its number and where it is printed from, both "" while it is being made."""

    label: str
    number: str = ""
    url: str = ""


def slip_of(opened: Opened) -> Slip | None:
    """Return the paper of this person's last act here that has one; None while the act waits, and once it is long ago."""
    machine, since = opened.dossier.machine, opened.now - WAITS_FOR
    mine = (one for one in reversed(opened.events) if opened.person and one.actor_id == opened.person.pk)
    event = next((one for one in mine if one.at > since and _kind(machine, one)), None)
    if event is None:
        return None
    is_accepted = machine.states[event.source].clock is not Clock.NOT_STARTED
    label = str(paper_label(_kind(machine, event), after_acceptance=is_accepted))
    letter = next(iter(event.letters.all()), None)
    if letter:
        return Slip(label, letter.number, f"{reverse('letter', args=[letter.token])}?in=1")
    if outbox.may_wait(event.at, opened.now) and outbox.waiting(opened.now).filter(event=event).exists():
        # It can still be taken back: nothing of it has gone out.
        return None
    return Slip(label)


def _kind(machine: Machine, event: Event) -> str:
    """Return the kind of the paper that an event has printed; "" for none."""
    action = machine.action(event.source, event.action)
    paper = outbox.paper_of(action, machine.outcome(facts_of(event).outcome)) if action else None
    return paper.value if paper else ""
