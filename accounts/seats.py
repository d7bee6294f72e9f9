"""In which roles and units a person acts on a day, loaded once."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.db import connection
from django.db.models import Q, QuerySet

from accounts.models import Membership, Substitution, Unit, User
from accounts.rights import MANAGERS, OF_DIVISION, OFFICERS
from accounts.roles import Role

KEPT = 1024
"""Whose seats a process keeps as they were last read, of some 0.5 kB each."""


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

    def have(self, role: str, unit_id: int | None, officer_id: int | None) -> bool:
        """Say whether what a role of a unit has waits for this person; of a case officer, for that one or who stands in."""
        is_mine = role != Role.SPECIALIST or officer_id in self.acts_for
        return is_mine and any(seat.role == role and seat.unit_id == unit_id for seat in self.seats)

    @property
    def see_dossiers(self) -> bool:
        """Whether one of them shows dossiers that are not the person's own: the work-list is there for these."""
        return self.has(*OFFICERS)

    @property
    def has_figures(self) -> bool:
        """Whether there are figures for somebody: of the agency or a division that one answers for, or of the own dossiers."""
        return self.has(*MANAGERS, *OF_DIVISION)

    @property
    def administered_agency_ids(self) -> tuple[int, ...]:
        """The agencies whose running the person looks after; none for whoever is no administrator."""
        return tuple(dict.fromkeys(seat.agency_id for seat in self.seats if seat.role is Role.ADMINISTRATOR))

    @property
    def managed_agency_ids(self) -> tuple[int, ...]:
        """The agencies for which the person answers; none for whoever manages nothing."""
        return tuple(dict.fromkeys(seat.agency_id for seat in self.seats if seat.role in MANAGERS))


HELD = """
(SELECT coalesce(json_agg(json_build_array(seat.role, unit.id, unit.name_vi, unit.kind, unit.parent_id) ORDER BY seat.id)::text, '[]')
 FROM accounts_membership AS seat JOIN accounts_unit AS unit ON unit.id = seat.unit_id
 WHERE seat.user_id = {user} AND seat.since <= %(on)s AND (seat.until IS NULL OR seat.until >= %(on)s)),
(SELECT coalesce(json_agg(absent_id ORDER BY id)::text, '[]') FROM accounts_substitution
 WHERE substitute_id = {user} AND since <= %(on)s AND until >= %(on)s)
"""
"""What somebody holds on a day, and for whom one stands in, as two columns of SQL: memberships in force, absent people.

Each is the text of its JSON: the same text stands for the same seats, which are made of it once.
"""


def seats_of(user: User, on: date) -> Seats:
    """Return the seats of a user on a day: one small query, asked once for each user object."""
    known = _known(user)
    if on not in known:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {HELD.format(user='%(user)s')}", {"user": user.pk, "on": on})
            row = cursor.fetchone()
        note(user, on, *(row or ("[]", "[]")))
    return known[on]


def note(user: User, on: date, held: str, absent: str) -> None:
    """Keep with a user what ``HELD`` gives for a day."""
    _known(user)[on] = _made(user.pk, held, absent)


def note_all(people: Iterable[User], on: date) -> None:
    """Keep with each of many users what ``seats_of`` gives for a day: one statement."""
    known = {person.pk: person for person in people}
    asked = f"SELECT person.id, {HELD.format(user='person.id')} FROM accounts_user AS person WHERE person.id = ANY(%(people)s)"
    with connection.cursor() as cursor:
        cursor.execute(asked, {"people": list(known), "on": on})
        for pk, held, absent in cursor.fetchall():
            note(known[pk], on, held, absent)


@lru_cache(KEPT)
def _made(user_id: int, held: str, absent: str) -> Seats:
    seats = tuple(_seat(*row) for row in json.loads(held))
    # Whoever has no seat can stand in for nobody.
    return Seats(user_id, seats, (user_id, *json.loads(absent)) if seats else (user_id,))


def _known(user: User) -> dict[date, Seats]:
    """Return what is kept with a user; with the user itself, also where a request's lazy one stands before it."""
    if not hasattr(user, "_seats"):
        user._seats = {}  # type: ignore[attr-defined]
    kept: dict[date, Seats] = user._seats  # type: ignore[attr-defined]
    return kept


def _seat(role: str, unit_id: int, name: str, kind: str, parent_id: int | None) -> Seat:
    return Seat(Role(role), unit_id, name, Unit(pk=unit_id, kind=kind, parent_id=parent_id).agency_id)


def headed_by(seats: Seats) -> QuerySet[Unit]:
    """Narrow to the units whose own arrangements somebody keeps: a head's division, and all of an agency one answers for."""
    divisions = [seat.unit_id for seat in seats if seat.role is Role.DIVISION_HEAD]
    below = Q(parent__in=seats.managed_agency_ids)
    return Unit.objects.filter(Q(pk__in=divisions) | below).order_by("pk")


def keepers_of(seats: Seats, on: date) -> QuerySet[User]:
    """Return the people who keep the own arrangements of the units in which somebody sits (``headed_by``)."""
    own = [seat.unit_id for seat in seats]
    agencies = {seat.agency_id for seat in seats}
    heads = Q(role=Role.DIVISION_HEAD, unit__in=own)
    managers = Q(Q(unit__in=agencies) | Q(unit__parent__in=agencies), role__in=MANAGERS)
    kept = Membership.objects.in_force(on).filter(heads | managers)
    return User.objects.filter(pk__in=kept.values("user"), is_active=True).order_by("pk")


def seated(role: Role, unit_id: int, on: date) -> QuerySet[User]:
    """Return the people who hold a role in a unit on a day and can sign in."""
    seats = Membership.objects.in_force(on).filter(role=role, unit=unit_id)
    return User.objects.filter(pk__in=seats.values("user"), is_active=True).order_by("pk")


def standing_in_for(absent_id: int, on: date) -> QuerySet[User]:
    """Return the people who act for an absent officer on a day, whatever their own seats allow."""
    named = Substitution.objects.filter(absent=absent_id, since__lte=on, until__gte=on)
    return User.objects.filter(pk__in=named.values("substitute"), is_active=True).order_by("pk")
