"""The ways by which a message reaches people: a row for each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from accounts.models import User
from dossiers.models.dispatch import MAIL
from dossiers.notices.channels import mail
from dossiers.notices.message import Message
from dossiers.papers.parties import Applicant


@dataclass(frozen=True, slots=True)
class Channel:
    """A way: where it reaches somebody (an empty text where it does not), and how."""

    applicant: Callable[[Applicant, User], str]
    """From who applied, in the words of the filing, and the account."""
    officer: Callable[[User], str]
    send: Callable[[Message], str]
    """Returns a remark where the message will never arrive. Raises ``OSError`` for what may go better later."""


CHANNELS: Mapping[str, Channel] = {
    MAIL: Channel(mail.of_applicant, mail.of_officer, mail.send),
}
"""By the name that a notice keeps."""
