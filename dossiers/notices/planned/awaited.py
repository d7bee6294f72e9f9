"""Who still gets the mail of a morning: whatever else is told by then goes into it, not beside it."""

from datetime import datetime

from django.db.models import Q, QuerySet

from accounts.models import Membership, Substitution, User
from accounts.rights import OFFICERS, STEP_ROLES
from dossiers.models import MailChoice, Morning, MorningDigest
from procedures.time.calendar import local


def awaiting(now: datetime) -> QuerySet[User]:
    """Narrow to those who have work here, want that mail, can be reached by it, and had none on this day.

    Who stands in for somebody may have work: whether a seat is lent is asked as that person's lists are.
    """
    on = local(now).date()
    held = Membership.objects.in_force(on).filter(role__in=STEP_ROLES).values("user")
    away = Substitution.objects.in_force(on).filter(absent__in=held).values("substitute")
    seats = Membership.objects.in_force(on).filter(role__in=OFFICERS)
    seated = seats.filter(Q(role__in=STEP_ROLES) | Q(user__in=away)).values("user")
    told = MorningDigest.objects.filter(on__gte=on).values("person")
    unwanting = MailChoice.objects.filter(morning=Morning.NONE).values("person")
    people = User.objects.filter(pk__in=seated, is_active=True).exclude(email="")
    return people.exclude(pk__in=told).exclude(pk__in=unwanting)
