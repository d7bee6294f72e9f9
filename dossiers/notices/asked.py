"""Mail to officers to whom a colleague brings dossiers, or of whom one asks to see to them: one for each person, whatever the divisions.

It says that a word came with it, but never the word, which stays in the house as that of a note does (ADR 0046).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from accounts.models import User
from accounts.roles import Role
from dossiers import acts, clock, outbox
from dossiers.display.links import absolute
from dossiers.log.arrivals import BACKWARDS
from dossiers.log.facts import facts_of, words_of
from dossiers.models import Dossier, Event, Opening
from dossiers.notices.officers import LISTED, News, deliver_each, locked_events, sent_by, waiting_with
from dossiers.notices.planned.deadlines import Due, whole_dues
from dossiers.notices.recipients import reminded_of
from dossiers.notices.reminders import SETTLED
from dossiers.outbox import Unfinished
from procedures.machine import LimitUnit, Text
from procedures.time.calendar import local

KINDS = outbox.REMINDED, outbox.ASSIGNED
SEEN = "nothing was sent: the dossier was opened, or had moved on, before the mail was due"


@dataclass(frozen=True, slots=True)
class Deadline:
    """A deadline of a dossier, and whether it has passed."""

    at: datetime
    is_late: bool


@dataclass(frozen=True, slots=True)
class Item:
    """A dossier of which somebody is reminded, or that somebody gets."""

    number: int
    code: str
    subject: str
    procedure: Text
    url: str
    answer: Deadline | None
    """By when the applicant is to be answered."""
    step: Deadline | None
    whole: Deadline | None
    """The appointment; in a pause the one that held before it, since none is in force."""
    is_paused: bool
    dates: tuple[Due, ...]
    """The appointment and what was promised beside it, each by its name."""


@dataclass(frozen=True, slots=True)
class Group:
    """What one colleague does with dossiers, with a word or without."""

    who: str
    """Empty for the system."""
    act: Text | None
    """What it is called."""
    at: datetime
    """When it was done with the first of them."""
    last_at: datetime
    """When with the last."""
    has_note: bool
    is_sent_back: bool
    """Whether they come back by it to who had them before."""
    items: tuple[Item, ...]

    @property
    def is_at_once(self) -> bool:
        """Say whether it was done with all of them in one minute, as it is written."""
        return f"{self.at:%Y%m%d%H%M}" == f"{self.last_at:%Y%m%d%H%M}"


@dataclass(frozen=True, slots=True)
class Asked(News[Item]):
    """What the mail to one person tells."""

    person: str
    groups: tuple[Group, ...]

    @property
    def is_sent_back(self) -> bool:
        """Say whether all that it tells of comes back."""
        return all(group.is_sent_back for group in self.groups)


type _Key = tuple[str, Text | None, bool, bool]
"""Who, by what, whether with a word, whether it comes back."""


def send(event: Event, kind: str, *, at: datetime) -> str | Unfinished:
    """Tell each person who has a dossier, and of all others that wait to be told of in the agency.

    Returns a remark if nobody could be told. Call it in a transaction. Raises ``OSError`` for what may go better later.
    """
    done = sent_by(event, kind)
    if done is None:
        return ""
    standing, settled = (_standing, SETTLED) if kind == outbox.REMINDED else (_still_there, SEEN)
    if not standing([event]):
        return settled
    waiting = waiting_with(event, kind, done).filter(event__dossier__agency=event.dossier.agency_id)
    others = standing(locked_events(waiting, "event__actor", "event__payload"))
    events = sorted([event, *others], key=lambda one: (one.dossier.nearest_at, one.dossier.code, one.sequence))
    people = reminded_of([one.dossier for one in events], local(at).date())
    named = {one: [person for person in people[one.dossier_id] if person.pk != one.actor_id] for one in events}
    if kind == outbox.ASSIGNED:
        # What was opened already counts to what was given, and nobody is told of that alone.
        unseen = {person for one in _unseen(events) for person in named[one]}
        if named[event] and unseen.isdisjoint(named[event]):
            return SEEN
        named = {one: [person for person in who if person in unseen] for one, who in named.items()}
    return deliver_each(event, kind, named, partial(_news, at=at), done=done, at=at)


def _standing(events: Sequence[Event]) -> list[Event]:
    """Return the events after which a dossier is still where it was then."""
    return [one for one in events if one.target == one.dossier.state and facts_of(one).unit == one.dossier.unit_id]


def _still_there(events: Sequence[Event]) -> list[Event]:
    """Return those by which it came to the case officer who has it still."""
    held = [one for one in _standing(events) if one.dossier.holder == Role.SPECIALIST]
    return [one for one in held if facts_of(one).assignee in (None, one.dossier.assignee_id)]


def _unseen(held: Sequence[Event]) -> list[Event]:
    """Return those of them that were not opened since."""
    opened = dict(
        Opening.objects.filter(dossier__in={one.dossier_id for one in held}).values_list("pk", "arrived_with")
    )
    return [one for one in held if opened.get(one.dossier_id, 0) < one.sequence]


def _news(person: User, events: Sequence[Event], *, at: datetime) -> Asked:
    # Of what came twice within the minutes there is one line.
    distinct = [*{event.dossier_id: event for event in events}.values()]
    listed = distinct[:LISTED]
    grouped: dict[_Key, list[Event]] = {}
    for event in listed:
        who, words = event.actor.get_full_name() if event.actor else "", words_of(event.payload)
        machine, has_note = event.dossier.machine, bool(words.note or words.reason)
        key = who, acts.label_of(machine, event.source, event.action), has_note, event.action.startswith(BACKWARDS)
        grouped.setdefault(key, []).append(event)
    groups = tuple(_groups(grouped, at))
    items = tuple(item for group in groups for item in group.items)
    return Asked(items, len(distinct) - len(listed), absolute("worklist"), person.get_full_name(), groups)


def _groups(grouped: Mapping[_Key, Sequence[Event]], at: datetime) -> Iterator[Group]:
    number = 0
    for (who, act, has_note, is_sent_back), events in grouped.items():
        items = tuple(_item(event.dossier, number + n, at) for n, event in enumerate(events, 1))
        number += len(items)
        times = [local(event.at) for event in events]
        yield Group(who, act, min(times), max(times), has_note, is_sent_back, items)


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
        is_paused=dossier.place.pause is not None,
        dates=whole_dues(dossier, at),
    )
