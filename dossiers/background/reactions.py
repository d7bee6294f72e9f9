"""What is done outside the log after an event: a function for each kind of entry in the outbox.

A reaction may run again at any time (after a crash, say) and then changes nothing. It runs in the
transaction that marks its entry as done, and returns a remark if there was nothing that it could do.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial

from dossiers import outbox, refusals
from dossiers.models import Event, OwnPaper
from dossiers.notices import applicants, asked, mentions, occasions, reminders
from dossiers.outbox import Unfinished
from dossiers.papers import issued, registry
from procedures.machine import Paper

type Reaction = Callable[[Event, datetime], str | Unfinished]


def _issue(event: Event, at: datetime, *, paper: Paper | OwnPaper) -> str | Unfinished:
    if not registry.is_printed(event, paper):
        return f"the forms of that day have no {paper.name}"
    registry.issue(event, paper, at=at)
    return _lacking()


def _lacking() -> str:
    """Return what a paper that was signed now lacks."""
    # Imported here: a web server knows the kinds of reaction and signs nothing.
    from dossiers.papers.signed.pades import without_proof

    why = without_proof()
    return f"signed without validation data: {why}"[:500] if why else ""


def _notify(event: Event, at: datetime, *, kind: str) -> str | Unfinished:
    return applicants.send(event, kind, at=at)


def _remind(event: Event, at: datetime, *, kind: str) -> str | Unfinished:
    return reminders.send(event, kind, at=at)


def _ask(event: Event, at: datetime, *, kind: str) -> str | Unfinished:
    return asked.send(event, kind, at=at)


def _mention(event: Event, at: datetime) -> str | Unfinished:
    return mentions.send(event, at=at)


def _make_result(event: Event, at: datetime) -> str:
    return issued.issue(event, at=at) or _lacking()


def _unless_later(reaction: Reaction, event: Event, at: datetime) -> str | Unfinished:
    """Do what writes to the log of a dossier; behind a later edition nothing is written: the program that knows it does it."""
    try:
        return reaction(event, at)
    except refusals.LaterEdition as later:
        return Unfinished(later.sentence())


REACTIONS: Mapping[str, Reaction] = {
    **{outbox.issue_of(paper): partial(_unless_later, partial(_issue, paper=paper)) for paper in registry.PAPERS},
    **{kind: partial(_notify, kind=kind) for kind in occasions.KINDS},
    outbox.RESULT_FILE: partial(_unless_later, _make_result),
    **{kind: partial(_remind, kind=kind) for kind in reminders.KINDS},
    **{kind: partial(_ask, kind=kind) for kind in asked.KINDS},
    outbox.MENTIONED: _mention,
}


def react(event_id: int, kind: str, *, at: datetime) -> str | Unfinished:
    """Run the reaction of a kind to an event; return its remark, or that a part of it is left."""
    event = Event.objects.select_related(
        "payload", "actor", "dossier__version", "dossier__agency__parent", "dossier__applicant"
    ).get(pk=event_id)
    return REACTIONS[kind](event, at)
