"""Who alone may handle a dossier, though others have the same role: the others applied for it, or have declared an interest.

Such a person is the only holder of the role as far as that dossier goes, wherever it is asked what a leave, the end of a seat
or the closing of an account would leave to nobody (ADR 0094, 0095).
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from accounts.models import Unit, User
from accounts.roles import Role
from dossiers.models import Dossier
from dossiers.reports.alerts.barred import Barred, Concerned, concerned, to_nobody
from dossiers.reports.alerts.stranded import OWN, UNGIVEN, Left, Staff, apart_as_drafters, left_by


@dataclass(frozen=True, slots=True)
class Alone:
    """What somebody alone may handle, of what that person would leave behind."""

    by_place: dict[tuple[str, int], tuple[Concerned, ...]]
    """By role and unit: others have the role and may not handle it, or be given it. What a case officer has by name is not among it."""
    by_name: tuple[Barred, ...]
    """What waits for this case officer by name, and nobody who stays may be given, with what is done about that."""


def only_by(person: User, on: date) -> dict[tuple[str, int], tuple[Concerned, ...]]:
    """Return by role and unit what others who have the role may not handle and this person may, as ``alone_with``."""
    return alone_with(person, on).by_place


def alone_with(person: User, on: date) -> Alone:
    """Return what others may not handle and somebody may: three questions for most people.

    Who may handle it and is on leave only counts as there; nobody is given a dossier while on leave.
    """
    staff = Staff.on(on)
    places = {place for place, people in staff.seats.items() if person.pk in people}
    without = staff.without(person.pk)
    by_place: dict[tuple[str, int], tuple[Concerned, ...]] = {}
    by_name = []
    by_unit = Q(unit__in={unit for _role, unit in places})
    for row in concerned(Dossier.objects.filter(by_unit | Q(assignee=person, holder=Role.SPECIALIST)), on):
        place, why = row.waits_for(without), row.lacks(without)
        is_by_name = row.role == place[0] == Role.SPECIALIST
        if (
            place in places
            and not is_by_name
            and why in {OWN, UNGIVEN}
            and row.lacks(staff) != why
            and without.seats[place]
        ):
            by_place[place] = (*by_place.get(place, ()), row)
        if row.role == Role.SPECIALIST and row.officer == person.pk:
            by_name.append(row)
    return Alone(by_place, tuple(to_nobody(by_name, without, on)))


def lost(before: Staff, after: Staff, on: date) -> list[Concerned]:
    """Return what somebody of one staff may handle and nobody of another, though that has the role still."""
    rows = concerned(Dossier.objects.all(), on)
    return [row for row in rows if not row.lacks(before) and row.lacks(after) and not row.lacks_anybody(after)]


def left(absent: User, on: date) -> list[Left]:
    """Return what nobody could go on with while somebody is away, as ``left_by``, and what the others there may not handle."""
    found = {(one.role, one.unit.pk): one for one in left_by(absent, on)}
    staff = Staff.on(on)
    places = {place for place, people in staff.seats.items() if absent.pk in people}
    here = Dossier.objects.filter(unit__in={unit for _role, unit in places}, resolved_at=None)
    rows = [row for row in concerned(here, on) if absent.pk not in row.own | row.apart]
    drafters = apart_as_drafters(((*row.place, row.state, row.version) for row in rows), staff)
    units = Unit.objects.in_bulk({unit for row in rows for unit in (row.unit, row.given_in)})
    for row in rows:
        drafted = drafters.get((*row.place, row.state, row.version), frozenset())
        place = staff.missed(absent.pk, row.place, row.own, row.apart | drafted, row.given_in)
        if place is not None:
            before = found.get(place) or Left(place[0], units[place[1]], ())
            found[place] = before.with_one(row.code, drafters=drafted, kept_out=row.own | row.apart)
    return list(found.values())
