"""Work with which nobody could go on from a coming day on: where a seat ends, somebody goes away, or a stand-in ends.

It is read as the page is opened; what nobody can go on with today is told by ``stranded``.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count

from accounts.models import Membership, Substitution, Unit
from accounts.roles import Role
from dossiers.lists.known import Known, known
from dossiers.lists.people import people
from dossiers.models import DossierQuerySet
from dossiers.reports.alerts.stranded import Staff
from procedures.machine import Text

AHEAD = timedelta(days=14)
"""So far ahead it is looked: as far as leaves are entered that are known."""
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


def coming(lying: DossierQuerySet, on: date) -> list[Coming]:
    """Return what of some open dossiers nobody could go on with within ``AHEAD``, the nearest day first.

    Four questions, and two for each day on which a seat or an absence begins or ends.
    """
    days = _days(on)
    if not days:
        return []
    rows = lying.filter(resolved_at=None).exclude(holder__in=("", Role.CITIZEN)).order_by()
    counted = list(rows.values_list("holder", "unit", "assignee", "state", "procedure").annotate(count=Count("pk")))
    now, later = Staff.on(on), [(day, Staff.on(day)) for day in days]
    found: dict[tuple[str, int, int | None], _Found] = {}
    for role, unit, officer, state, procedure, count in counted:
        whose = officer if role == Role.SPECIALIST else None
        key = (role, unit or 0, whose)
        one = found.get(key)
        if one is None and now.lacks(*key):
            continue
        if one is None:
            lacked = next(((day, why) for day, staff in later if (why := staff.lacks(*key))), None)
            if lacked is None:
                continue
            one = found[key] = _Found(*lacked, 0, set(), set())
        one.count += count
        one.states.add(state)
        one.procedures.add(procedure)
    units, names = Unit.objects.in_bulk({unit for _role, unit, _who in found}), people(on).names
    lines = [
        Coming(one.on, one.why, role, units[unit], names.get(whose or 0, ""), one.count, *_named(known(), one))
        for (role, unit, whose), one in found.items()
        if unit in units
    ]
    return sorted(lines, key=lambda line: (line.on, line.unit.pk, line.role, line.officer))


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
