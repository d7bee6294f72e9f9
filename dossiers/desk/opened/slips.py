"""The paper of what was just done: it shows itself in the file as soon as it is printed, for whoever waits at the counter."""

from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse

from dossiers import outbox
from dossiers.display.agency.titles import letter_title
from dossiers.display.labels import paper_label
from dossiers.log.facts import facts_of
from dossiers.models import Event
from dossiers.pages.opened import Opened
from procedures.machine import Machine, Paper

WAITS_FOR = timedelta(minutes=30)
"""For so long the person for whom it is may still stand there."""


@dataclass(frozen=True, slots=True)
class Slip:
    """A paper by its name; its number and where it is printed from, both "" while it is being made."""

    label: str
    number: str = ""
    url: str = ""


def slip_of(opened: Opened) -> Slip | None:
    """Return the paper of the last act, if it is this person's; None while the act waits, and once it is long ago.

    After the next act, whoever takes it, the paper is one of the list of papers.
    """
    machine, since = opened.dossier.machine, opened.now - WAITS_FOR
    event = next((one for one in reversed(opened.events) if not _is_by_itself(one)), None)
    is_mine = event is not None and opened.person is not None and event.actor_id == opened.person.pk
    if event is None or not is_mine or event.at <= since or not _kind(machine, event):
        return None
    label = paper_label(_kind(machine, event))
    letter = next(iter(event.letters.all()), None)
    if letter:
        if letter.kind == Paper.APOLOGY:
            label = letter_title(letter)
        return Slip(label, letter.number_on_pages, f"{reverse('letter', args=[letter.token])}?in=1")
    if outbox.may_wait(event.at, opened.now) and outbox.waiting(opened.now).filter(event=event).exists():
        # It can still be taken back: nothing of it has gone out.
        return None
    return Slip(label)


def _is_by_itself(event: Event) -> bool:
    """Say whether nobody has done it and nothing has moved: the issue of the paper, a remark on a deadline."""
    return event.actor_id is None and event.source == event.target


def _kind(machine: Machine, event: Event) -> str:
    """Return the kind of the paper that an event has printed; "" for none."""
    action = machine.action(event.source, event.action)
    paper = outbox.paper_of(action, machine.outcome(facts_of(event).outcome)) if action else None
    return paper.value if paper else ""
