"""Work with which nobody could go on from a day on: where a seat ends, somebody goes away, or a stand-in ends.

It is read as the page is opened; what nobody can go on with today is told by ``stranded``. The administrator's page has that too,
where it waits for people on leave: whose role nobody holds is told by ``pages.gaps``, what people are kept out of by ``barred``.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, partial

from django.db.models import Count

from accounts.models import Membership, Substitution, Unit
from accounts.people.soon import AHEAD
from accounts.roles import Role
from dossiers.lists.known import Known, known
from dossiers.lists.people import people
from dossiers.models import DossierQuerySet
from dossiers.reports.alerts.barred import Concerned, concerned
from dossiers.reports.alerts.giving import STEP, Given
from dossiers.reports.alerts.stranded import ON_LEAVE, Place, Staff
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
    is_now: bool = False
    """Whether it lies so today."""


@dataclass(slots=True)
class _Found:
    """The same, while it is counted."""

    on: date
    why: str
    count: int
    states: set[str]
    procedures: set[int]

    def add(self, count: int, state: str, procedure: int) -> None:
        """Count more of them."""
        self.count += count
        self.states.add(state)
        self.procedures.add(procedure)


type _Key = tuple[str, int, int | None, str]
"""The role, the unit, the case officer, and the number of what is told by itself."""


def coming(lying: DossierQuerySet, on: date, *, also_now: bool = False) -> list[Coming]:
    """Return what of some open dossiers nobody could go on with within ``AHEAD``, the nearest day first.

    ``also_now``: what waits today for people who are all on leave, too.
    Five questions, and two for each day on which a seat or an absence begins or ends; two more where somebody of the office has
    to do with a dossier.
    """
    days = _days(on)
    if not days:
        return []
    open_ones = lying.filter(resolved_at=None)
    rows = open_ones.exclude(holder__in=("", Role.CITIZEN)).order_by()
    by = ("holder", "unit", "assignee", "state", "procedure", *STEP)
    counted = list(rows.annotate(**STEP).values_list(*by).annotate(count=Count("pk")))
    given = Given(row[5:7] for row in counted)
    staffs = [(day, Staff.on(day)) for day in dict.fromkeys((on, *days))]
    first = cache(partial(_first, staffs=staffs, also_now=also_now))
    found: dict[_Key, _Found] = {}
    for role, unit, officer, state, procedure, *step, count in counted:
        place = (role, unit or 0, officer if role == Role.SPECIALIST else None)
        if (of := first(place, given.division(*step))) is not None:
            found.setdefault(of[0], _Found(*of[1:], 0, set(), set())).add(count, state, procedure)
    _add_barred(found, concerned(open_ones, on), staffs)
    units, names = Unit.objects.in_bulk({key[1] for key in found}), people(on).names
    lines = [_line(key, one, units[key[1]], names, on) for key, one in found.items() if key[1] in units]
    return sorted(lines, key=lambda line: (line.on, line.unit.pk, line.role, line.officer, line.code))


def _first(
    place: Place, given_in: int | None, *, staffs: Sequence[tuple[date, Staff]], also_now: bool
) -> tuple[_Key, date, str] | None:
    """Return from which day on nobody goes on with what lies at a place, and why; None where somebody does, or it is told elsewhere.

    By the role of which nobody is there: what is given to a case officer of ``given_in`` next may lie with nobody before its
    place does. Of what is so today, only what waits for people on leave is told here, ``also_now``.
    """
    whole = next(((day, why) for day, staff in staffs if (why := staff.lacks(*place, given_in=given_in))), None)
    if whole is None or (whole[0] == staffs[0][0] and not (also_now and whole[1] == ON_LEAVE)):
        return None
    here = next(((day, why) for day, staff in staffs if (why := staff.lacks(*place))), None)
    is_given = given_in is not None and whole != here
    return ((Role.SPECIALIST.value, given_in or 0, None, "") if is_given else (*place, ""), *whole)


def _add_barred(found: dict[_Key, _Found], rows: Iterable[Concerned], staffs: Sequence[tuple[date, Staff]]) -> None:
    """Add, each by itself, what would lie with people who may not handle it, though the role is held then."""
    (_on, now), *later = staffs
    for row in rows:
        day, staff = next(((day, staff) for day, staff in later if _is_barred(row, staff)), (None, now))
        if day is None or row.lacks(now):
            continue
        key = (*row.waits_for(staff), row.officer if row.role == Role.SPECIALIST else None, row.code)
        found[key] = _Found(day, row.lacks(staff), 0, set(), set())
        found[key].add(1, row.state, row.procedure)


def _is_barred(row: Concerned, staff: Staff) -> bool:
    return bool(row.lacks(staff)) and not row.lacks_anybody(staff)


def _days(on: date) -> list[date]:
    """Return the days to come on which another set of people is there than on the day before, and today while anybody is away: two questions."""
    seats = Membership.objects.filter(user__is_active=True, until__gte=on, until__lte=on + AHEAD)
    away = Substitution.objects.not_over(on).filter(since__lte=on + AHEAD)
    changes = {until + timedelta(days=1) for until in seats.values_list("until", flat=True) if until}
    for since, until in away.values_list("since", "until"):
        changes |= {max(since, on), until + timedelta(days=1)}
    return sorted(day for day in changes if on <= day <= on + AHEAD)[:MOST_DAYS]


def _line(key: _Key, one: _Found, unit: Unit, names: Mapping[int, str], on: date) -> Coming:
    role, _unit, whose, code = key
    steps, procedures = _named(known(), one)
    return Coming(
        one.on, one.why, role, unit, names.get(whose or 0, ""), code, one.count, steps, procedures, one.on == on
    )


def _named(there: Known, found: _Found) -> tuple[tuple[Text, ...], tuple[Text, ...]]:
    """Return the steps and the procedures in words, each once."""
    steps: Collection[str] = {there.same_steps[state][0] for state in found.states if state in there.same_steps}
    slugs = {slug for slug, pk in there.ids.items() if pk in found.procedures}
    return (
        tuple(label for step, label in there.steps.items() if step in steps),
        tuple(name for slug, name in there.procedures.items() if slug in slugs),
    )
