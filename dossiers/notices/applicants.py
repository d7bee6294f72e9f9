"""Telling the applicant: what happened to a dossier, what to do next and by when, in two languages.

A notice is recorded once for each channel; the message itself goes out at least once.
"""

from datetime import datetime

from dossiers.models import Event, Notice
from dossiers.notices.channels import CHANNELS, each
from dossiers.notices.message import Attached, Message, message_id, written
from dossiers.notices.occasions import ATTACHED, News, news_of
from dossiers.outbox import FEE_DUE, Unfinished

NO_ADDRESS = "nothing was sent: the applicant has no address"
NOTHING_DUE = "nothing was sent: what fell due was paid, waived or let pass meanwhile"


def send(event: Event, kind: str, *, at: datetime) -> str | Unfinished:
    """Send a notice by each channel and record it, unless that was done before. Return remarks where none could be sent.

    Call it in a transaction. Raises ``OSError`` for what may go better at another time.
    """
    done = set(event.notices.filter(kind=kind).values_list("channel", flat=True))
    open_channels = [name for name in CHANNELS if name not in done]
    if not open_channels:
        return ""
    news = news_of(event)
    if kind == FEE_DUE and news.ways is None:
        return NOTHING_DUE
    came_of_it = each(open_channels, lambda channel: _send_by(channel, event, kind, news, at))
    # Who is reached in one way need not be reachable in all.
    return "" if done and isinstance(came_of_it, str) else came_of_it


def _send_by(channel: str, event: Event, kind: str, news: News, at: datetime) -> str:
    recipient = CHANNELS[channel].applicant(news.applicant, event.dossier.applicant)
    if not recipient:
        return NO_ADDRESS
    subject, body = written(kind, news)
    message = Message(message_id(event, kind, channel), (recipient,), subject, body, _attached(event, kind))
    if remark := CHANNELS[channel].send(message):
        return remark
    Notice.objects.create(
        event=event,
        dossier=event.dossier,
        kind=kind,
        channel=channel,
        recipient=recipient,
        subject=subject,
        message_id=message.id,
        sent_at=at,
    )
    return ""


def _attached(event: Event, kind: str) -> tuple[Attached, ...]:
    paper = ATTACHED.get(kind)
    if paper is None:
        return ()
    # What was written down before a kind of paper was printed, or where the forms of its day lack it, goes alone.
    letter = event.letters.filter(kind=paper.value).first()
    if letter is None:
        return ()
    with letter.file.open("rb") as file:
        return (Attached(letter.file_name, file.read()),)
