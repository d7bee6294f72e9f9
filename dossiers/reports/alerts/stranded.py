"""Work that nobody can go on with: whose role nobody holds, or where all who could are on leave, or applied themselves.

And what has to be given to a case officer next, of whom nobody may get it.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Self

from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Case, Count, ExpressionWrapper, F, Min, OuterRef, Q, When

from accounts.models import Membership, Substitution, Unit, UnitKind, User
from accounts.rights import OFFICERS
from accounts.roles import Role
from dossiers.models import AlertKind, Dossier, Interest
from dossiers.policy import keeps_drafter_apart
from dossiers.reports.alerts.giving import STEP, Given
from dossiers.reports.alerts.seen import Seen
from dossiers.reports.alerts.whose import selection_of
from procedures.models import ProcedureVersion
from procedures.time.calendar import LOCAL

type Place = tuple[str, int, int | None]
"""The role and unit that have a dossier, and its case officer."""
NOBODY, ON_LEAVE, OWN, UNGIVEN = "nobody", "on_leave", "own", "ungiven"
"""Why: nobody has the role, all who have it are away, who has it may not handle a dossier of one's own, nobody may be given it."""
FILED = ":filed"
"""How the figure of what is not accepted yet ends: it stands in no figure of the office, and in another list."""


@dataclass(frozen=True, slots=True)
class Staff:
    """Who holds which role in which unit on a day, and who stands in for whom."""

    seats: Mapping[tuple[str, int], Collection[int]]
    substitutes: Mapping[int, Collection[int]]
    """By whoever is on leave."""
    agencies: Mapping[int, int]
    """Of each unit in which somebody sits."""

    @classmethod
    def on(cls, day: date) -> Self:
        """Read it: two questions."""
        seats: dict[tuple[str, int], set[int]] = {}
        agencies: dict[int, int] = {}
        held = Membership.objects.in_force(day).filter(user__is_active=True).select_related("unit")
        for seat in held.only("role", "user_id", "unit__kind", "unit__parent_id"):
            seats.setdefault((seat.role, seat.unit_id), set()).add(seat.user_id)
            agencies[seat.unit_id] = seat.unit.agency_id
        substitutes: dict[int, set[int]] = {}
        away = Substitution.objects.in_force(day)
        for absent, substitute in away.values_list("absent", "substitute"):
            substitutes.setdefault(absent, set()).update(filter(None, [substitute]))
        return cls(seats, substitutes, agencies)

    def lacks(
        self,
        role: str,
        unit: int,
        officer: int | None,
        applied: Collection[int] = (),
        declared: Collection[int] = (),
        *,
        given_in: int | None = None,
    ) -> str:
        """Return why nobody can go on with what a role of a unit has, a case officer's by name; "" where somebody can.

        Who has ``applied`` or ``declared`` an interest may not, nor anybody in that one's place (ADR 0094). What is given to a case officer next, of the division ``given_in``, goes on
        only where it can be given to one.
        """
        why = self._lacks(role, unit, officer, applied, declared)
        return why or ("" if given_in is None else self._lacks_case_officer(given_in, applied, declared))

    def may_get(self, division: int, applied: Collection[int] = (), declared: Collection[int] = ()) -> set[int]:
        """Return whom of a division a dossier can be given, so that it is in somebody's hands: that one's, or a stand-in's."""
        officers = self._not_kept_out(division, applied, declared)
        return {one for one in officers if not self._lacks(Role.SPECIALIST, division, one, applied, declared)}

    def _not_kept_out(self, division: int, applied: Collection[int], declared: Collection[int]) -> set[int]:
        return set(self.seats.get((Role.SPECIALIST, division), ())).difference(applied, declared)

    def _lacks_case_officer(self, division: int, applied: Collection[int], declared: Collection[int]) -> str:
        if self.may_get(division, applied, declared):
            return ""
        return ON_LEAVE if self._not_kept_out(division, applied, declared) else UNGIVEN

    def _lacks(
        self, role: str, unit: int, officer: int | None, applied: Collection[int], declared: Collection[int]
    ) -> str:
        kept = frozenset(applied).union(declared)
        people = set(self.seats.get((role, unit), ()))
        if role == Role.SPECIALIST and officer is not None:
            # In the place of whoever may not handle it nobody does, by whichever seat.
            named = set() if officer in kept else set(self.substitutes.get(officer, ()))
            present = people & {officer, *named}
            # A head stands in by the officer's own seat.
            if officer in people:
                present |= named & set(self.seats.get((Role.DIVISION_HEAD, unit), ()))
            people &= {officer}
        else:
            present = people | self._lent(people - kept, unit)
        if present - self.substitutes.keys() - kept:
            return ""
        if people - kept:
            return ON_LEAVE
        return OWN if people else NOBODY

    def missed(
        self,
        absent: int,
        place: Place,
        applied: Collection[int],
        declared: Collection[int],
        given_in: int | None,
    ) -> tuple[str, int] | None:
        """Return in which role and unit somebody who is away is missed, where nobody goes on with what lies there; else None.

        As who would go on with it, or as the case officer whom it would be given.
        """
        (role, unit, officer), apart = place, (applied, declared)
        is_own = role != Role.SPECIALIST or officer == absent
        if why := self.lacks(*place, *apart):
            is_missed = why == ON_LEAVE and is_own and absent in self.seats.get((role, unit), ())
            return (role, unit) if is_missed else None
        if given_in is None or self.lacks(*place, *apart, given_in=given_in) != ON_LEAVE:
            return None
        return (Role.SPECIALIST.value, given_in) if absent in self._not_kept_out(given_in, *apart) else None

    def without(self, person: int) -> "Staff":
        """Return who is there once somebody has left."""
        return replace(self, seats={place: {*people} - {person} for place, people in self.seats.items()})

    def standing_in(self, role: str, unit: int) -> set[int]:
        """Return who acts in a role of a unit by a lent seat alone."""
        people = set(self.seats.get((role, unit), ()))
        return set() if role == Role.SPECIALIST else self._lent(people, unit) - people

    def _lent(self, people: Collection[int], unit: int) -> set[int]:
        """Return to whom the seats of people in a unit are lent: officers of the agency (``accounts.seats.is_lent``)."""
        agency = self.agencies.get(unit)
        held = (who for (role, place), who in self.seats.items() if role in OFFICERS and self.agencies[place] == agency)
        officers = frozenset[int]().union(*held)
        return {who for one in people for who in self.substitutes.get(one, ()) if who in officers}

    @property
    def people(self) -> frozenset[int]:
        """Everybody who has a seat."""
        return frozenset().union(*self.seats.values())


@dataclass(frozen=True, slots=True)
class Stuck:
    """Where dossiers lie that nobody can go on with, and why."""

    role: str
    unit: int
    why: str
    is_accepted: bool


def of_agency(agency: Unit, now: datetime) -> dict[Unit, list[Seen]]:
    """Return what nobody can go on with, by the division that has it; by the agency, where no division has."""
    on = now.astimezone(LOCAL).date()
    found = _places(agency, Staff.on(on))
    units = Unit.objects.in_bulk({place.unit for place in found})
    divisions = {unit for unit in units.values() if unit.kind == UnitKind.DIVISION and unit.agency_id == agency.pk}
    seen: dict[Unit, list[Seen]] = {}
    for place, (count, code) in found.items():
        at = units.get(place.unit, agency)
        whose = at if at in divisions else agency
        measured = {"count": count, "role": place.role, "at": at.slug, "at_vi": at.name_vi, "at_en": at.name_en}
        if place.why in {OWN, UNGIVEN} and count == 1:
            measured |= {"code": code}
        figure = f"{place.role}:{at.slug}{'' if place.is_accepted else FILED}"
        seen.setdefault(whose, []).append(Seen(whose, AlertKind.STRANDED, figure, place.why, on, measured))
    return seen


def _places(agency: Unit, staff: Staff) -> dict[Stuck, tuple[int, str]]:
    """Return how many dossiers lie where nobody can go on with them, and the number of the first: one question.

    What somebody who has a seat has applied for, or has declared an interest in, is counted for that person alone: others
    go on with it, that one may not.
    """
    declared = Interest.objects.standing().filter(dossier=OuterRef("pk")).order_by("person")
    seated = Case(When(applicant__in=staff.people, then=F("applicant")), default=None)
    is_accepted = ExpressionWrapper(Q(accepted_at__isnull=False), BooleanField())
    lying = selection_of(agency).dossiers.filter(resolved_at=None).exclude(holder__in=("", Role.CITIZEN)).order_by()
    rows = list(
        lying.annotate(seated=seated, is_accepted=is_accepted, apart=ArraySubquery(declared.values("person")), **STEP)
        .values_list(*STEP, "holder", "unit", "assignee", "seated", "is_accepted", "apart")
        .annotate(count=Count("pk"), first=Min("code"))
    )
    given = Given(row[:2] for row in rows)
    found: dict[Stuck, tuple[int, str]] = {}
    for *step, role, unit, officer, applicant, accepted, apart, count, first in rows:
        given_in = given.division(*step)
        if why := staff.lacks(role, unit or 0, officer, {applicant} - {None}, apart, given_in=given_in):
            place = Stuck(role, unit or 0, why, is_accepted=accepted)
            before, code = found.get(place, (0, first))
            found[place] = before + count, min(code, first)
    return found


@dataclass(frozen=True, slots=True)
class Left:
    """What nobody can go on with while somebody is away."""

    role: str
    unit: Unit
    codes: tuple[str, ...]
    """The numbers of the dossiers."""
    drafters: frozenset[int] = frozenset()
    """Who stands in and has drafted some of them, and may so not go on with these."""
    kept_out: frozenset[int] = frozenset()
    """Who has applied for some of them or has declared an interest."""
    officers: frozenset[int] = frozenset()
    """Whose drafts they are, who may not be the one to stand in."""

    @property
    def count(self) -> int:
        """How many they are."""
        return len(self.codes)

    def with_one(self, code: str, *, drafters: Collection[int], kept_out: Collection[int]) -> "Left":
        """Return the same with one more, unless it is there already."""
        codes = self.codes if code in self.codes else (*self.codes, code)
        return replace(
            self, codes=codes, drafters=self.drafters.union(drafters), kept_out=self.kept_out.union(kept_out)
        )


type Drafting = tuple[str, int, int | None, str, int]
"""The role, unit, case officer, state and version of dossiers that lie alike."""


def apart_as_drafters(rows: Iterable[Drafting], staff: Staff) -> dict[Drafting, frozenset[int]]:
    """Return of dossiers that lie alike who stands in and may not go on with them, having drafted them: a question where any might be.

    The case officer whom a dossier has stands for whoever has drafted it, which only its log knows for certain.
    """
    found = {row for row in rows if row[2] is not None and row[2] in staff.standing_in(row[0], row[1])}
    versions = ProcedureVersion.objects.in_bulk({row[4] for row in found}) if found else {}
    return {
        row: frozenset({row[2]}) for row in found if row[2] and keeps_drafter_apart(versions[row[4]].machine, row[3])
    }


def left_by(absent: User, on: date) -> list[Left]:
    """Return what lies with somebody now and nobody could go on with on a day, as absences are entered: four questions, or five."""
    staff = Staff.on(on)
    places = [place for place, people in staff.seats.items() if absent.pk in people]
    lying = Dossier.objects.filter(unit__in=[unit for _role, unit in places], resolved_at=None).order_by()
    rows = lying.values_list("holder", "unit", "assignee", "state", "version", "division")
    known = {row[:6]: row[6] for row in rows.annotate(codes=ArrayAgg("code", order_by="code"))}
    apart = apart_as_drafters((row[:5] for row in known), staff)
    given = Given((version, state) for *_place, state, version, _division in known)
    found: dict[tuple[str, int], list[tuple[Drafting, list[str]]]] = {}
    for (role, unit, officer, state, version, division), codes in known.items():
        row, given_in = (role, unit, officer, state, version), given.division(version, state, division)
        where = staff.missed(absent.pk, (role, unit, officer), (), apart.get(row, ()), given_in)
        if where is not None:
            found.setdefault(where, []).append((row, codes))
    units = Unit.objects.in_bulk({unit for _role, unit in found})
    return [_left(role, units[unit], lying_alike, apart) for (role, unit), lying_alike in found.items()]


def _left(
    role: str, unit: Unit, alike: Iterable[tuple[Drafting, list[str]]], apart: Mapping[Drafting, frozenset[int]]
) -> Left:
    rows = list(alike)
    codes = tuple(code for _row, some in rows for code in some)
    drafters = frozenset[int]().union(*(apart.get(row, ()) for row, _some in rows))
    officers = frozenset(row[2] for row, _some in rows if row[2] and role != Role.SPECIALIST)
    return Left(role, unit, codes, drafters, officers=officers)
