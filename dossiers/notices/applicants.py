"""Mail to the applicant: what happened to a dossier, what to do next and by when, in two languages.

Each kind has a template whose first line is the subject. A notice is recorded once; the mail itself
goes out at least once, always with the same Message-ID, so that a second copy is known as one.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from smtplib import SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from dossiers import clock, outbox
from dossiers.models import Event, Notice
from dossiers.papers import letters
from dossiers.papers.letters import Applicant, Office
from procedures.language.remarks import RECOUNT
from procedures.machine import AfterSupplement, Clock, Machine, Outcome, Paper, Text
from procedures.time.calendar import local

KINDS = (
    "filed",
    outbox.ACCEPTED,
    outbox.REAPPOINTED,
    outbox.RESUMED,
    outbox.RECOUNTED,
    outbox.SUPPLY_RECOUNTED,
    outbox.INSUFFICIENT,
    *outbox.NOTICES.values(),
)
ATTACHED = {"accepted": Paper.RECEIPT}
"""The letter of the same event that goes with a notice."""

NO_ADDRESS = "nothing was sent: the applicant has no e-mail address"
REFUSED = "nothing was sent: the mail server refuses the applicant's address for good"
PERMANENT = 500
"""Replies of a mail server from here on are final (RFC 5321, 4.2.1)."""
SUBJECT_LENGTH = 255


@dataclass(frozen=True, slots=True)
class WantedPaper:
    """A paper that is asked for, and what must be added or put right."""

    title: Text
    wish: str


@dataclass(frozen=True, slots=True)
class News:
    """What a notice tells, for all kinds alike; what does not concern a kind is empty or None."""

    applicant: Applicant
    office: Office
    code: str
    procedure: Text
    url: str
    at: datetime
    reason: str
    decision: str
    """The decision that changed the calendar, where that moved the dates."""
    by_lapse: bool
    """The system did it because the time for a supplement had passed."""
    answer_due_at: datetime | None
    due_at: datetime | None
    due_before: datetime | None
    """The appointment that held until this event."""
    limit: Text
    provisional: bool
    is_late: bool
    papers: tuple[WantedPaper, ...]
    supply_by: datetime | None
    """Until when the papers can be handed in, where the procedure sets a time."""
    supply_by_before: datetime | None
    """Until when they could, before a new calendar."""
    was_accepted: bool
    restarts: bool
    """The limit counts again from the start once the papers are complete."""
    amount: int
    outcome: Outcome | None
    is_refusal: bool


def send(event: Event, kind: str, *, at: datetime) -> str:
    """Send a notice and record it, unless that was done before. Return a remark if none could be sent.

    Call it in a transaction. Raises ``OSError``, which every error of a mail server is, for what may
    go better at another time.
    """
    if event.notices.filter(kind=kind).exists():
        return ""
    news = news_of(event)
    recipient = news.applicant.email or event.dossier.applicant.email
    if not recipient:
        return NO_ADDRESS
    subject, body = written(kind, news)
    message = _message(event, kind, subject, body, recipient)
    try:
        message.send()
    except SMTPRecipientsRefused as refused:
        if any(reply[0] < PERMANENT for reply in refused.recipients.values()):
            raise
        return REFUSED
    Notice.objects.create(
        event=event,
        dossier=event.dossier,
        kind=kind,
        recipient=recipient,
        subject=subject,
        message_id=message.extra_headers["Message-ID"],
        sent_at=at,
    )
    return ""


def written(kind: str, news: object) -> tuple[str, str]:
    """Return the subject, on one line, and the body of a notice."""
    text = render_to_string(f"notices/{kind}.txt", {"news": news})
    lines = "\n".join(line.rstrip() for line in text.splitlines())
    subject, _line, body = lines.strip().partition("\n")
    return " ".join(subject.split())[:SUBJECT_LENGTH], re.sub(r"\n{3,}", "\n\n", body).strip() + "\n"


def _message(event: Event, kind: str, subject: str, body: str, recipient: str) -> EmailMessage:
    headers = {
        "Message-ID": message_id(event, kind),
        "Auto-Submitted": "auto-generated",
        "Content-Language": "vi, en",
    }
    message = EmailMessage(subject, body, to=[recipient], headers=headers)
    if paper := ATTACHED.get(kind):
        letter = event.letters.get(kind=paper.value)
        with letter.file.open("rb") as file:
            message.attach(f"{letter.number.replace('/', '-')}.pdf", file.read(), "application/pdf")
    return message


def message_id(event: Event, kind: str) -> str:
    """Return the Message-ID of a notice, the same at every attempt."""
    return f"<{event.dossier.code}.{event.sequence}.{kind}@{settings.MAIL_DOMAIN}>"


def news_of(event: Event) -> News:
    """Return what an event means to the applicant, read from the log as it stood then."""
    dossier, machine = event.dossier, event.dossier.machine
    words = event.payload.content or {}
    action = machine.action(event.source, event.action)
    outcome = next((o for o in machine.outcomes if action and o.name == action.outcome), None)
    came_from = machine.states[event.source] if event.source else None
    return News(
        applicant=letters.applicant_of(dossier),
        office=letters.office_of(dossier),
        code=dossier.code,
        procedure=machine.name,
        url=letters.public_address("dossier", dossier.code),
        at=event.at,
        reason=words.get("reason", ""),
        decision=event.facts.get("decision", ""),
        by_lapse=event.actor_id is None,
        answer_due_at=_instant(event.reading.get("answer_due_at")),
        due_at=_instant(event.reading.get("due_at")),
        due_before=_due_before(event),
        limit=letters.limit_in_words(machine.committed_limit),
        provisional=bool(event.reading.get("provisional")),
        is_late=event.reading.get("verdict") == clock.Verdict.OVERDUE,
        papers=_wanted(machine, words.get("components", {})),
        supply_by=_instant(event.reading.get("applicant_due_at")),
        supply_by_before=_instant(event.facts.get("before", {}).get("applicant_due_at")),
        was_accepted=came_from is not None and came_from.clock is not Clock.NOT_STARTED,
        restarts=machine.supplement.after is AfterSupplement.RESTART,
        amount=event.facts.get("fee", 0),
        outcome=outcome,
        is_refusal=outcome is not None and outcome.paper is Paper.REFUSAL,
    )


def _wanted(machine: Machine, wishes: dict[str, str]) -> tuple[WantedPaper, ...]:
    return tuple(WantedPaper(c.title, wishes[c.name]) for c in machine.components if c.name in wishes)


def _due_before(event: Event) -> datetime | None:
    if "new_due_at" not in event.facts and event.action != RECOUNT:
        return None
    return _instant(event.dossier.events.get(sequence=event.sequence - 1).reading.get("due_at"))


def _instant(value: object) -> datetime | None:
    return local(datetime.fromisoformat(value)) if isinstance(value, str) else None
