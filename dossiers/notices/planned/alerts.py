"""Mail to those who answer for a unit: how the week went, and what warns. It names no dossier and nobody in one."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from accounts.models import Unit, User
from dossiers.display.links import on_site
from dossiers.models import Alert, AlertKind, AlertMail
from dossiers.notices.channels import CHANNELS
from dossiers.notices.message import About, Message, known_as, of_many, written
from dossiers.reports.alerts.digest import Digest
from dossiers.reports.alerts.words import warned
from procedures.machine import Text
from procedures.time.calendar import LOCAL

SEVERAL = "warnings"
"""The template of a mail about several warnings."""


@dataclass(frozen=True, slots=True)
class Thing:
    """What somebody is told of; ``key`` is what of its kind it is."""

    unit: Unit
    kind: AlertKind
    key: str

    def __str__(self) -> str:
        return f"{self.kind}.{self.unit.pk}.{self.key}"


@dataclass(frozen=True, slots=True)
class Telling:
    """What one person is to be told in one message, by which channel."""

    things: tuple[Thing, ...]
    person: User
    channel: str

    @property
    def template(self) -> str:
        """The template of the message."""
        return self.things[0].kind if len(self.things) == 1 else SEVERAL

    @property
    def message_id(self) -> str:
        """The same at every attempt to tell the same."""
        names = (SEVERAL, of_many(self.things)) if len(self.things) > 1 else self.things
        return known_as(*names, self.person.pk, self.channel)


@dataclass(frozen=True, slots=True)
class News:
    """What warns, in both languages, with the address where it is seen."""

    unit: Unit
    sentence: Text
    url: str


@dataclass(frozen=True, slots=True)
class Warnings:
    """All that warns of which somebody is not told yet."""

    all: Sequence[News]

    @property
    def units(self) -> Sequence[Unit]:
        """The units that it is about, each once."""
        return list(dict.fromkeys(one.unit for one in self.all))


type Of = News | Warnings | Digest
"""What is told of a thing, or of several."""


def together(tellings: Iterable[Telling]) -> list[Telling]:
    """Return tellings with all warnings of one person in one message; how a week went is a message of its own."""
    found: dict[tuple[User, str], tuple[Thing, ...]] = {}
    alone = []
    for one in tellings:
        if any(thing.kind is AlertKind.DIGEST for thing in one.things):
            alone.append(one)
        else:
            found[one.person, one.channel] = (*found.get((one.person, one.channel), ()), *one.things)
    return [*alone, *(Telling(things, person, channel) for (person, channel), things in found.items())]


def untold(tellings: Iterable[Telling]) -> list[Telling]:
    """Return tellings without what their people were told before; those of which nothing is left are left out."""
    wanted = list(tellings)
    keys = {thing.key for one in wanted for thing in one.things}
    done = AlertMail.objects.filter(key__in=keys)
    sent = set(done.values_list("unit", "kind", "key", "person", "channel"))

    def is_new(one: Telling, thing: Thing) -> bool:
        return (thing.unit.pk, thing.kind, thing.key, one.person.pk, one.channel) not in sent

    new = (replace(one, things=tuple(thing for thing in one.things if is_new(one, thing))) for one in wanted)
    return [one for one in new if one.things]


def news_of(alert: Alert, now: datetime) -> News:
    """Return what a mail tells of an alert."""
    shown = {}
    for language in ("vi", "en"):
        with translation.override(language):
            shown[language] = warned(alert, now.astimezone(LOCAL).date())
    sentence = Text(shown["vi"].sentence, shown["en"].sentence)
    return News(alert.unit, sentence, settings.PUBLIC_URL + shown["vi"].path)


def tell(telling: Telling, news: Callable[[Telling], Of], *, at: datetime) -> bool:
    """Send one message about what was not told; say whether it has gone out now.

    That it was sent is committed with the sending, as notices are: after a kill in between it goes out again with the
    same Message-ID. Raises ``OSError`` for what may go better at another time.
    """
    channel = CHANNELS[telling.channel]
    to = channel.officer(telling.person)
    left = untold([telling]) if to else []
    if not left:
        return False
    [new] = left
    what = news(new)
    words = written(new.template, what)
    with transaction.atomic():
        AlertMail.objects.bulk_create(_sent(new, thing, words.subject.vi, at) for thing in new.things)
        return not channel.send(Message(new.message_id, (to,), words, About(_path_of(what), ()), at))


def _path_of(what: Of) -> str:
    """Return where on this site it is seen: where several things are, on the page of figures."""
    return reverse("dashboard") if isinstance(what, Warnings) else on_site(what.url)


def _sent(telling: Telling, thing: Thing, subject: str, at: datetime) -> AlertMail:
    return AlertMail(
        unit=thing.unit,
        kind=thing.kind,
        key=thing.key,
        person=telling.person,
        channel=telling.channel,
        subject=subject,
        message_id=telling.message_id,
        sent_at=at,
    )
