"""The rules that say who is told: an administrator's, for the units of the agencies that one looks after."""

from datetime import datetime

from django.db.models import Q, QuerySet

from accounts.models import Membership, Unit, User
from accounts.roles import Role
from accounts.seats import Seats
from dossiers.models import ALERTED_ROLES, AlertKind, AlertRule
from dossiers.reports.alerts.whose import alerted_units


def units_of(seats: Seats) -> QuerySet[Unit]:
    """Return the agencies that an administrator looks after, and their divisions."""
    agencies = seats.administered_agency_ids
    return alerted_units().filter(Q(pk__in=agencies) | Q(parent__in=agencies))


def people_of(seats: Seats, at: datetime) -> QuerySet[User]:
    """Return who answers for one of these units today."""
    held = Membership.objects.in_force(at.date()).filter(role__in=ALERTED_ROLES, unit__in=units_of(seats))
    return User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("full_name", "pk")


def rules_of(seats: Seats) -> QuerySet[AlertRule]:
    """Return the rules about units that an administrator looks after."""
    return (
        AlertRule.objects.filter(unit__in=units_of(seats))
        .select_related("unit", "person")
        .order_by("unit", "kind", "pk")
    )


def add(unit: Unit, kind: AlertKind, whom: Role | User, *, at: datetime) -> bool:
    """Have a role or a person told from now on; False where that is so already."""
    role, person = ("", whom) if isinstance(whom, User) else (whom.value, None)
    _rule, is_new = AlertRule.objects.get_or_create(
        unit=unit, kind=kind, role=role, person=person, defaults={"added_at": at}
    )
    return is_new


def remove(seats: Seats, pk: int) -> bool:
    """Take a rule away; False for one that there is not, or that is another administrator's."""
    count, _by_model = rules_of(seats).filter(pk=pk).delete()
    return bool(count)
