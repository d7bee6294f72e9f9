"""Who still gets the mail of a morning: whatever else is told by then goes into it, not beside it."""

from datetime import datetime

from django.db.models import QuerySet

from accounts.models import Membership, User
from accounts.rights import OFFICERS
from dossiers.models import MailChoice, Morning, MorningDigest
from procedures.time.calendar import local


def awaiting(now: datetime) -> QuerySet[User]:
    """Narrow to those who work here, want that mail, can be reached by it, and had none on this day.

    Who has no steps of a procedure may still be told what could wait, and may stand in for somebody who has.
    """
    on = local(now).date()
    seated = Membership.objects.in_force(on).filter(role__in=OFFICERS).values("user")
    told = MorningDigest.objects.filter(on__gte=on).values("person")
    unwanting = MailChoice.objects.filter(morning=Morning.NONE).values("person")
    people = User.objects.filter(pk__in=seated, is_active=True).exclude(email="")
    return people.exclude(pk__in=told).exclude(pk__in=unwanting)
