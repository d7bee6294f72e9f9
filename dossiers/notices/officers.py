"""Mail to officers, whatever it is about: one that speaks for several dossiers, by each channel that has not sent it yet."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import User
from dossiers.display.links import on_site
from dossiers.models import Dossier, Event, Notice, OutboxEntry
from dossiers.notices.channels import CHANNELS, each
from dossiers.notices.message import About, Message, message_id, written
from dossiers.notices.preferences import NOT_WANTED, chosen_by, language_of
from dossiers.outbox import Unfinished
from procedures.time.calendar import local

NO_ADDRESS = "nothing was sent: nobody who holds the dossier has an e-mail address"
MOST = 500
"""Events that one mail speaks for; what is beyond gets the next."""
LISTED = 50
"""Dossiers that a mail names; the work-list has the others."""
SEPARATOR = ", "
RECIPIENT_LENGTH = 254
"""Characters of addresses that a notice keeps."""


class Listed(Protocol):
    """A dossier that a mail names."""

    @property
    def url(self) -> str:
        """Where it is opened."""


@dataclass(frozen=True, slots=True)
class News[Item: Listed]:
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

    @property
    def url(self) -> str:
        """The address of the one dossier that it is about, or of the list of several."""
        return self.first.url if self.count == 1 else self.worklist


def sent_by(event: Event, kind: str) -> set[str] | None:
    """Return the channels that have sent a notice of an event; None where none is left."""
    done = set(event.notices.filter(kind=kind).values_list("channel", flat=True))
    return done if CHANNELS.keys() - done else None


def deliver(
    event: Event,
    kind: str,
    people: Sequence[User],
    gathered: Callable[[], tuple[Sequence[Event], News[Any]]],
    *,
    done: set[str],
    at: datetime,
) -> str | Unfinished:
    """Send one mail about some events, and what it tells, to officers, by each channel that has not sent it yet."""
    open_channels = [name for name in CHANNELS if name not in done]
    chosen = chosen_by(people)
    wanting = {name: [one for one in people if chosen[one.pk].wants(kind, name)] for name in open_channels}
    reached = {name: tuple(filter(None, map(CHANNELS[name].officer, who))) for name, who in wanting.items()}
    if not any(reached.values()):
        return NO_ADDRESS
    events, news = gathered()
    words, about = written(kind, news), _about(news, events)

    def send_by(name: str) -> str:
        if not reached[name]:
            return NO_ADDRESS if wanting[name] else NOT_WANTED
        language = language_of(chosen[one.pk] for one in wanting[name])
        message = Message(message_id(event, kind, name), reached[name], words, about, at, language=language, kind=kind)
        remark = CHANNELS[name].send(message)
        if not remark:
            Notice.objects.bulk_create([_notice(one, kind, name, message) for one in events])
        return remark

    return each(reached, send_by)


def deliver_each(
    event: Event,
    kind: str,
    named: Mapping[Event, Sequence[User]],
    news: Callable[[User, Sequence[Event]], News[Any]],
    *,
    done: set[str],
    at: datetime,
) -> str | Unfinished:
    """Send each officer one mail about the events of which that one is told, by each channel that has not sent it yet.

    ``named``: the event and those that go along, each with whom it concerns. An event is noted once it has reached one of
    these; where the sending breaks off, who had it gets it once more, under the same Message-ID.
    What is due on this day waits for no morning, and all that one person is told goes with it.
    """
    people = {person.pk: person for each_of in named.values() for person in each_of}.values()
    open_channels, chosen = [name for name in CHANNELS if name not in done], chosen_by(people)
    pressed = {person.pk for one, who in named.items() if _is_due(one.dossier, at) for person in who}
    if not named[event]:
        return NO_ADDRESS

    def letter_to(person: User, name: str, address: str) -> Message:
        own = [one for one, who in named.items() if person in who]
        tells = news(person, own)
        number = message_id(event, f"{kind}.{person.pk}", name)
        language = chosen[person.pk].language
        about = _about(tells, own)
        return Message(number, (address,), written(kind, tells), about, at, language=language, kind=kind)

    def send_by(name: str) -> str:
        sent, remarks = dict[int, Message](), dict[int, str]()
        wanting = [one for one in people if chosen[one.pk].wants(kind, name, is_due=one.pk in pressed)]
        for person in wanting:
            if address := CHANNELS[name].officer(person):
                letter = letter_to(person, name, address)
                remarks[person.pk] = CHANNELS[name].send(letter)
                sent |= {} if remarks[person.pk] else {person.pk: letter}
        Notice.objects.bulk_create(
            _notice(one, kind, name, replace(letters[0], to=tuple(letter.to[0] for letter in letters)))
            for one, who in named.items()
            if (letters := [sent[person.pk] for person in who if person.pk in sent])
        )
        own = [remarks[person.pk] for person in named[event] if person.pk in remarks]
        why_none = NO_ADDRESS if {*named[event]} & {*wanting} else NOT_WANTED
        return "" if "" in own else "; ".join(sorted({*own})) or why_none

    return each(open_channels, send_by)


def _is_due(dossier: Dossier, at: datetime) -> bool:
    """Say whether its step, or its date, ends on the day of ``at`` or has ended: the mail of the next morning would be too late."""
    ends = [one for one in (dossier.step_due_at, dossier.due_at) if one]
    return any(local(one).date() <= local(at).date() for one in ends)


def waiting_with(event: Event, kind: str, done: set[str]) -> QuerySet[OutboxEntry]:
    """Return the entries of other events whose notice of a kind waits, by all channels but those that have sent it."""
    sent = Notice.objects.filter(event=OuterRef("event"), kind=kind)
    by_these = [Exists(sent.filter(channel=name)) for name in sorted(done)]
    by_others = Exists(sent.exclude(channel__in=done))
    return OutboxEntry.objects.filter(*by_these, ~by_others, kind=kind, done_at=None).exclude(event=event)


def locked_events(waiting: QuerySet[OutboxEntry], *related: str) -> list[Event]:
    """Return the events of the first entries, locked until the transaction ends: no other process tells of them meanwhile."""
    locked = waiting.select_for_update(skip_locked=True, of=("self",)).order_by("id")
    rows = locked.select_related("event__dossier__version", *related).defer("event__dossier__version__text")
    return [entry.event for entry in rows[: MOST - 1]]


def _about(news: News[Any], events: Sequence[Event]) -> About:
    return About(on_site(news.url), tuple(dict.fromkeys(event.dossier_id for event in events)))


def _notice(event: Event, kind: str, channel: str, message: Message) -> Notice:
    return Notice(
        event=event,
        dossier=event.dossier,
        kind=kind,
        channel=channel,
        recipient=_that_fit(message.to),
        subject=message.words.subject.vi,
        message_id=message_id(event, kind, channel),
        sent_at=message.at,
    )


def _that_fit(addresses: Sequence[str]) -> str:
    """Return the addresses as one text, the last ones left out where the column ends."""
    text = SEPARATOR.join(addresses)
    return text if len(text) <= RECIPIENT_LENGTH else text[:RECIPIENT_LENGTH].rpartition(SEPARATOR)[0]
