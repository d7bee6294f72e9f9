"""Mail that came back, as an administrator sees to it: of which account it is, and what of it still stands."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Lower

from accounts.models import FirstSignIn, User
from accounts.people import finding
from accounts.seats import Seats
from dossiers.models import ReturnedMail

LATELY = timedelta(days=7)
"""So long mail that came back is counted among what needs attention."""
NAMED_FOR = timedelta(days=31)
"""So long it is named on the page of its person."""


def standing(now: datetime) -> QuerySet[ReturnedMail]:
    """Narrow to what lately came back for good of the mail about accounts, which no desk is told of.

    It is seen to once the account has another address, or another link for the first sign-in was mailed since.
    """
    own = User.objects.filter(is_active=True, email__iexact=OuterRef("recipient"))
    since = FirstSignIn.objects.filter(person__email__iexact=OuterRef("recipient"), made_at__gt=OuterRef("noted_at"))
    found = ReturnedMail.objects.filter(notice=None, is_final=True, noted_at__gt=now - LATELY).exclude(message_id="")
    return found.filter(Exists(own), ~Exists(since))


def of_person(person: User, link: FirstSignIn | None, now: datetime) -> ReturnedMail | None:
    """Return what came back for good last from the address of an account: since its last link, where it waits for that; else lately.

    ``link``: the last one for the first sign-in, None where that is not to come any more.
    """
    if not person.email:
        return None
    since = link.made_at if link else now - NAMED_FOR
    found = ReturnedMail.objects.filter(recipient__iexact=person.email, is_final=True, noted_at__gt=since)
    return found.order_by("-noted_at", "-pk").first()


def accounts_of(rows: Iterable[ReturnedMail], seats: Seats) -> Mapping[str, User]:
    """Return by its address in small letters whose account mail came back that is about no dossier: one query, none for none."""
    addresses = {one.recipient.lower() for one in rows if one.notice_id is None}
    if not addresses:
        return {}
    here = finding.visible(seats).annotate(small=Lower("email")).filter(small__in=addresses)
    return {one.email.lower(): one for one in here}
