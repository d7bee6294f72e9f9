"""Work that nobody can go on with: whose role nobody holds, or where all who could are on leave."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Self

from django.db.models import Count

from accounts.models import Membership, Substitution, Unit, UnitKind
from accounts.roles import Role
from dossiers.models import AlertKind
from dossiers.reports import today
from dossiers.reports.alerts.seen import Seen
from dossiers.reports.alerts.whose import selection_of
from procedures.time.calendar import LOCAL

NOBODY, ON_LEAVE = "nobody", "on_leave"


@dataclass(frozen=True, slots=True)
class Staff:
    """Who holds which role in which unit on a day, and who stands in for whom."""

    seats: Mapping[tuple[str, int], Collection[int]]
    substitutes: Mapping[int, Collection[int]]
    """By whoever is on leave."""

    @classmethod
    def on(cls, day: date) -> Self:
        """Read it: two questions."""
        seats: dict[tuple[str, int], set[int]] = {}
        held = Membership.objects.in_force(day).filter(user__is_active=True)
        for role, unit, user in held.values_list("role", "unit", "user"):
            seats.setdefault((role, unit), set()).add(user)
        substitutes: dict[int, set[int]] = {}
        away = Substitution.objects.filter(since__lte=day, until__gte=day)
        for absent, substitute in away.values_list("absent", "substitute"):
            substitutes.setdefault(absent, set()).add(substitute)
        return cls(seats, substitutes)

    def lacks(self, role: str, unit: int, officer: int | None) -> str:
        """Return why nobody can go on with what a role of a unit has, a case officer's by name; "" where somebody can."""
        people = set(self.seats.get((role, unit), ()))
        is_one_s = role == Role.SPECIALIST and officer is not None
        present = people - self.substitutes.keys()
        if is_one_s:
            named = {officer or 0}
            present &= named | set(self.substitutes.get(officer or 0, ()))
            people &= named
        if present:
            return ""
        return ON_LEAVE if people else NOBODY


def of_agency(agency: Unit, now: datetime) -> dict[Unit, list[Seen]]:
    """Return what nobody can go on with, by the division that has it; by the agency, where no division has."""
    on = now.astimezone(LOCAL).date()
    open_now = selection_of(agency).dossiers.filter(today.accepted()).exclude(holder__in=("", Role.CITIZEN))
    rows = open_now.order_by().values_list("holder", "unit", "assignee").annotate(count=Count("pk"))
    staff, found = Staff.on(on), Counter[tuple[str, int, str]]()
    for role, unit, officer, count in rows:
        if why := staff.lacks(role, unit or 0, officer):
            found[role, unit or 0, why] += count
    units = Unit.objects.in_bulk({unit for _role, unit, _why in found})
    divisions = {unit for unit in units.values() if unit.kind == UnitKind.DIVISION and unit.agency_id == agency.pk}
    seen: dict[Unit, list[Seen]] = {}
    for (role, pk, why), count in found.items():
        at = units.get(pk, agency)
        whose = at if at in divisions else agency
        measured = {"count": count, "role": role, "at": at.slug, "at_vi": at.name_vi, "at_en": at.name_en}
        seen.setdefault(whose, []).append(Seen(whose, AlertKind.STRANDED, f"{role}:{at.slug}", why, on, measured))
    return seen
