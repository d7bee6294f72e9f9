"""In which roles and units a person acts on a day, loaded once."""

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Protocol

from django.db import connection
from django.db.models import Case, F, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from accounts.models import Membership, Substitution, Unit, UnitKind, User
from accounts.rights import CHANGING_CALENDARS, MANAGERS, OF_DIVISION, OFFICERS
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
    stands_for: int | None = None
    """Whose seat it is, where it is lent to somebody who stands in (ADR 0086)."""


class About(Protocol):
    """What somebody may be kept out of: which one it is, and who applied."""

    @property
    def pk(self) -> int:
        """Its key."""

    @property
    def applicant_id(self) -> int:
        """Who applied."""


@dataclass(frozen=True, slots=True)
class Lender:
    """Somebody who is away: what that one may not handle, nobody handles in that one's place (ADR 0094)."""

    user_id: int
    accounts: tuple[int, ...]
    """The own one before others of the same person."""
    kept_out: tuple[int, ...] = ()
    """As ``Seats`` has it of whoever acts."""

    def is_kept_from(self, one: About) -> bool:
        """Say whether nothing of it is lent."""
        return one.applicant_id in self.accounts or one.pk in self.kept_out


@dataclass(frozen=True, slots=True)
class Seats:
    """All the seats of a person on a day, the own ones before those lent, and for whom that person acts (with itself)."""

    user_id: int
    seats: tuple[Seat, ...]
    acts_for: tuple[int, ...]
    same_person: tuple[int, ...] = ()
    """Other accounts with this person's ID number: what these applied for is the person's own (ADR 0094)."""
    kept_out: tuple[int, ...] = ()
    """The keys of what this person neither sees nor handles, as the column says that ``keep_out`` was given."""
    lenders: tuple[Lender, ...] = ()
    """Those for whom this person stands in."""

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
        return any(self._has(seat, role, unit_id, officer_id) for seat in self.seats)

    def in_place_of(self, role: str, unit_id: int | None, officer_id: int | None) -> int | None:
        """Return in whose place this person has what waits for a role of a unit; None where it is the own work, or nobody's here."""
        seat = next((one for one in self.seats if self._has(one, role, unit_id, officer_id)), None)
        if seat is None:
            return None
        is_own = seat.role is not Role.SPECIALIST or officer_id == self.user_id
        return seat.stands_for if is_own else officer_id

    def officers(self, seat: Seat) -> tuple[int, ...]:
        """Return whose files a case officer's seat is for: one's own and those of absent colleagues, or of whom it is lent."""
        return self.acts_for if seat.stands_for is None else (seat.stands_for,)

    def lender(self, absent: int) -> Lender:
        """Return what is known of somebody for whom this person stands in."""
        return lender_among(self.lenders, absent)

    def about(self, one: About) -> "Seats":
        """Return by which of them somebody acts on one thing: without what is lent by whoever may not handle it."""
        barred = {lender.user_id for lender in self.lenders if lender.is_kept_from(one)}
        if not barred:
            return self
        seats = tuple(seat for seat in self.seats if seat.stands_for not in barred)
        return replace(self, seats=seats, acts_for=tuple(pk for pk in self.acts_for if pk not in barred))

    def _has(self, seat: Seat, role: str, unit_id: int | None, officer_id: int | None) -> bool:
        is_mine = seat.role is not Role.SPECIALIST or officer_id in self.officers(seat)
        return is_mine and seat.role == role and seat.unit_id == unit_id

    @property
    def own_accounts(self) -> tuple[int, ...]:
        """All accounts of this person, as far as that is known."""
        return (self.user_id, *self.same_person)

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

    @property
    def calendar_agency_ids(self) -> tuple[int, ...]:
        """The agencies whose working calendar the person may change."""
        return tuple(dict.fromkeys(seat.agency_id for seat in self.seats if seat.role in CHANGING_CALENDARS))


_SEAT = "seat.role, unit.id, unit.name_vi, unit.kind, unit.parent_id"
_SEATS = "accounts_membership AS seat JOIN accounts_unit AS unit ON unit.id = seat.unit_id"
_IN_FORCE = "seat.since <= %(on)s AND (seat.until IS NULL OR seat.until >= %(on)s)"
AWAY = "away.since <= %(on)s AND away.until >= %(on)s AND (away.ended_on IS NULL OR away.ended_on > %(on)s)"
"""Which rows of ``away`` hold on a day, in SQL."""
_LENT = ", ".join(f"'{role}'" for role in sorted(OFFICERS))

_KEPT_OUT = ["'[]'::json"]
"""The column of SQL that ``keep_out`` was given, or that of nothing."""
COLUMNS = 4
"""Of ``seat_columns``."""
_SAME = """(SELECT coalesce(json_agg(other.id ORDER BY other.id), '[]')
 FROM accounts_user AS own JOIN accounts_user AS other ON other.personal_id = own.personal_id AND other.id <> own.id
 WHERE own.id = {user} AND own.personal_id <> '' AND other.personal_id <> '')"""
_HELD = f"""
(SELECT coalesce(json_agg(json_build_array({_SEAT}) ORDER BY seat.id)::text, '[]') FROM {_SEATS}
 WHERE seat.user_id = {{user}} AND {_IN_FORCE}),
(SELECT coalesce(json_agg(away.absent_id ORDER BY away.id)::text, '[]') FROM accounts_substitution AS away
 WHERE away.substitute_id = {{user}} AND {AWAY}),
(SELECT coalesce(json_agg(json_build_array({_SEAT}, away.absent_id) ORDER BY away.id, seat.id)::text, '[]')
 FROM accounts_substitution AS away JOIN {_SEATS} ON seat.user_id = away.absent_id
 WHERE away.substitute_id = {{user}} AND {AWAY} AND {_IN_FORCE} AND seat.role IN ({_LENT})),
json_build_array({_SAME}, {{kept_out}},
 (SELECT coalesce(json_agg(json_build_array(away.absent_id, {_SAME.format(user="away.absent_id")}, {{lent_out}}) ORDER BY away.id), '[]')
 FROM accounts_substitution AS away WHERE away.substitute_id = {{user}} AND {AWAY}))::text
"""


def keep_out(column: str) -> None:
    """Have read with the seats what a person is kept out of, by what another app knows: SQL that gives a JSON list of keys.

    ``{user}`` stands in it for the account's key. Called as an app gets ready.
    """
    _KEPT_OUT[0] = column


def seat_columns(user: str) -> str:
    """Return in SQL what an account holds on a day, and for whom one stands in, as four columns.

    These are memberships in force, absent people, their seats, and the accounts of the same person with what that one is
    kept out of, as well as of each who is absent. Each is the text of its JSON: the same text stands for the same seats,
    which are made of it once.
    """
    [column] = _KEPT_OUT
    return _HELD.format(user=user, kept_out=column.format(user=user), lent_out=column.format(user="away.absent_id"))


def seats_of(user: User, on: date) -> Seats:
    """Return the seats of a user on a day: one small query, asked once for each user object."""
    known = _known(user)
    if on not in known:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {seat_columns('%(user)s')}", {"user": user.pk, "on": on})
            [row] = cursor.fetchall()
        note(user, on, row)
    return known[on]


def note(user: User, on: date, columns: Sequence[str]) -> None:
    """Keep with a user what ``seat_columns`` gives for a day."""
    _known(user)[on] = _made(user.pk, *columns)


def note_all(people: Iterable[User], on: date) -> None:
    """Keep with each of many users what ``seats_of`` gives for a day: one statement."""
    known = {person.pk: person for person in people}
    asked = (
        f"SELECT person.id, {seat_columns('person.id')} FROM accounts_user AS person WHERE person.id = ANY(%(people)s)"
    )
    with connection.cursor() as cursor:
        cursor.execute(asked, {"people": list(known), "on": on})
        for pk, *columns in cursor.fetchall():
            note(known[pk], on, columns)


@lru_cache(KEPT)
def _made(user_id: int, own_seats: str, absent: str, lent: str, apart: str) -> Seats:
    own = tuple(_seat(*row) for row in json.loads(own_seats))
    found = dict.fromkeys(_seat(*row) for row in json.loads(lent))
    # Whoever has no seat can stand in for nobody.
    acts_for = dict.fromkeys((user_id, *json.loads(absent))) if own else (user_id,)
    given = (seat for seat in found if is_lent(seat, own))
    same_person, kept_out, lenders = json.loads(apart)
    known = {absent: Lender(absent, (absent, *same), tuple(keys)) for absent, same, keys in lenders if own}
    return Seats(user_id, (*own, *given), tuple(acts_for), tuple(same_person), tuple(kept_out), tuple(known.values()))


def lender_among(lenders: Iterable[Lender], absent: int) -> Lender:
    """Return one of them by the key; of anybody else only that the own account is one's own is known."""
    return next((one for one in lenders if one.user_id == absent), Lender(absent, (absent,)))


class Placed(Protocol):
    """A role in a unit of an agency, as somebody has it."""

    @property
    def role(self) -> Role:
        """The role."""

    @property
    def unit_id(self) -> int:
        """The unit."""

    @property
    def agency_id(self) -> int:
        """Its agency."""


def is_lent(seat: Placed, own: Iterable[Placed]) -> bool:
    """Say whether somebody who stands in is given a seat of whoever is away, by the seats of one's own.

    Within the agency and to its officers alone; a case officer's files stay in the division. A seat that one has oneself
    is given by nobody. What is lent is lent to no third: only own seats are asked for here and in ``seat_columns``.
    """
    held = list(own)
    if any((one.role, one.unit_id) == (seat.role, seat.unit_id) for one in held):
        return False
    if seat.role is Role.SPECIALIST:
        return any(one.role in OF_DIVISION and one.unit_id == seat.unit_id for one in held)
    return any(one.role in OFFICERS and one.agency_id == seat.agency_id for one in held)


def _known(user: User) -> dict[date, Seats]:
    """Return what is kept with a user; with the user itself, also where a request's lazy one stands before it."""
    if not hasattr(user, "_seats"):
        user._seats = {}  # type: ignore[attr-defined]
    kept: dict[date, Seats] = user._seats  # type: ignore[attr-defined]
    return kept


def _seat(  # noqa: PLR0917 - the columns of ``seat_columns``
    role: str, unit_id: int, name: str, kind: str, parent_id: int | None, stands_for: int | None = None
) -> Seat:
    return Seat(Role(role), unit_id, name, Unit(pk=unit_id, kind=kind, parent_id=parent_id).agency_id, stands_for)


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


def answering_for(agency_id: int, on: date) -> QuerySet[User]:
    """Return the people who answer for an agency on a day and can sign in."""
    return _in_agency(MANAGERS, agency_id, on)


def administering(agency_id: int, on: date) -> QuerySet[User]:
    """Return the people who administer an agency on a day and can sign in."""
    return _in_agency({Role.ADMINISTRATOR}, agency_id, on)


def _in_agency(roles: Collection[Role], agency_id: int, on: date) -> QuerySet[User]:
    inside = Q(unit=agency_id) | Q(unit__parent=agency_id)
    seats = Membership.objects.in_force(on).filter(inside, role__in=roles)
    return User.objects.filter(pk__in=seats.values("user"), is_active=True).order_by("pk")


def seated(role: Role, unit_id: int, on: date) -> QuerySet[User]:
    """Return the people who hold a role in a unit on a day and can sign in."""
    seats = Membership.objects.in_force(on).filter(role=role, unit=unit_id)
    return User.objects.filter(pk__in=seats.values("user"), is_active=True).order_by("pk")


def acting(role: Role, unit_id: int, on: date, *, but: Collection[int] = ()) -> QuerySet[User]:
    """Return the people who act in a role of a unit on a day: who hold it, and to whom it is lent; one query.

    ``but`` some people, and whoever would act in the place of one of these.
    """
    held = Membership.objects.in_force(on).filter(role=role, unit=unit_id).exclude(user__in=but)
    found = Q(pk__in=held.values("user")) | _lent(held, role, unit_id, on)
    return User.objects.filter(found, is_active=True).exclude(pk__in=but).order_by("pk")


def acting_for(officer_id: int, unit_id: int, on: date) -> QuerySet[User]:
    """Return who goes on with the files of a case officer in a division on a day: that one, and whoever stands in; one query.

    Of a file that this officer may not handle it is not asked: then nobody does, in that one's place either (ADR 0094).
    """
    seats = Membership.objects.in_force(on).filter(role=Role.SPECIALIST, unit=unit_id)
    named = Substitution.objects.in_force(on).filter(absent=officer_id)
    own = Q(pk=officer_id) | Q(pk__in=named.values("substitute"))
    found = (own & Q(pk__in=seats.values("user"))) | _lent(seats.filter(user=officer_id), Role.SPECIALIST, unit_id, on)
    return User.objects.filter(found, is_active=True).order_by("pk")


def _lent(held: QuerySet[Membership], role: Role, unit_id: int, on: date) -> Q:
    """Narrow to those to whom one of these seats in a unit is lent, as ``is_lent`` has it."""
    away = Substitution.objects.in_force(on).filter(absent__in=held.values("user"))
    seats = Membership.objects.in_force(on)
    if role is Role.SPECIALIST:
        near = seats.filter(role__in=OF_DIVISION, unit=unit_id)
    else:
        agency = Unit.objects.filter(pk=unit_id).annotate(agency=_agency()).values("agency")[:1]
        near = seats.filter(role__in=OFFICERS).annotate(agency=_agency("unit__")).filter(agency=Subquery(agency))
    return Q(pk__in=away.values("substitute")) & Q(pk__in=near.values("user"))


def _agency(of: str = "") -> Case:
    """Return in SQL what ``Unit.agency_id`` says of a unit."""
    is_one = When(Q(**{f"{of}kind__in": (UnitKind.AGENCY, UnitKind.PROVINCE)}), then=F(f"{of}id"))
    return Case(is_one, default=Coalesce(F(f"{of}parent"), F(f"{of}id")))
