"""Who sits where: the people of an officer's sight, by name, for what lists show and are narrowed by."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache
from typing import Protocol

from django.contrib.postgres.expressions import ArraySubquery
from django.core.cache import caches
from django.db import connection
from django.db.models import OuterRef
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import ROLE_LABELS, Membership, Substitution, User
from accounts.rights import OF_DIVISION, OFFICERS, STEP_ROLES, WHOLE_AGENCY
from accounts.roles import Role
from accounts.seats import Seats, is_lent
from dossiers.commands.deciding.interests import kept_out_of
from dossiers.lists.names import distinct_names
from dossiers.models import CounterPerson
from procedures.catalogue.alphabet import sort_key

KEPT_SECONDS = 60
"""For so long a process keeps who sits where: names beside rows, no right hangs on them."""
KEPT_SEATS = 256
"""Of so many officers it is kept whose dossiers they see."""


@dataclass(frozen=True, slots=True)
class Sitting:
    """A seat that somebody has, or had."""

    role: Role
    unit_id: int
    agency_id: int
    user_id: int
    name: str
    username: str
    is_in_force: bool
    stands_for: int | None = None
    """Whose seat it is, where it is lent."""

    @property
    def has_by_role(self) -> bool:
        """Whether what its unit has in its role waits for it: a case officer has what was given to that person alone."""
        return self.is_in_force and self.role in STEP_ROLES and self.role is not Role.SPECIALIST

    def sees(self, dossier: "Lies") -> bool:
        """Say whether a dossier lies in the sight of this seat, as ``DossierQuerySet.visible_to`` has it."""
        if self.role in WHOLE_AGENCY:
            return self.agency_id == dossier.agency_id
        return self.unit_id == (dossier.division_id if self.role in OF_DIVISION else dossier.unit_id)


@dataclass(frozen=True, slots=True, eq=False)
class People:
    """Who sits where on a day, and what follows from it: made once, looked at in each list."""

    sittings: tuple[Sitting, ...]
    """By name in the order of the alphabet."""
    names: Mapping[int, str]
    """Of all who have or had a seat, by their ids."""
    sole: Mapping[tuple[str, int], Sitting]
    """Who alone has a role in a unit: what waits there waits for that person, but for a dossier of that one's own."""
    lent: tuple[Sitting, ...]
    """The seats that are lent to who stands in, by the name of that person."""
    apart: Mapping[int, frozenset[int]]
    """Who is kept out of a dossier by a declaration, by its key: no right hangs on this, which is a minute old."""
    handling: frozenset[tuple[int, int | None]]
    """Each case officer who is there, with the division."""
    accounts: frozenset[int]
    """Every account of theirs, as far as that is known: others with the same ID number, and who was served at the counter as they."""

    def has_left(self, dossier: "InHands") -> bool:
        """Say whether the case officer of a dossier has no such seat in its unit any more, or a closed account."""
        return dossier.assignee_id is not None and (dossier.assignee_id, dossier.unit_id) not in self.handling


def people(on: date) -> People:
    """Return who has a seat by which dossiers are seen, or had one."""
    found: People = caches["process"].get_or_set(_key(on), lambda: _people(on), KEPT_SECONDS) or _people(on)
    return found


def people_by_name(on: date) -> People:
    """Return the same people by the names of this moment, as a press knows them: one query, whatever this process keeps."""
    kept = people(on)
    found = {user.pk: user for user in User.objects.filter(pk__in=kept.names)}
    sittings, lent = (_by_name(_renamed(one, found) for one in some) for some in (kept.sittings, kept.lent))
    return replace(kept, sittings=tuple(sittings), lent=tuple(lent))


def _renamed(one: Sitting, found: Mapping[int, User]) -> Sitting:
    user = found.get(one.user_id)
    return replace(one, name=user.get_full_name(), username=user.username) if user else one


def forget(on: date) -> None:
    """Have this process look again: who was just given another name is called by it on the next page."""
    caches["process"].delete(_key(on))


def _key(on: date) -> str:
    return f"sittings:{connection.settings_dict['NAME']}:{on}"


def _people(on: date) -> People:
    away = Substitution.objects.in_force(on).filter(absent=OuterRef("user")).order_by("pk")
    seats = list(
        Membership.objects.filter(role__in=OFFICERS)
        .select_related("user", "unit")
        .annotate(substitutes=ArraySubquery(away.values("substitute")))
    )
    found = _by_name(_sitting(seat, on) for seat in seats)
    away_for = {seat.user_id: seat.substitutes for seat in seats}  # type: ignore[attr-defined]  # annotated above
    lent = _by_name(_lent(away_for, found))
    names = {one.user_id: one.name for one in found}
    there = frozenset((one.user_id, one.unit_id) for one in found if one.is_in_force and one.role is Role.SPECIALIST)
    return People(tuple(found), names, _sole(found), tuple(lent), kept_out_of(), there, _accounts(names))


def _accounts(officers: Iterable[int]) -> frozenset[int]:
    """Return the accounts of people, those by which they have filed as citizens too: one query."""
    own = User.objects.filter(pk__in=list(officers)).exclude(personal_id="")
    same = User.objects.filter(personal_id__in=own.values("personal_id")).exclude(personal_id="")
    served = CounterPerson.objects.filter(joined__in=list(officers))
    return frozenset(officers).union(
        same.order_by().values_list("pk").union(served.values_list("pk")).values_list("pk", flat=True)
    )


def _by_name(sittings: Iterable[Sitting]) -> list[Sitting]:
    return sorted(sittings, key=lambda one: (sort_key(one.name), one.user_id))


def _lent(away: Mapping[int, Sequence[int | None]], found: Iterable[Sitting]) -> Iterator[Sitting]:
    """Yield the seats that are lent, by the people who stand in for each who is away."""
    own: dict[int, list[Sitting]] = {}
    for one in found:
        if one.is_in_force:
            own.setdefault(one.user_id, []).append(one)
    for absent, substitutes in away.items():
        for substitute in own.keys() & {*substitutes}:
            held = own[substitute]
            lent = [seat for seat in own.get(absent, ()) if is_lent(seat, held)]
            name, username = held[0].name, held[0].username
            for seat in lent:
                yield replace(seat, user_id=substitute, name=name, username=username, stands_for=absent)


def _sitting(seat: Membership, on: date) -> Sitting:
    is_in_force = seat.since <= on and (seat.until is None or seat.until >= on) and seat.user.is_active
    user = seat.user
    name, place = user.get_full_name(), (seat.unit_id, seat.unit.agency_id)
    return Sitting(Role(seat.role), *place, user.pk, name, user.username, is_in_force)


def _sole(sittings: Iterable[Sitting]) -> dict[tuple[str, int], Sitting]:
    found: dict[tuple[str, int], dict[int, Sitting]] = {}
    for one in sittings:
        if one.is_in_force:
            found.setdefault((one.role.value, one.unit_id), {})[one.user_id] = one
    return {place: next(iter(people.values())) for place, people in found.items() if len(people) == 1}


def case_officers(seats: Seats, on: date) -> Mapping[int, Sitting]:
    """Return the case officers of whom somebody sees dossiers, by their ids and in order; those who have left too."""
    return _case_officers(people(on), seats)


@lru_cache(KEPT_SEATS)
def _case_officers(people: People, seats: Seats) -> Mapping[int, Sitting]:
    """The people of another minute are others."""
    agencies = {seat.agency_id for seat in seats if seat.role not in OF_DIVISION}
    divisions = {seat.unit_id for seat in seats if seat.role in OF_DIVISION}
    found: dict[int, Sitting] = {}
    for one in people.sittings:
        is_seen = one.agency_id in agencies or one.unit_id in divisions
        if one.role is Role.SPECIALIST and is_seen and (one.is_in_force or one.user_id not in found):
            found[one.user_id] = one
    return found


def called_in(sittings: Mapping[int, Sitting]) -> dict[int, str]:
    """Return what each of some people is called in a list or choice of them, by their ids."""
    return distinct_names((pk, one.name, one.username) for pk, one in sittings.items())


def holders(seats: Seats, on: date) -> Mapping[int, tuple[Sitting, ...]]:
    """Return who can have dossiers of somebody's agencies by a role that a unit has, by their ids and in order.

    These are all but case officers, who have what is given to them by name, and what another agency decides is there too.
    """
    return _holders(people(on), frozenset(seat.agency_id for seat in seats))


@lru_cache(KEPT_SEATS)
def _holders(people: People, agencies: frozenset[int]) -> Mapping[int, tuple[Sitting, ...]]:
    found: dict[int, tuple[Sitting, ...]] = {}
    for one in people.sittings:
        if one.has_by_role and (one.agency_id in agencies or one.role is Role.PROVINCIAL_OFFICE):
            found[one.user_id] = (*found.get(one.user_id, ()), one)
    return found


BY_NAME = "_named"
"""Behind a key in the filter of who has it: what that case officer has by name, without what a unit has in a role of that one's."""


def as_case_officer(name: str) -> str:
    """Return how somebody is called of whom only what waits by name is meant."""
    return _("%(name)s (as case officer)") % {"name": name}


def seated_as(user_id: int, on: date) -> list[Sitting]:
    """Return the seats of somebody on a day by which what a unit has in a role waits for that person."""
    return [one for one in people(on).sittings if one.user_id == user_id and one.has_by_role]


@cache
def _roles(_language: str | None) -> Mapping[str, str]:
    return {role.value: str(label) for role, label in ROLE_LABELS.items()}


class Lies(Protocol):
    """What says whose a dossier is, and where it lies."""

    pk: int
    applicant_id: int
    agency_id: int
    division_id: int | None
    unit_id: int | None


def nameable(dossier: Lies, on: date, reader_id: int, known: People | None = None) -> dict[str, Role]:
    """Return whom a reader can name in a note about a dossier, each with a role of theirs: colleagues who may see it.

    Each as the note has to name them: by the user name where two are called the same. Who was kept out within the last
    minute may be proposed still; the press names nobody who may not see the dossier.
    """
    known = known or people(on)
    in_force = [one for one in (*known.sittings, *known.lent) if one.is_in_force]
    apart = {dossier.applicant_id, *known.apart.get(dossier.pk, ())}
    # Nor does anybody see it in the place of one of these.
    seeing = {one.user_id for one in in_force if one.stands_for not in apart and one.sees(dossier)} - {
        *apart,
        reader_id,
    }
    colleagues = [one for one in in_force if one.agency_id == dossier.agency_id]
    called: dict[str, set[int]] = {}
    for one in colleagues:
        called.setdefault(one.name, set()).add(one.user_id)
    meant = (one for one in colleagues if one.user_id in seeing)
    return {one.name if len(called[one.name]) == 1 else one.username: one.role for one in meant}


class InHands(Protocol):
    """What says in whose hands a dossier is: the dossier itself, or its row of a list."""

    @property
    def pk(self) -> int:
        """Return its key."""

    @property
    def holder(self) -> str:
        """Return the role that has it; empty where nobody has."""

    @property
    def unit_id(self) -> int | None:
        """Return the unit of that role."""

    @property
    def assignee_id(self) -> int | None:
        """Return its case officer, who need not have it."""

    @property
    def applicant_id(self) -> int:
        """Return who applied, who handles it never."""


def absent_names(seats: Seats, on: date) -> Callable[[InHands], str]:
    """Return what says in whose place somebody has a dossier, by name; "" of the own work, and of what others have.

    No query, and nothing is looked up for whoever stands in for nobody.
    """
    if seats.acts_for == (seats.user_id,):
        return lambda _dossier: ""
    names = people(on).names

    def absent(dossier: InHands) -> str:
        whose = seats.about(dossier).in_place_of(dossier.holder, dossier.unit_id, dossier.assignee_id)
        return names.get(whose, "") if whose is not None else ""

    return absent


def named_holders(dossiers: Iterable[InHands], on: date) -> Callable[[InHands], str]:
    """Return what says who has a dossier on a day, by name where that is one person; nothing where nobody has it.

    Of a case officer who has left it says so. No query for people who have a seat, one for all others.
    """
    seated = people(on)
    names, sole = seated.names, seated.sole
    roles = _roles(get_language())
    missing = {one.assignee_id for one in dossiers if one.holder == Role.SPECIALIST and one.assignee_id} - names.keys()
    if missing:
        names = {**names, **{user.pk: user.get_full_name() for user in User.objects.filter(pk__in=missing)}}

    def who(dossier: InHands) -> str:
        if not dossier.holder:
            return ""
        one = sole.get((dossier.holder, dossier.unit_id or 0))
        is_one_s = dossier.holder == Role.SPECIALIST
        named = dossier.assignee_id if is_one_s else one.user_id if one else None
        if named is None or named == dossier.applicant_id:
            return roles[dossier.holder]
        name = names.get(named, roles[dossier.holder])
        return _("%(name)s (has left)") % {"name": name} if is_one_s and seated.has_left(dossier) else name

    return who
