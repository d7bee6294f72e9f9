"""The one mail of a day of those applicants who have chosen it: what no law asks to be told at once, as far as it was not read.

It says nothing that the site does not say already, so it goes by mail alone, to the address of the account, once that is confirmed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse

from accounts.models import User
from dossiers.commands.deciding import collecting
from dossiers.display.links import absolute
from dossiers.models import InboxItem, MailChoice
from dossiers.models.dispatch import MAIL
from dossiers.notices import addresses
from dossiers.notices.channels import CHANNELS
from dossiers.notices.kinds import DAILY, NOTICES, UNCOLLECTED
from dossiers.notices.message import About, Message, known_as, written
from dossiers.notices.preferences import Choice, chosen_by
from dossiers.outbox import MESSAGE
from procedures.machine import Text
from procedures.time.calendar import LOCAL, local

TEMPLATE = "daily"
HOUR = 17
"""From when on it goes out, on every day: the office's own choice, no law's. What comes later is in the next one."""
LISTED = 50
"""Notices that a mail names; the page of notices has the others."""
FIRST = timedelta(days=1)
"""How far the first mail of all looks back."""


@dataclass(frozen=True, slots=True)
class Item:
    """A notice that the mail names."""

    subject: Text
    at: datetime
    url: str
    is_message: bool = False
    """Whether the office has written, which its subject does not say: that is read at the address."""


@dataclass(frozen=True, slots=True)
class Day:
    """What the mail of a day tells one person."""

    person: User
    to: str
    language: str
    """Empty for both in one mail."""
    on: date
    notices: tuple[Item, ...]
    more: int
    """Notices that are not listed."""

    @property
    def inbox(self) -> str:
        """Where all notices wait."""
        return absolute("inbox")


def due(now: datetime) -> QuerySet[MailChoice]:
    """Narrow to the choices of those whose mail of this day has not gone out, once its hour has come; of nobody before."""
    opens = datetime.combine(local(now).date(), time(HOUR), LOCAL)
    if now < opens:
        return MailChoice.objects.none()
    return MailChoice.objects.filter(Q(daily_at=None) | Q(daily_at__lt=opens), daily=True, person__is_active=True)


def days_of(choices: Sequence[MailChoice], now: datetime) -> list[Day]:
    """Return the day of each who has news and can be written to."""
    people = [one.person for one in choices]
    chosen = chosen_by(people)
    found = (_day(one, chosen[one.person_id], now) for one in choices)
    return [day for day in found if day]


def note(people: Sequence[User], now: datetime) -> None:
    """Note that people were told, or that there was nothing to say."""
    MailChoice.objects.filter(person__in=people).update(daily_at=now)


def tell(day: Day, now: datetime) -> None:
    """Send a day to its person; that it was sent is committed with the sending, as ``morning.tell`` does. Raises ``OSError``."""
    number = known_as(TEMPLATE, f"{day.on:%Y%m%d}", day.person.pk)
    about = About(reverse("inbox"), ())
    with transaction.atomic():
        note([day.person], now)
        CHANNELS[MAIL].send(Message(number, (day.to,), written(TEMPLATE, day), about, now, language=day.language))


def _day(row: MailChoice, choice: Choice, now: datetime) -> Day | None:
    wanted = [kind for kind in DAILY if NOTICES[kind].group not in choice.off]
    items = InboxItem.objects.filter(person=row.person_id, read_at=None, kind__in=wanted)
    new = items.filter(sent_at__gt=row.daily_at or now - FIRST)
    new = new.exclude(pk__in=_over(new)).defer("body_vi", "body_en").order_by("-pk")
    listed = [_item(one) for one in new[:LISTED]]
    at = addresses.standing(row.person, row.person.email.strip().lower())
    if not listed or not at.is_confirmed:
        return None
    return Day(row.person, at.address, choice.language, local(now).date(), tuple(listed), new.count() - len(listed))


def _item(one: InboxItem) -> Item:
    url = settings.PUBLIC_URL + one.path
    return Item(one.subject, local(one.sent_at), url, is_message=one.kind == MESSAGE)


def _over(items: QuerySet[InboxItem]) -> list[int]:
    """Return which notices tell of a result that waits, and it does no longer: it was fetched, or sent by post."""
    told = dict(items.filter(kind=UNCOLLECTED).values_list("pk", "dossiers"))
    known = {pk for dossiers in told.values() for pk in dossiers}
    over = known - set(collecting.waiting().filter(pk__in=known).values_list("pk", flat=True)) if known else known
    return [pk for pk, dossiers in told.items() if over.intersection(dossiers)]
