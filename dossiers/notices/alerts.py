"""Mail to those who answer for a unit: how the week went, and what warns. It names no dossier and nobody in one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import translation

from accounts.models import Unit, User
from dossiers.models import Alert, AlertKind, AlertMail
from dossiers.notices.channels import CHANNELS
from dossiers.notices.message import Message, written
from dossiers.reports.alerts.words import warned
from procedures.machine import Text
from procedures.time.calendar import LOCAL


@dataclass(frozen=True, slots=True)
class Telling:
    """What one person is to be told, by which channel; ``key`` is what of its kind it is."""

    unit: Unit
    kind: AlertKind
    key: str
    person: User
    channel: str

    @property
    def names(self) -> dict[str, object]:
        """What makes it one, as the columns of ``AlertMail``."""
        return {"unit": self.unit, "kind": self.kind, "key": self.key, "person": self.person, "channel": self.channel}

    @property
    def message_id(self) -> str:
        """The same at every attempt."""
        return f"<{self.kind}.{self.unit.pk}.{self.key}.{self.person.pk}.{self.channel}@{settings.MAIL_DOMAIN}>"


@dataclass(frozen=True, slots=True)
class News:
    """What warns, in both languages, with the address where it is seen."""

    unit: Unit
    sentence: Text
    url: str


def news_of(alert: Alert, now: datetime) -> News:
    """Return what a mail tells of an alert."""
    shown = {}
    for language in ("vi", "en"):
        with translation.override(language):
            shown[language] = warned(alert, now.astimezone(LOCAL).date())
    sentence = Text(shown["vi"].sentence, shown["en"].sentence)
    return News(alert.unit, sentence, settings.PUBLIC_URL + shown["vi"].path)


def tell(telling: Telling, news: Callable[[], object], *, at: datetime) -> bool:
    """Send one message if it was not sent; say whether it has gone out now.

    That it was sent is committed with the sending, as notices are: after a kill in between it goes out again with the
    same Message-ID. Raises ``OSError`` for what may go better at another time.
    """
    channel = CHANNELS[telling.channel]
    to = channel.officer(telling.person)
    if not to or AlertMail.objects.filter(**telling.names).exists():
        return False
    subject, body = written(telling.kind, news())
    with transaction.atomic():
        AlertMail.objects.create(**telling.names, subject=subject, message_id=telling.message_id, sent_at=at)
        return not channel.send(Message(telling.message_id, (to,), subject, body))
