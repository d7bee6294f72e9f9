"""The site itself: what is sent waits for its person on a page of one's own, whether or not anything else arrives."""

from accounts.models import User
from dossiers.models import InboxItem
from dossiers.notices.message import Message
from dossiers.papers.parties import Applicant


def of_applicant(_applicant: Applicant, account: User) -> str:
    """Return the number of the account that filed."""
    return str(account.pk)


def of_officer(officer: User) -> str:
    """Return the number of an officer's account."""
    return str(officer.pk)


def send(message: Message) -> str:
    """Keep a message for each of its people, once: it never fails to arrive."""
    InboxItem.objects.bulk_create((_item(message, int(person)) for person in message.to), ignore_conflicts=True)
    return ""


def _item(message: Message, person: int) -> InboxItem:
    subject, body = message.words.subject, message.words.body
    return InboxItem(
        person_id=person,
        message_id=message.id,
        kind=message.kind,
        dossiers=list(message.about.dossiers),
        path=message.about.path,
        subject_vi=subject.vi,
        subject_en=subject.en,
        body_vi=body.vi,
        body_en=body.en,
        sent_at=message.at,
    )
