"""Mail to officers of whom a colleague asks to see to dossiers: one for each person, whatever the divisions.

It says that a word came with it, but never the word, which stays in the house as that of a note does (ADR 0046).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from dossiers import clock, outbox
from dossiers.display.links import absolute
from dossiers.log.facts import facts_of, words_of
from dossiers.models import Dossier, Event
from dossiers.notices.officers import LISTED, News, deliver_each, locked_events, sent_by, waiting_with
from dossiers.notices.recipients import reminded_of
from dossiers.notices.reminders import SETTLED
from dossiers.outbox import Unfinished
from procedures.machine import LimitUnit, Text
from procedures.time.calendar import local


@dataclass(frozen=True, slots=True)
class Deadline:
    """A deadline of a dossier, and whether it has passed."""

    at: datetime
    is_late: bool


@dataclass(frozen=True, slots=True)
class Item:
    """A dossier of which somebody is reminded."""

    number: int
    code: str
    subject: str
    procedure: Text
    url: str
    answer: Deadline | None
    """By when the applicant is to be answered."""
    step: Deadline | None
    whole: Deadline | None


@dataclass(frozen=True, slots=True)
class Group:
    """What one colleague reminds of, with a word or without."""

    who: str
    at: datetime
    """When the first of them was reminded of."""
    has_note: bool
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Asked(News[Item]):
    """What the mail to one person tells."""

    person: str
    groups: tuple[Group, ...]


def send(event: Event, *, at: datetime) -> str | Unfinished:
    """Remind each person who has a dossier, and of all others that wait to be reminded of in the agency.

    Returns a remark if nobody could be told. Call it in a transaction. Raises ``OSError`` for what may go better later.
    """
    kind = outbox.REMINDED
    done = sent_by(event, kind)
    if done is None:
        return ""
    if not _still_stands(event):
        return SETTLED
    waiting = waiting_with(event, kind).filter(event__dossier__agency=event.dossier.agency_id)
    others = [one for one in locked_events(waiting, "event__actor", "event__payload") if _still_stands(one)]
    events = sorted([event, *others], key=lambda one: (one.dossier.nearest_at, one.dossier.code))
    people = reminded_of([one.dossier for one in events], local(at).date())
    named = {one: people[one.dossier_id] for one in events}
    return deliver_each(event, kind, named, lambda person, own: _news(person, own, at), done=done, at=at)


def _still_stands(event: Event) -> bool:
    """Say whether a dossier is still where it was when its holder was reminded."""
    return event.target == event.dossier.state and facts_of(event).unit == event.dossier.unit_id


def _news(person: User, events: Sequence[Event], at: datetime) -> Asked:
    listed = events[:LISTED]
    grouped: dict[tuple[str, bool], list[Event]] = {}
    for event in listed:
        who = event.actor.get_full_name() if event.actor else ""
        grouped.setdefault((who, bool(words_of(event.payload).note)), []).append(event)
    groups = tuple(_groups(grouped, at))
    items = tuple(item for group in groups for item in group.items)
    return Asked(items, len(events) - len(listed), absolute("worklist"), person.get_full_name(), groups)


def _groups(grouped: Mapping[tuple[str, bool], Sequence[Event]], at: datetime) -> Iterator[Group]:
    number = 0
    for (who, has_note), events in grouped.items():
        items = tuple(_item(event.dossier, number + n, at) for n, event in enumerate(events, 1))
        number += len(items)
        yield Group(who, local(min(event.at for event in events)), has_note, items)


def _item(dossier: Dossier, number: int, at: datetime) -> Item:
    step, answer = dossier.step_due_at, dossier.answer_due_at if dossier.owes_answer else None
    return Item(
        number,
        dossier.code,
        dossier.subject,
        dossier.machine.name,
        absolute("desk_file", dossier.code),
        Deadline(local(answer), dossier.answer_is_late(at)) if answer else None,
        Deadline(local(step), clock.is_late(step, at, LimitUnit.WORKING_HOUR)) if step else None,
        Deadline(local(dossier.due_at), dossier.is_late(at)) if dossier.due_at else None,
    )
