"""The paper of what was just done: it shows itself in the file as soon as it is printed, for whoever waits at the counter."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from dossiers import outbox
from dossiers.acts import RECOUNT
from dossiers.display.agency.printed import printed_on, why_no_day
from dossiers.display.agency.titles import letter_title
from dossiers.display.formats import vn_datetime
from dossiers.display.labels import paper_label
from dossiers.log.facts import facts_of
from dossiers.log.parts.deposits import posts_result
from dossiers.models import Event, Letter, OutboxEntry, OwnPaper
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
    moved: str = ""
    """That its date holds no more, in a sentence; it stays as it was issued."""
    issued_at: datetime | None = None
    """When it was issued, where that may be long ago."""


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
        return Slip(label, letter.number_on_pages, _address(letter), _moved(opened, event, letter.kind))
    if outbox.may_wait(event.at, opened.now) and outbox.waiting(opened.now).filter(event=event).exists():
        # It can still be taken back: nothing of it has gone out.
        return None
    return Slip(label)


def receipt_of(opened: Opened) -> Slip | None:
    """Return form 01 of the acceptance that stands, however long ago it was issued and whatever has been done since.

    Its name alone while it is being made; None where there is none.
    """
    printing = (one for one in reversed(opened.events) if _kind(opened.dossier.machine, one) == Paper.RECEIPT)
    event = next(printing, None)
    if event is None:
        return None
    letter = next((one for one in event.letters.all() if one.kind == Paper.RECEIPT), None)
    if letter is not None:
        moved = _moved(opened, event, letter.kind)
        return Slip(letter_title(letter), letter.number_on_pages, _address(letter), moved, letter.issued_at)
    waits = OutboxEntry.objects.filter(event=event, kind=outbox.issue_of(Paper.RECEIPT), done_at=None)
    return Slip(paper_label(Paper.RECEIPT)) if waits.exists() else None


def _address(letter: Letter) -> str:
    return f"{reverse('letter', args=[letter.token])}?in=1"


def _moved(opened: Opened, event: Event, kind: str) -> str:
    """Say that the day on a paper does not stand any more, and which one does; "" where it stands, or the paper has none."""
    dossier, day = opened.dossier, printed_on(kind, event, opened.dossier)
    if day is None or day.stands:
        return ""
    if day.now is None:
        return _("The printed day does not stand any more, %(why)s") % {"why": why_no_day(dossier)}
    later = (one for one in opened.events if one.sequence > event.sequence and one.action == RECOUNT)
    if dossier.due_at == day.now and any("due_at" in facts_of(one).before for one in later):
        said = _("Its date has changed since, with the working calendar, and is now %(at)s: tell the person.")
    else:
        # Of an apology, or of the end of a pause, the applicant is told by a notice of its own.
        said = _("The printed day does not stand any more, it is %(at)s now")
    return said % {"at": vn_datetime(day.now)}


def _is_by_itself(event: Event) -> bool:
    """Say whether nobody has done it and nothing has moved: the issue of the paper, a remark on a deadline."""
    return event.actor_id is None and event.source == event.target


def _kind(machine: Machine, event: Event) -> str:
    """Return the kind of the paper that an event has printed; "" for none."""
    if posts_result(machine, event):
        return OwnPaper.COVER_NOTE.value
    action = machine.action(event.source, event.action)
    paper = outbox.paper_of(action, machine.outcome(facts_of(event).outcome)) if action else None
    return paper.value if paper else ""
