"""Mail to the colleagues whom a note names: which dossiers, and by whom, but never the note, which stays in the house.

Notes that name the same people within a few minutes are one mail.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef

from accounts.models import User
from accounts.seats import seats_of
from dossiers import outbox
from dossiers.display.links import absolute
from dossiers.log.facts import facts_of, naming
from dossiers.models import Dossier, Event, Mention, Notice, OutboxEntry
from dossiers.notices.channels import CHANNELS
from dossiers.notices.reminders import LISTED, MOST, deliver
from dossiers.outbox import Unfinished
from procedures.machine import Text
from procedures.time.calendar import local

SEEN = "nothing was sent: all who were named have opened the dossier, or may not see it any more"


@dataclass(frozen=True, slots=True)
class Item:
    """A dossier with a note."""

    code: str
    procedure: Text
    url: str
    author: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Named:
    """What the mail tells."""

    people: tuple[str, ...]
    items: tuple[Item, ...]
    more: int
    worklist: str

    @property
    def count(self) -> int:
        """How many dossiers it is about."""
        return len(self.items) + self.more

    @property
    def first(self) -> Item:
        """The dossier of the first note."""
        return self.items[0]


def send(event: Event, *, at: datetime) -> str | Unfinished:
    """Tell of a note, and of those that wait with it; return a remark if nobody could be told.

    Call it in a transaction. Raises ``OSError`` for what may go better at another time.
    """
    kind = outbox.MENTIONED
    done = set(event.notices.filter(kind=kind).values_list("channel", flat=True))
    if not CHANNELS.keys() - done:
        return ""
    people = _unseen(event, at)
    if not people:
        return SEEN

    def gathered() -> tuple[list[Event], Named]:
        events = _gathered(event, people, at)
        first = {one.dossier_id: one for one in reversed(events)}
        items = tuple(_item(one) for one in sorted(first.values(), key=lambda one: one.pk)[:LISTED])
        names = tuple(person.get_full_name() for person in people)
        return events, Named(names, items, len(first) - len(items), f"{absolute('worklist')}?list=mentioned")

    return deliver(event, kind, people, gathered, done=done, at=at)


def _unseen(event: Event, at: datetime) -> list[User]:
    """Return whom a note names that have not opened the dossier since, and still may."""
    waiting = Mention.objects.filter(event=event, seen_at=None, person__is_active=True).select_related("person")
    people, on = [mention.person for mention in waiting.order_by("person")], local(at).date()
    visible, pk = Dossier.objects.visible_to, event.dossier_id
    return [person for person in people if visible(seats_of(person, on)).filter(pk=pk).exists()]


def _gathered(event: Event, people: list[User], at: datetime) -> list[Event]:
    """Return the event and those that name the same people, in their order; their entries are locked until the end."""
    told = Notice.objects.filter(event=OuterRef("event"), kind=outbox.MENTIONED)
    waiting = OutboxEntry.objects.filter(~Exists(told), kind=outbox.MENTIONED, done_at=None).exclude(event=event)
    same = waiting.filter(naming(facts_of(event).mentions))
    locked = same.select_for_update(skip_locked=True, of=("self",)).order_by("id")
    rows = locked.select_related("event__dossier__version", "event__actor").defer("event__dossier__version__text")
    others = [entry.event for entry in rows[: MOST - 1] if _unseen(entry.event, at) == people]
    return sorted([event, *others], key=lambda one: one.pk)


def _item(event: Event) -> Item:
    dossier = event.dossier
    author = event.actor.get_full_name() if event.actor else ""
    return Item(dossier.code, dossier.machine.name, absolute("desk_file", dossier.code), author, local(event.at))
