"""Mail to officers, whatever it is about: one that speaks for several dossiers, by each channel that has not sent it yet."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import User
from dossiers.models import Event, Notice, OutboxEntry
from dossiers.notices.channels import CHANNELS, each
from dossiers.notices.message import Message, message_id, written
from dossiers.outbox import Unfinished

NO_ADDRESS = "nothing was sent: nobody who holds the dossier has an e-mail address"
MOST = 500
"""Events that one mail speaks for; what is beyond gets the next."""
LISTED = 50
"""Dossiers that a mail names; the work-list has the others."""
SEPARATOR = ", "
RECIPIENT_LENGTH = 254
"""Characters of addresses that a notice keeps."""


@dataclass(frozen=True, slots=True)
class News[Item]:
    """What a mail tells of several dossiers."""

    items: tuple[Item, ...]
    more: int
    """Dossiers that are not listed."""
    worklist: str
    """The address of the list that has them."""

    @property
    def count(self) -> int:
        """How many dossiers it is about."""
        return len(self.items) + self.more

    @property
    def first(self) -> Item:
        """The first of them."""
        return self.items[0]


def sent_by(event: Event, kind: str) -> set[str] | None:
    """Return the channels that have sent a notice of an event; None where none is left."""
    done = set(event.notices.filter(kind=kind).values_list("channel", flat=True))
    return done if CHANNELS.keys() - done else None


def deliver(
    event: Event,
    kind: str,
    people: Sequence[User],
    gathered: Callable[[], tuple[Sequence[Event], object]],
    *,
    done: set[str],
    at: datetime,
) -> str | Unfinished:
    """Send one mail about some events, and what it tells, to officers, by each channel that has not sent it yet."""
    open_channels = CHANNELS.keys() - done
    addresses = {name: tuple(filter(None, map(CHANNELS[name].officer, people))) for name in sorted(open_channels)}
    reached = {name: to for name, to in addresses.items() if to}
    if not reached:
        return "" if done else NO_ADDRESS
    events, news = gathered()
    subject, body = written(kind, news)

    def send_by(name: str) -> str:
        message = Message(message_id(event, kind, name), reached[name], subject, body)
        remark = CHANNELS[name].send(message)
        if not remark:
            Notice.objects.bulk_create([_notice(one, kind, name, message, at) for one in events])
        return remark

    came_of_it = each(reached, send_by)
    return "" if done and isinstance(came_of_it, str) else came_of_it


def deliver_each(
    event: Event,
    kind: str,
    named: Mapping[Event, Sequence[User]],
    news: Callable[[User, Sequence[Event]], object],
    *,
    done: set[str],
    at: datetime,
) -> str | Unfinished:
    """Send each officer one mail about the events of which that one is told, by each channel that has not sent it yet.

    ``named``: the event and those that go along, each with whom it concerns. An event is noted once it has reached one of
    these; where the sending breaks off, who had it gets it once more, under the same Message-ID.
    """
    people = {person.pk: person for each_of in named.values() for person in each_of}.values()
    open_channels = sorted(CHANNELS.keys() - done)
    reached = [name for name in open_channels if any(filter(None, map(CHANNELS[name].officer, named[event])))]
    if not reached:
        return "" if done else NO_ADDRESS

    def send_by(name: str) -> str:
        sent, remarks = dict[int, Message](), dict[int, str]()
        for person in people:
            if address := CHANNELS[name].officer(person):
                subject, body = written(kind, news(person, [one for one, who in named.items() if person in who]))
                letter = Message(message_id(event, f"{kind}.{person.pk}", name), (address,), subject, body)
                remarks[person.pk] = CHANNELS[name].send(letter)
                sent |= {} if remarks[person.pk] else {person.pk: letter}
        Notice.objects.bulk_create(
            _notice(one, kind, name, replace(letters[0], to=tuple(letter.to[0] for letter in letters)), at)
            for one, who in named.items()
            if (letters := [sent[person.pk] for person in who if person.pk in sent])
        )
        own = [remarks[person.pk] for person in named[event] if person.pk in remarks]
        return "" if "" in own else "; ".join(sorted({*own}))

    came_of_it = each(reached, send_by)
    return "" if done and isinstance(came_of_it, str) else came_of_it


def waiting_with(event: Event, kind: str) -> QuerySet[OutboxEntry]:
    """Return the entries of other events whose notice of a kind waits."""
    told = Notice.objects.filter(event=OuterRef("event"), kind=kind)
    return OutboxEntry.objects.filter(~Exists(told), kind=kind, done_at=None).exclude(event=event)


def locked_events(waiting: QuerySet[OutboxEntry], *related: str) -> list[Event]:
    """Return the events of the first entries, locked until the transaction ends: no other process tells of them meanwhile."""
    locked = waiting.select_for_update(skip_locked=True, of=("self",)).order_by("id")
    rows = locked.select_related("event__dossier__version", *related).defer("event__dossier__version__text")
    return [entry.event for entry in rows[: MOST - 1]]


def _notice(event: Event, kind: str, channel: str, message: Message, at: datetime) -> Notice:
    return Notice(
        event=event,
        dossier=event.dossier,
        kind=kind,
        channel=channel,
        recipient=_that_fit(message.to),
        subject=message.subject,
        message_id=message_id(event, kind, channel),
        sent_at=at,
    )


def _that_fit(addresses: Sequence[str]) -> str:
    """Return the addresses as one text, the last ones left out where the column ends."""
    text = SEPARATOR.join(addresses)
    return text if len(text) <= RECIPIENT_LENGTH else text[:RECIPIENT_LENGTH].rpartition(SEPARATOR)[0]
