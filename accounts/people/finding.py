"""Whose accounts an administrator sees: those of the office by its units, and those of everybody else apart."""

from collections.abc import Iterable

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Membership, MembershipQuerySet, Unit, UnitKind, User
from accounts.seats import Seats


def units_of(agencies: Iterable[int]) -> QuerySet[Unit]:
    """Return agencies with their parts, as ``Unit.agency_id`` has it, in the order of the rows."""
    known = list(agencies)
    below = Q(parent__in=known) & ~Q(kind__in=(UnitKind.AGENCY, UnitKind.PROVINCE))
    return Unit.objects.filter(Q(pk__in=known) | below).order_by("pk")


def places_of(agencies: Iterable[int]) -> QuerySet[Unit]:
    """Return the units in which an administrator of agencies gives seats: these with their parts, and the provincial office.

    That one belongs to no agency and has no administrator of its own: whoever administers an agency here looks after its people.
    """
    known = list(agencies)
    provincial = Unit.objects.filter(kind=UnitKind.PROVINCE) if known else Unit.objects.none()
    return units_of(known) | provincial


def seats_in(agencies: Iterable[int]) -> MembershipQuerySet:
    """Return all seats there were and are where an administrator of agencies gives them."""
    return Membership.objects.filter(unit__in=places_of(agencies).order_by().values("pk"))


def officers(seats: Seats) -> QuerySet[User]:
    """Return the people who have or had a seat where an administrator gives them."""
    held = seats_in(seats.administered_agency_ids).filter(user=OuterRef("pk"))
    return User.objects.filter(Exists(held))


def citizens() -> QuerySet[User]:
    """Return the accounts of those who never had a seat anywhere and can sign in: who was served at a counter has none."""
    held = Membership.objects.filter(user=OuterRef("pk"))
    return User.objects.filter(~Exists(held), is_staff=False).exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX)


def visible(seats: Seats) -> QuerySet[User]:
    """Return whom an administrator may look at: the own officers, and citizens; nobody of another agency."""
    return officers(seats) | citizens()
