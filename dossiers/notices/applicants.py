"""Telling the applicant: what happened to a dossier, what to do next and by when, in two languages.

A notice is recorded once for each channel; the message itself goes out at least once.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse

from dossiers.calendars.said import OF_DAYS
from dossiers.display.agency.closed import closing_words, promised
from dossiers.display.links import absolute, on_site
from dossiers.filing.counter import joining, people
from dossiers.log.facts import facts_of
from dossiers.models import Dossier, Event, Notice
from dossiers.models.dispatch import SITE
from dossiers.notices.channels import CHANNELS, each
from dossiers.notices.contents import moved_place, since
from dossiers.notices.contents.closed_then import closed_on
from dossiers.notices.contents.enclosed import letter_of, named_in
from dossiers.notices.contents.place_news import place_news_of
from dossiers.notices.message import About, Attached, Message, Words, message_id, written
from dossiers.notices.occasions import News, news_of
from dossiers.notices.preferences import NOT_WANTED, chosen_by
from dossiers.notices.texts import queue
from dossiers.outbox import (
    FEE_DUE,
    HANDED_BACK,
    NOTICES,
    OVERTAKEN,
    POST_NUMBER,
    RECEIVING_CHANGED,
    RESUMED,
    SUPPLY_PLACE_MOVED,
    Unfinished,
)
from dossiers.papers.parties import Applicant
from procedures.machine import Status
from procedures.time.calendar import local

NOTHING_DUE = "nothing was sent: what fell due was paid, waived or let pass meanwhile"
NEVER_TOLD = "nothing was sent: no notice has named the number of before"
READY = NOTICES[Status.RESULT_READY]
REMARKS: Mapping[str, str] = {
    RESUMED: "nothing was sent: the applicant has been told that the dossier goes on",
    NOTICES[Status.WITHDRAWN]: "nothing was sent: the applicant has been told that the dossier was withdrawn",
    NOTICES[Status.RETURNED]: "nothing was sent: the applicant has been told that the result was handed over",
}
"""What is remarked on a notice that a later one of this kind overtook."""


def send(event: Event, kind: str, *, at: datetime) -> str | Unfinished:
    """Send a notice by each channel and record it, unless that was done before. Return remarks where none could be sent.

    Call it in a transaction. Raises ``OSError`` for what may go better at another time.
    """
    done = set(event.notices.filter(kind=kind).values_list("channel", flat=True))
    open_channels = [name for name in CHANNELS if name not in done]
    if not open_channels:
        return ""
    if remark := _overtaken(event, kind):
        return remark
    news = news_of(event)
    if kind in moved_place.WHY_NOT_SENT:
        if remark := moved_place.WHY_NOT_SENT[kind](event, at):
            return remark
        news = _as_promised(news, event, kind, at)
    if kind == POST_NUMBER and not _knew_another_number(event):
        return NEVER_TOLD
    if kind == FEE_DUE and news.ways is None:
        return NOTHING_DUE
    news = _with_since(news, event, kind, at)
    wording = wording_for(event.dossier, kind, replace(news, enclosed=named_in(kind, letter_of(event, kind))))
    queue.put_down(event, kind, wording.words, at=at)
    return each(open_channels, lambda channel: _send_by(channel, event, kind, (news.applicant, wording), at))


@dataclass(frozen=True, slots=True)
class Wording:
    """What a notice says to its applicant, and where its button leads."""

    words: Words
    url: str
    dossier: Dossier

    def about(self, channel: str) -> About:
        """Return what a message of a channel tells of: what waits on the site leads to the dossier, whoever is joined with it later."""
        path = reverse("dossier", args=[self.dossier.code]) if channel == SITE else on_site(self.url)
        return About(path, (self.dossier.pk,))


def wording_for(dossier: Dossier, kind: str, news: News) -> Wording:
    """Return what a notice says: who filed at the counter and has no account is led to what everybody may look up."""
    if not people.is_alone(dossier):
        return Wording(written(kind, news), news.url, dossier)
    address = f"{absolute('lookup')}?{urlencode({'code': dossier.code})}"
    return Wording(written(kind, replace(news, url=address), has_account=False), address, dossier)


def _overtaken(event: Event, kind: str) -> str:
    """Return a remark where a later notice was sent first that says all of this one; of who stands at the counter it is sent at once.

    A result with a paper of its own is sent with that.
    """
    by = OVERTAKEN.get(kind)
    if by is None:
        return ""
    later = Notice.objects.filter(dossier=event.dossier_id, event__sequence__gt=event.sequence, kind=by)
    is_overtaken = later.exists() and not (kind == READY and _attached(event, kind))
    return REMARKS[by] if is_overtaken else ""


def _knew_another_number(event: Event) -> bool:
    """Say whether a notice had named the number of an item when it was put right: a later one names the right one."""
    told = Notice.objects.filter(dossier=event.dossier_id, kind__in=(HANDED_BACK, NOTICES[Status.RETURNED]))
    return told.filter(event__sequence=facts_of(event).mends, sent_at__lte=event.at).exists()


def _as_promised(news: News, event: Event, kind: str, at: datetime) -> News:
    """Return what is told of a dossier as of the days that its applicant was told last, whatever the event said."""
    day, until = promised(event.dossier), event.dossier.applicant_due_at
    office = replace(news.office, due=day and day.date())
    is_closed = closing_words(event.dossier, day, at) if day else None
    return replace(
        news,
        due_at=day,
        supply_by=until and local(until),
        office=office,
        closed_then=office.handed_out(is_closed) if is_closed or office.hours_then else None,
        place=place_news_of(event.dossier, at) if kind != SUPPLY_PLACE_MOVED else None,
        # What the event of the entry said of its days holds no more: it is no change of status that is told.
        handling=None,
    )


def _with_since(news: News, event: Event, kind: str, at: datetime) -> News:
    """Return what is told with what has come since, of a notice that names a day or says what may be changed still."""
    if kind == RECEIVING_CHANGED:
        return replace(news, since=since.ended_since(event, at))
    if kind in since.DATING:
        news = replace(news, **since.dated_of(event, at)._asdict())
    return _with_closing(news, event, at) if kind in OF_DAYS else news


def _with_closing(news: News, event: Event, at: datetime) -> News:
    """Return what is told of a day with that its place is closed then; where the day stands no more, a later notice says so of its own."""
    day = news.promised or news.due_at
    is_told = day is not None and news.since is None
    return replace(news, closed_then=closed_on(event.dossier, day, news.office, at) if day and is_told else None)


def _send_by(channel: str, event: Event, kind: str, what: tuple[Applicant, Wording], at: datetime) -> str:
    applicant, wording = what
    account = joining.account_of(event.dossier)
    choice = chosen_by([account])[account.pk]
    if not choice.wants(kind, channel):
        return NOT_WANTED
    recipient = CHANNELS[channel].applicant(applicant, account)
    if not recipient:
        return CHANNELS[channel].unreached(applicant, event.dossier, at)
    words, about = wording.words, wording.about(channel)
    attached = () if channel == SITE else _attached(event, kind)
    message = Message(message_id(event, kind, channel), (recipient,), words, about, at, attached, choice.language, kind)
    if remark := CHANNELS[channel].send(message):
        return remark
    Notice.objects.create(
        event=event,
        dossier=event.dossier,
        kind=kind,
        channel=channel,
        recipient=recipient,
        subject=words.subject.vi,
        message_id=message.id,
        sent_at=at,
    )
    return ""


def _attached(event: Event, kind: str) -> tuple[Attached, ...]:
    letter = letter_of(event, kind)
    if letter is None:
        return ()
    with letter.file.open("rb") as file:
        return (Attached(letter.file_name, file.read()),)
