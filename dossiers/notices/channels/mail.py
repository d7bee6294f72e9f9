"""E-mail. It goes out at least once, always with the same Message-ID."""

from smtplib import SMTPRecipientsRefused

from django.core.mail import EmailMessage

from accounts.models import User
from dossiers.notices.message import Message
from dossiers.papers.parties import Applicant

REFUSED = "nothing was sent: the mail server refuses the address for good"
PERMANENT = 500
"""Replies of a mail server from here on are final (RFC 5321, 4.2.1)."""


def of_applicant(applicant: Applicant, account: User) -> str:
    """Return the address that was given with the dossier, else the account's."""
    return applicant.email or account.email


def of_officer(officer: User) -> str:
    """Return an officer's address."""
    return officer.email


def send(message: Message) -> str:
    """Send a message; return a remark if the mail server refuses every address for good.

    Raises ``OSError``, which every error of a mail server is, for what may go better at another time.
    """
    headers = {"Message-ID": message.id, "Auto-Submitted": "auto-generated", "Content-Language": "vi, en"}
    mail = EmailMessage(message.subject, message.body, to=list(message.to), headers=headers)
    for paper in message.attached:
        mail.attach(paper.name, paper.content, "application/pdf")
    try:
        mail.send()
    except SMTPRecipientsRefused as refused:
        if any(reply[0] < PERMANENT for reply in refused.recipients.values()):
            raise
        return REFUSED
    return ""
