"""E-mail. It goes out at least once, always with the same Message-ID."""

from datetime import datetime
from email.message import EmailMessage
from email.policy import Policy, default
from smtplib import SMTPRecipientsRefused
from typing import override

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction

from accounts.models import MailAddress, Unit, User
from dossiers.display.links import on_site
from dossiers.filing.counter import joining
from dossiers.models import Dossier
from dossiers.notices import addresses
from dossiers.notices.addresses import NO_ADDRESS, NOT_CONFIRMED, REFUSED
from dossiers.notices.channels import markup
from dossiers.notices.channels.head import WholeSubject
from dossiers.notices.channels.markup import Section
from dossiers.notices.channels.returns.keys import HEADER, envelope_of, key_of
from dossiers.notices.message import About, Message, known_as, written
from dossiers.papers.parties import Applicant

CONFIRM = "confirm"
"""The template of the request."""
PERMANENT = 500
"""Replies of a mail server from here on are final (RFC 5321, 4.2.1)."""


class Mail(EmailMultiAlternatives):
    """A mail whose subject arrives as it was written."""

    @override
    def message(self, *, policy: "Policy | None" = None) -> EmailMessage:
        return super().message(policy=WholeSubject(linesep=(policy or default).linesep))


def of_applicant(applicant: Applicant, account: User) -> str:
    """Return the address that was given with the dossier, or in its place, else the account's, if it is confirmed."""
    found = addresses.standing(account, addresses.given(applicant, account))
    return found.address if found.is_confirmed else ""


def unreached(applicant: Applicant, dossier: Dossier, at: datetime) -> str:
    """Ask an address once to confirm itself; return why no mail went to it."""
    account = joining.account_of(dossier)
    address = addresses.standing(account, addresses.given(applicant, account)).address
    if not address:
        return NO_ADDRESS
    asked = addresses.ask(account, address, dossier.agency, at=at)
    if asked is None:
        return NOT_CONFIRMED
    return _request(*asked, at=at) or NOT_CONFIRMED


def ask_again(account: User, address: str, agency: Unit, *, at: datetime, of_account: bool = False) -> str:
    """Ask an address once more because its person wants it; return a remark if the mail server refuses it.

    Raises ``AskedJustNowError``, and ``OSError`` as ``send``.
    """
    with transaction.atomic():
        row, request = addresses.ask_again(account, address, agency, at=at, of_account=of_account)
        return _request(row, request, f"{at:%Y%m%d%H%M%S}", at=at)


def _request(row: MailAddress, request: addresses.Request, *names: str, at: datetime) -> str:
    number = known_as(CONFIRM, row.pk, *names)
    about = About(on_site(request.url), ())
    return send(Message(number, (row.address,), written(CONFIRM, request), about, at))


def of_officer(officer: User) -> str:
    """Return an officer's address."""
    return officer.email


def send(message: Message) -> str:
    """Send a message; return a remark if the mail server refuses every address for good.

    Raises ``OSError``, which every error of a mail server is, for what may go better at another time.
    """
    to = [address for address in message.to if is_writable(address)]
    if not to:
        return REFUSED
    language = message.language or "vi, en"
    headers = {"Message-ID": message.id, "Auto-Submitted": "auto-generated", "Content-Language": language}
    # Whoever reads it sees the ordinary sender; to the other address goes back what no server delivers.
    headers |= {"From": settings.DEFAULT_FROM_EMAIL, HEADER: key_of(message.id)}
    subject, body = message.words.mailed(message.language)
    mail = Mail(subject, body, envelope_of(message.id), to, headers=headers)
    if html := _html(message):
        mail.attach_alternative(html, "text/html")
    for paper in message.attached:
        mail.attach(paper.name, paper.content, "application/pdf")
    try:
        mail.send()
    except SMTPRecipientsRefused as refused:
        if any(reply[0] < PERMANENT for reply in refused.recipients.values()):
            raise
        return REFUSED
    return ""


def is_writable(address: str) -> bool:
    """Say whether an address can be written for any mail server: a domain in other letters has a form of its own (RFC 5891)."""
    local, _at, domain = address.rpartition("@")
    try:
        domain.encode("idna")
    except UnicodeError:
        return False
    return bool(local and domain) and local.isascii()


def _html(message: Message) -> str:
    """Return the same words as a page; "" where that is too long."""
    words, about = message.words, message.about
    by_language = {"vi": (words.subject.vi, words.body.vi), "en": (words.subject.en, words.body.en)}
    wanted = [message.language] if message.language else markup.LANGUAGES
    sections = [Section(language, *by_language[language]) for language in wanted]
    return markup.page(sections, settings.PUBLIC_URL + about.path, site=settings.PUBLIC_URL)
