"""In which roles and units a person acts on a day, loaded once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from accounts.models import Membership, Substitution, User
from accounts.rights import MANAGERS, OFFICERS
from accounts.roles import Role


@dataclass(frozen=True, slots=True)
class Seat:
    """A role in a unit, and the agency that the unit belongs to."""

    role: Role
    unit_id: int
    unit_name: str
    agency_id: int


@dataclass(frozen=True, slots=True)
class Seats:
    """All the seats of a person on a day, and the people for whom that person acts (with itself)."""

    user_id: int
    seats: tuple[Seat, ...]
    acts_for: tuple[int, ...]

    def __iter__(self) -> Iterator[Seat]:
        """Iterate over the seats."""
        return iter(self.seats)

    def __bool__(self) -> bool:
        """Say whether there is a seat at all."""
        return bool(self.seats)

    def has(self, *roles: Role) -> bool:
        """Say whether one of these roles is held."""
        return any(seat.role in roles for seat in self.seats)

    @property
    def see_dossiers(self) -> bool:
        """Whether one of them shows dossiers that are not the person's own: the work-list is there for these."""
        return self.has(*OFFICERS)

    @property
    def administered_agency_ids(self) -> tuple[int, ...]:
        """The agencies whose running the person looks after; none for whoever is no administrator."""
        return tuple(dict.fromkeys(seat.agency_id for seat in self.seats if seat.role is Role.ADMINISTRATOR))

    @property
    def managed_agency_ids(self) -> tuple[int, ...]:
        """The agencies for which the person answers; none for whoever manages nothing."""
        return tuple(dict.fromkeys(seat.agency_id for seat in self.seats if seat.role in MANAGERS))


def seats_of(user: User, on: date) -> Seats:
    """Return the seats of a user on a day: two small queries, one for whoever has none, asked once for each user object."""
    known: dict[date, Seats] = user.__dict__.setdefault("_seats", {})
    if on not in known:
        known[on] = _load(user, on)
    return known[on]


def _load(user: User, on: date) -> Seats:
    memberships = user.memberships.in_force(on).select_related("unit").order_by("id")
    seats = tuple(Seat(Role(m.role), m.unit_id, m.unit.name_vi, m.unit.agency_id) for m in memberships)
    if not seats:
        return Seats(user.pk, (), (user.pk,))
    absent = Substitution.objects.filter(substitute=user, since__lte=on, until__gte=on).values_list("absent", flat=True)
    return Seats(user.pk, seats, (user.pk, *absent))


def seated(role: Role, unit_id: int, on: date) -> QuerySet[User]:
    """Return the people who hold a role in a unit on a day and can sign in."""
    seats = Membership.objects.in_force(on).filter(role=role, unit=unit_id)
    return User.objects.filter(pk__in=seats.values("user"), is_active=True).order_by("pk")


def standing_in_for(absent_id: int, on: date) -> QuerySet[User]:
    """Return the people who act for an absent officer on a day, whatever their own seats allow."""
    named = Substitution.objects.filter(absent=absent_id, since__lte=on, until__gte=on)
    return User.objects.filter(pk__in=named.values("substitute"), is_active=True).order_by("pk")
