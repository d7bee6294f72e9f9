"""That an address of mail was confirmed by whoever reads it: one home, whichever of the two kinds of request was answered."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.db.models import Q

from accounts.models import MailAddress, User


def confirmed(person: User, address: str, *, at: datetime) -> None:
    """Keep that somebody has confirmed an address, the last time; that of the account is one with it.

    Call it in a transaction.
    """
    address = address.strip().lower()
    made = {"asked_at": at, "confirmed_at": at}
    MailAddress.objects.update_or_create(
        person=person, address=address, defaults={"confirmed_at": at}, create_defaults=made
    )
    in_step(person)


def in_step(person: User) -> None:
    """Let the addresses of an account be confirmed that its person has confirmed as those of dossiers.

    Call it where one or the other comes to be so; pages only read.
    """
    here = MailAddress.objects.filter(person=person, confirmed_at__isnull=False, instead="").values("address")
    for one in EmailAddress.objects.filter(user=person, email__in=here, verified=False):
        # Not where another account has confirmed it as its own.
        one.set_verified()


def is_confirmed(person: User, address: str) -> bool:
    """Say whether whoever reads an address, in small letters, has confirmed that this person gave it, here or when signing up."""
    here = MailAddress.objects.filter(person=person, address=address, confirmed_at__isnull=False)
    return here.exists() or is_of_sign_up(person, address)


def is_of_sign_up(person: User, address: str) -> bool:
    """Say whether an address is confirmed as one of the account."""
    return bool(EmailAddress.objects.filter(user=person, email__iexact=address, verified=True).exists())


def settled(since: object) -> Q:
    """Return what is so of an address of which no warning holds: another was given, or it was confirmed since.

    ``since`` is when the mail was sent that came back, whenever that was.
    """
    return ~Q(instead="") | Q(confirmed_at__gte=since)
