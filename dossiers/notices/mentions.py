"""Mail to the colleagues whom a note names: which dossiers, and by whom, but never the note, which stays in the house.

Notes that name the same people within a few minutes are one mail.
"""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from accounts.seats import seats_of
from dossiers import outbox
from dossiers.display.links import absolute
from dossiers.log.facts import facts_of, naming
from dossiers.models import Dossier, Event, Mention
from dossiers.notices.officers import LISTED, News, deliver, locked_events, sent_by, waiting_with
from dossiers.outbox import Unfinished
from procedures.machine import Text
from procedures.time.calendar import local

SEEN = "nothing was sent: all who were named have opened the dossier, or may not see it any more"


@dataclass(frozen=True, slots=True)
class Item:
    """A dossier with a note."""

    code: str
    subject: str
    procedure: Text
    url: str
    author: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Named(News[Item]):
    """What the mail tells; the dossier of the first note is the first."""

    people: tuple[str, ...]


def send(event: Event, *, at: datetime) -> str | Unfinished:
    """Tell of a note, and of those that wait with it; return a remark if nobody could be told.

    Call it in a transaction. Raises ``OSError`` for what may go better at another time.
    """
    kind = outbox.MENTIONED
    done = sent_by(event, kind)
    if done is None:
        return ""
    people = _unseen(event, at)
    if not people:
        return SEEN

    def gathered() -> tuple[list[Event], Named]:
        events = _gathered(event, people, done, at)
        first = {one.dossier_id: one for one in reversed(events)}
        items = tuple(_item(one) for one in sorted(first.values(), key=lambda one: one.pk)[:LISTED])
        names = tuple(person.get_full_name() for person in people)
        return events, Named(items, len(first) - len(items), f"{absolute('worklist')}?list=mentioned", names)

    return deliver(event, kind, people, gathered, done=done, at=at)


def _unseen(event: Event, at: datetime) -> list[User]:
    """Return whom a note names that have not opened the dossier since, and still may."""
    waiting = Mention.objects.filter(event=event, seen_at=None, person__is_active=True).select_related("person")
    people, on = [mention.person for mention in waiting.order_by("person")], local(at).date()
    visible, pk = Dossier.objects.visible_to, event.dossier_id
    return [person for person in people if visible(seats_of(person, on)).filter(pk=pk).exists()]


def _gathered(event: Event, people: list[User], done: set[str], at: datetime) -> list[Event]:
    """Return the event and those that name the same people, in their order; their entries are locked until the end."""
    same = waiting_with(event, outbox.MENTIONED, done).filter(naming(facts_of(event).mentions))
    others = [one for one in locked_events(same, "event__actor") if _unseen(one, at) == people]
    return sorted([event, *others], key=lambda one: one.pk)


def _item(event: Event) -> Item:
    dossier = event.dossier
    author = event.actor.get_full_name() if event.actor else ""
    url = absolute("desk_file", dossier.code)
    return Item(dossier.code, dossier.subject, dossier.machine.name, url, author, local(event.at))
