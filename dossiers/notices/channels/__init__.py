"""The ways by which a message reaches people: a row for each."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import User
from dossiers.models import Dossier
from dossiers.models.dispatch import MAIL, SITE
from dossiers.notices.addresses import NO_ADDRESS
from dossiers.notices.channels import mail, site
from dossiers.notices.message import Message
from dossiers.outbox import Unfinished
from dossiers.papers.parties import Applicant


def no_address(_applicant: Applicant, _dossier: Dossier, _at: datetime) -> str:
    """Return that there is nothing to be done."""
    return NO_ADDRESS


@dataclass(frozen=True, slots=True)
class Channel:
    """A way: where it reaches somebody (an empty text where it does not), and how."""

    applicant: Callable[[Applicant, User], str]
    """From who applied, in the words of the filing, and the account."""
    officer: Callable[[User], str]
    send: Callable[[Message], str]
    """Returns a remark where the message will never arrive. Raises ``OSError`` for what may go better later."""
    unreached: Callable[[Applicant, Dossier, datetime], str] = no_address
    """Called where it does not reach an applicant: does what may help, and returns the remark. Raises ``OSError`` as above."""


def each(channels: Iterable[str], send: Callable[[str], str]) -> str | Unfinished:
    """Let a notice go out by each channel; return the remarks of those that will never deliver it.

    What went out by one stays recorded whatever becomes of the others: ``Unfinished`` says that one of them may do
    better later. Raises ``OSError`` where that is so of all.
    """
    remarks: set[str] = set()
    failure: OSError | None = None
    for channel in channels:
        try:
            with transaction.atomic():
                remarks.add(send(channel))
        except OSError as error:
            failure = error
    if failure is not None and "" not in remarks:
        raise failure
    if failure is not None:
        return Unfinished(f"{type(failure).__name__}: {failure}")
    return "; ".join(sorted(remarks - {""}))


CHANNELS: Mapping[str, Channel] = {
    SITE: Channel(site.of_applicant, site.of_officer, site.send),
    MAIL: Channel(mail.of_applicant, mail.of_officer, mail.send, mail.unreached),
}
"""By the name that a notice keeps."""
