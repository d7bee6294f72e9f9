"""Work with which nobody could go on from a coming day on: where a seat ends, somebody goes away, or a stand-in ends.

It is read as the page is opened; what nobody can go on with today is told by ``stranded``.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count

from accounts.models import Membership, Substitution, Unit
from accounts.people.soon import AHEAD
from accounts.roles import Role
from dossiers.lists.known import Known, known
from dossiers.lists.people import people
from dossiers.models import DossierQuerySet
from dossiers.reports.alerts.barred import Concerned, concerned
from dossiers.reports.alerts.stranded import Staff
from procedures.machine import Text

MOST_DAYS = 20
"""Days on which something changes that are looked at."""


@dataclass(frozen=True, slots=True)
class Coming:
    """What would lie with nobody from a day on."""

    on: date
    why: str
    """As ``Staff.lacks`` says it."""
    role: str
    unit: Unit
    officer: str
    """Whose files they are, by name; "" where a role has them."""
    code: str
    """Its number, where it is one dossier that the others who have the role may not handle; "" of all others."""
    count: int
    steps: tuple[Text, ...]
    procedures: tuple[Text, ...]


@dataclass(slots=True)
class _Found:
    """The same, while it is counted."""

    on: date
    why: str
    count: int
    states: set[str]
    procedures: set[int]


type _Key = tuple[str, int, int | None, str]
"""The role, the unit, the case officer, and the number of what is told by itself."""


def coming(lying: DossierQuerySet, on: date) -> list[Coming]:
    """Return what of some open dossiers nobody could go on with within ``AHEAD``, the nearest day first.

    Five questions, and two for each day on which a seat or an absence begins or ends; two more where somebody of the office has
    to do with a dossier.
    """
    days = _days(on)
    if not days:
        return []
    open_ones = lying.filter(resolved_at=None)
    rows = open_ones.exclude(holder__in=("", Role.CITIZEN)).order_by()
    counted = list(rows.values_list("holder", "unit", "assignee", "state", "procedure").annotate(count=Count("pk")))
    now, later = Staff.on(on), [(day, Staff.on(day)) for day in days]
    found: dict[_Key, _Found] = {}
    for role, unit, officer, state, procedure, count in counted:
        key = (role, unit or 0, officer if role == Role.SPECIALIST else None, "")
        one = found.get(key)
        if one is None and not now.lacks(*key[:3]):
            one = _found(found, key, ((day, staff.lacks(*key[:3])) for day, staff in later))
        if one is not None:
            one.count += count
            one.states.add(state)
            one.procedures.add(procedure)
    _add_barred(found, concerned(open_ones, on), now, later)
    units, names = Unit.objects.in_bulk({key[1] for key in found}), people(on).names
    lines = [
        Coming(one.on, one.why, role, units[unit], names.get(whose or 0, ""), code, one.count, *_named(known(), one))
        for (role, unit, whose, code), one in found.items()
        if unit in units
    ]
    return sorted(lines, key=lambda line: (line.on, line.unit.pk, line.role, line.officer, line.code))


def _found(found: dict[_Key, _Found], key: _Key, lacks: Iterable[tuple[date, str]]) -> _Found | None:
    """Begin to count what lies with nobody from the first day on of which it is said why; None where there is none."""
    first = next(((day, why) for day, why in lacks if why), None)
    if first is not None:
        found[key] = _Found(*first, 0, set(), set())
    return found.get(key)


def _add_barred(
    found: dict[_Key, _Found], rows: Iterable[Concerned], now: Staff, later: Sequence[tuple[date, Staff]]
) -> None:
    """Add, each by itself, what would lie with people who may not handle it, though the role is held then."""
    for row in rows:
        key = (row.role, row.unit, row.officer if row.role == Role.SPECIALIST else None, row.code)
        lacks = ((day, "" if staff.lacks(*row.place) else row.lacks(staff)) for day, staff in later)
        one = None if row.lacks(now) else _found(found, key, lacks)
        if one is not None:
            one.count = 1
            one.states.add(row.state)
            one.procedures.add(row.procedure)


def _days(on: date) -> list[date]:
    """Return the coming days on which another set of people is there than on the day before: two questions."""
    seats = Membership.objects.filter(user__is_active=True, until__gte=on, until__lte=on + AHEAD)
    away = Substitution.objects.not_over(on).filter(since__lte=on + AHEAD)
    changes = {until + timedelta(days=1) for until in seats.values_list("until", flat=True) if until}
    for since, until in away.values_list("since", "until"):
        changes |= {since, until + timedelta(days=1)}
    return sorted(day for day in changes if on < day <= on + AHEAD)[:MOST_DAYS]


def _named(there: Known, found: _Found) -> Iterator[tuple[Text, ...]]:
    """Yield the steps and the procedures in words, each once."""
    steps: Collection[str] = {there.same_steps[state][0] for state in found.states if state in there.same_steps}
    slugs = {slug for slug, pk in there.ids.items() if pk in found.procedures}
    yield tuple(label for step, label in there.steps.items() if step in steps)
    yield tuple(name for slug, name in there.procedures.items() if slug in slugs)
