"""What figures are about: the dossiers that somebody answers for, and what they are narrowed to."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Self

from accounts.rights import MANAGERS
from accounts.roles import Role
from accounts.seats import Seat, Seats
from dossiers.models import Dossier, DossierQuerySet
from dossiers.models.standing import unlisted_for


@dataclass(frozen=True, slots=True)
class Selection:
    """Dossiers by what they are told apart by; what is empty or 0 narrows nothing."""

    agencies: tuple[int, ...]
    divisions: tuple[int, ...] = ()
    """Whoever answers for a division and not for the agency sees no other."""
    people: tuple[int, ...] = ()
    """Whoever answers for oneself alone sees what one had as its case officer."""
    sector: str = ""
    procedure: int = 0
    division: int = 0
    assignee: int = 0
    channel: str = ""

    @property
    def narrowed(self) -> dict[str, str | int]:
        """What it is narrowed to by choice, by the name of the dossier's column."""
        chosen = (field.name for field in fields(self) if field.name not in BOUNDS)
        found = {name: getattr(self, name) for name in chosen}
        return {name: value for name, value in found.items() if value}

    @property
    def bounds(self) -> dict[str, tuple[int, ...]]:
        """What somebody answers for, by the name of the dossier's column: one of these."""
        found = {column: getattr(self, name) for name, column in BOUNDS.items()}
        return {column: ids for column, ids in found.items() if ids or column == "agency"}

    @property
    def is_within(self) -> bool:
        """Say whether it is of divisions or people: what was refused at the desk had come to none of them yet."""
        return bool(self.divisions or self.people or self.division or self.assignee)

    def narrowed_to(self, **values: Any) -> Self:
        """Return it narrowed further, by the names of its fields."""
        return replace(self, **values)

    @property
    def dossiers(self) -> DossierQuerySet:
        """The dossiers themselves."""
        bounds = {f"{column}__in": ids for column, ids in self.bounds.items()}
        return Dossier.objects.filter(**bounds, **self.narrowed)


BOUNDS = {"agencies": "agency", "divisions": "division", "people": "assignee"}
"""What bounds it by right, and the column that it bounds."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What somebody's figures are about before anything is chosen, and whether they go down to people."""

    selection: Selection
    shows_people: bool
    unlisted: tuple[int, ...] = ()
    """The keys of what its figures count and no list of it shows (``standing.unlisted_for``)."""

    @property
    def is_own(self) -> bool:
        """Say whether they are about one's own dossiers alone."""
        return bool(self.selection.people)

    @property
    def listed(self) -> DossierQuerySet:
        """The dossiers of which lists say whose they are."""
        return self.selection.dossiers.exclude(pk__in=self.unlisted)


def scope_of(seats: Seats) -> Scope | None:
    """Return what somebody answers for, None for whoever answers for nothing.

    A manager sees the agency, and no people; who heads it or a division sees the people there; a case officer oneself.
    """
    unlisted = unlisted_for(seats)
    if managed := seats.managed_agency_ids:
        leads = all(seat.role is Role.DEPARTMENT_LEADER for seat in seats if seat.role in MANAGERS)
        return Scope(Selection(managed), shows_people=leads, unlisted=unlisted)
    headed = [seat for seat in seats if seat.role is Role.DIVISION_HEAD]
    own = [seat for seat in seats if seat.role is Role.SPECIALIST]
    if headed:
        divisions = tuple(seat.unit_id for seat in headed)
        return Scope(_selection(headed, divisions=divisions), shows_people=True, unlisted=unlisted)
    return Scope(_selection(own, people=(seats.user_id,)), shows_people=False, unlisted=unlisted) if own else None


def _selection(held: Sequence[Seat], **bounds: Any) -> Selection:
    return Selection(tuple(dict.fromkeys(seat.agency_id for seat in held)), **bounds)
