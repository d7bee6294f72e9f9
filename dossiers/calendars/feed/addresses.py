"""The secret addresses of calendar feeds: made, found, taken back. Of a secret its digest alone is kept."""

import secrets
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from accounts.entry import tries
from accounts.models import User
from dossiers.models import CalendarFeed

SECRET_BYTES = 24
"""192 bits: nobody comes upon one by trying."""


def digest_of(secret: str) -> str:
    """Return what is kept of a secret."""
    return sha256(secret.encode()).hexdigest()


def make(owner: User, seen: str, *, of_unit: bool, language: str, at: datetime) -> str:
    """Make an address and end the one before it; return its secret, which nobody can read later.

    Returns "" where ``seen`` does not name the address that there is: the press was an old one.
    """
    secret = secrets.token_urlsafe(SECRET_BYTES)
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=owner.pk)
        before = of(owner)
        if seen != name_of(before):
            return ""
        if before:
            before.delete()
        CalendarFeed.objects.create(
            owner=owner, digest=digest_of(secret), of_unit=of_unit, language=language, made_at=at
        )
    return secret


def of(owner: User) -> CalendarFeed | None:
    """Return the feed of a person, where there is one."""
    return CalendarFeed.objects.filter(owner=owner).first()


def name_of(feed: CalendarFeed | None) -> str:
    """Return what a page says of the address that it was made from; "" where there was none."""
    return str(feed.pk) if feed else ""


def choose(owner: User, *, of_unit: bool) -> None:
    """Keep whether a head's feed has what the unit has."""
    CalendarFeed.objects.filter(owner=owner).update(of_unit=of_unit)


def revoke(owner: User) -> bool:
    """End the address of a person; say whether there was one."""
    ended, _by_model = CalendarFeed.objects.filter(owner=owner).delete()
    return bool(ended)


def opened(secret: str, visitor: str, now: datetime) -> CalendarFeed | None:
    """Return the feed of an address with its owner; None for every other address, after the same statements.

    Raises TooManyTriesError where a network address has tried too many that there are not: none is looked at then.
    """
    taken = tries.take([tries.Counter(tries.OF_FEED, visitor)], now)
    digest = digest_of(secret)
    found = CalendarFeed.objects.select_related("owner").filter(digest=digest, owner__is_active=True).first()
    if found is not None:
        taken.give_back()
    return found
