"""An account has another address of mail: the former one, where it was confirmed, is told once, whoever has changed it."""

from datetime import datetime
from functools import partial

import structlog
from allauth.account.adapter import get_adapter
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from accounts.models import MailAddress, User
from accounts.people import addresses

log = structlog.get_logger()

TEMPLATE = "account/email/mail_changed"


def former_of(person: User) -> str:
    """Return the address of an account that learns of another in its place: "" of one that nobody has confirmed.

    Nor of one that its person calls wrong. Ask before it is changed: what confirms it goes with it.
    """
    address = person.email.strip().lower()
    if not address or MailAddress.objects.filter(person=person, address=address).exclude(instead="").exists():
        return ""
    return address if addresses.is_confirmed(person, address) else ""


def tell(former: str, person: User, *, at: datetime) -> None:
    """Have the former address told as soon as the change is committed; nothing for none, or where it is the account's still."""
    if former and former != person.email.strip().lower():
        transaction.on_commit(partial(_send, former, person.pk, at))


def _send(former: str, person: int, at: datetime) -> None:
    """Mail the notice: it names neither the person nor the new address, for a stranger may have the former one by now."""
    # Nobody knows which language that reader has: both are in it.
    with override(settings.LANGUAGE_CODE):
        context = {"at": timezone.localtime(at), "site": settings.PUBLIC_URL}
        mail = get_adapter().render_mail(TEMPLATE, former, context)
    try:
        mail.send()
    except OSError as failure:
        # What was changed stays changed; whoever reads the log can tell the person by phone.
        log.warning("former_address_not_reached", user=person, failure=type(failure).__name__)
