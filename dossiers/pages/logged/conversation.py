"""What is written beside the procedure: messages with the applicant, and the office's own notes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.timezone import localdate
from django.utils.translation import get_language

from dossiers import acts, policy
from dossiers.lists.people import nameable
from dossiers.log.facts import facts_of, still_stands, words_of
from dossiers.models import Attachment, Event
from dossiers.models.rows.listed import Row
from dossiers.models.standing import BY_OFFICE
from dossiers.pages.acting.action_form import ActionForm
from dossiers.pages.logged.timeline import place_of_answer, place_of_paper
from dossiers.pages.opened import ActionRow, Opened, action_row
from dossiers.policy import Actor
from dossiers.refusals.conversation import Closed
from procedures.machine import Machine


@dataclass(frozen=True, slots=True)
class Entry:
    """A message or a note."""

    at: datetime
    author: str
    role: str
    unit: str
    about: str
    """What it is about, where that is less than the whole dossier."""
    text: str
    files: list[Attachment]
    erased: bool
    by_applicant: bool
    waits: bool
    """It is the applicant's, and nobody has answered it."""
    is_new: bool = False
    """It names the reader, who has not opened the dossier since."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """The messages about a dossier, the oldest first, and what this person may write now."""

    entries: list[Entry]
    form: ActionRow | None
    settle: ActionRow | None
    """By which an officer says that there is nothing to answer."""
    closed: str
    """Why nothing can be written, where that has a reason that everybody may know."""
    for_applicant: bool

    @property
    def unanswered(self) -> int:
        """How many messages of the applicant wait for an answer."""
        return sum(entry.waits for entry in self.entries)

    @property
    def is_open(self) -> bool:
        """Whether it is unfolded: where somebody's words came back, or an applicant has something to read."""
        return _has_words(self.form) or (self.for_applicant and bool(self.entries))


@dataclass(frozen=True, slots=True)
class Notes:
    """The office's own notes, the oldest first; no page of the applicant has them."""

    entries: list[Entry]
    form: ActionRow | None
    people: tuple[str, ...] = ()
    """Whom a note can name, as it has to."""

    @property
    def named(self) -> list[Entry]:
        """Those that name the reader, who opens them now."""
        return [entry for entry in self.entries if entry.is_new]

    @property
    def is_open(self) -> bool:
        """Whether they are unfolded: where words came back, or the reader is named."""
        return bool(self.named) or _has_words(self.form)


def _has_words(row: ActionRow | None) -> bool:
    """Say whether words came back in a form, refused or not sent."""
    return row is not None and bool(row.form.errors or row.saved_at)


def conversation_of(
    opened: Opened, *, route: str, refused: ActionForm | None, for_applicant: bool = False
) -> Conversation:
    """Return the messages about an opened dossier."""
    form = row_beside(opened, acts.TO_OFFICE if for_applicant else acts.TO_APPLICANT, route, refused)
    return Conversation(
        entries=_entries(opened, (acts.TO_OFFICE, acts.TO_APPLICANT)),
        form=form,
        settle=None if for_applicant else row_beside(opened, acts.SETTLE, route, refused),
        closed="" if form else _closed(opened, for_applicant=for_applicant),
        for_applicant=for_applicant,
    )


def notes_of(opened: Opened, *, route: str, refused: ActionForm | None, named: frozenset[int] = frozenset()) -> Notes:
    """Return the office's notes on an opened dossier; for officers alone. Those of ``named`` events name the reader."""
    form, reader = row_beside(opened, acts.NOTE, route, refused), opened.person.pk if opened.person else 0
    people = tuple(nameable(opened.dossier, localdate(opened.now), reader)) if form else ()
    return Notes(_entries(opened, (acts.NOTE,), named), form, people)


def row_beside(opened: Opened, name: str, route: str, refused: ActionForm | None) -> ActionRow | None:
    """Return an act that is open to this person, or whose words came back; None for any other."""
    came_back = refused is not None and refused.action.name == name
    action = acts.find(opened.dossier.machine, opened.dossier.state, name)
    return action_row(opened, action, route, refused) if action and (came_back or opened.offers(name)) else None


def _closed(opened: Opened, *, for_applicant: bool) -> str:
    dossier = opened.dossier
    action = acts.find(dossier.machine, dossier.state, acts.TO_OFFICE)
    if action is None:
        return ""
    applicant = Actor.citizen(dossier.applicant)
    refusal = policy.unmet_guard(applicant, action, dossier, log=opened.events, at=opened.now)
    return str(refusal) if refusal and (for_applicant or isinstance(refusal, Closed)) else ""


def asked_by_message(rows: Iterable[Row]) -> frozenset[int]:
    """Return which open dossiers have a message of the office that waits for their applicant: it answers none of theirs.

    One statement, none where the office has written last in none of them.
    """
    written = [row.pk for row in rows if row.is_open and row.message_from == BY_OFFICE]
    if not written:
        return frozenset()
    messages = Event.objects.filter(still_stands(), dossier__in=written, action__in=(acts.TO_OFFICE, acts.TO_APPLICANT))
    said: dict[int, list[str]] = {}
    for pk, action in messages.order_by("dossier", "sequence").values_list("dossier", "action"):
        said.setdefault(pk, []).append(action)
    return frozenset(pk for pk in written if said[pk][-2:] != [acts.TO_OFFICE, acts.TO_APPLICANT])


def _entries(opened: Opened, names: Sequence[str], named: frozenset[int] = frozenset()) -> list[Entry]:
    machine, events = opened.dossier.machine, opened.events
    settled = max((event.sequence for event in events if event.action in (acts.TO_APPLICANT, acts.SETTLE)), default=0)
    return [
        replace(_entry(machine, event, settled), is_new=event.pk in named) for event in events if event.action in names
    ]


def _entry(machine: Machine, event: Event, settled: int) -> Entry:
    by_applicant = event.action == acts.TO_OFFICE
    return Entry(
        at=event.at,
        author=event.author,
        role=event.role,
        unit=event.unit.name(get_language()) if event.unit else "",
        about=_place(machine, facts_of(event).about),
        text=words_of(event.payload).message,
        files=list(event.attachments.all()),
        erased=event.payload.content is None,
        by_applicant=by_applicant,
        waits=by_applicant and event.sequence > settled,
    )


def _place(machine: Machine, name: str) -> str:
    component = machine.component(name) if name else None
    if component:
        return place_of_paper(component)
    return next((place_of_answer(question) for question in machine.questions if question.name == name), "")
