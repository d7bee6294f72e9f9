"""Closing the account of somebody of the office: one rule for whichever page it is pressed on (ADR 0095)."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.people import leaving
from accounts.roles import Role
from dossiers.calendars.feed import addresses
from dossiers.models import Dossier, DossierQuerySet


def files_of(person: User) -> DossierQuerySet:
    """Narrow to the open dossiers that a case officer has: they wait for that person by name."""
    return Dossier.objects.filter(assignee=person, holder=Role.SPECIALIST)


def close(person: User, *, by: User, at: datetime) -> None:
    """Close an account on which nothing hangs any more. Raises ``LeavingError``; then nothing is changed.

    The account is locked: of two who press at once the second reads that it is closed, and what somebody gives to this
    person meanwhile waits, or is seen.
    """
    with transaction.atomic():
        found = leaving.close(person, files=lambda who: files_of(who).count(), by=by, at=at)
        addresses.revoke(found)
