"""Dossiers whose only possible actors may not touch them: who applied for it, or has declared an interest (ADR 0094).

They are on nobody's desk. It is read as a page is opened, so that it is named from the moment on at which it is so.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import OuterRef, Q
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.models import Unit, User
from accounts.rights import PASSING_ON
from accounts.roles import Role
from accounts.seats import AWAY
from dossiers.display.labels import role_label
from dossiers.lists.people import people
from dossiers.models import CounterPerson, DossierQuerySet, Interest
from dossiers.reports.alerts.giving import Given
from dossiers.reports.alerts.stranded import Place, Staff, apart_as_drafters
from procedures.catalogue.alphabet import sort_key

_HELD = "dossier.holder NOT IN ('', 'citizen')"
CONCERNING = f"""
SELECT dossier.id FROM dossiers_interest AS declared JOIN dossiers_dossier AS dossier ON dossier.id = declared.dossier_id
WHERE declared.ended_at IS NULL AND {_HELD}
UNION
SELECT dossier.id FROM dossiers_dossier AS dossier WHERE dossier.applicant_id = ANY(%(accounts)s) AND {_HELD}
UNION
SELECT dossier.id FROM accounts_substitution AS away JOIN dossiers_dossier AS dossier ON dossier.assignee_id = away.substitute_id
WHERE {AWAY} AND dossier.holder = ANY(%(passing)s)
"""  # noqa: S608 - words of ours
"""The keys of dossiers that an officer may be kept out of, and of those that one stands in to pass on and has handled."""


class Bar(StrEnum):
    """Why people may not handle a dossier."""

    OWN = "own"
    """One of them has applied for it; others may have declared an interest."""
    DECLARED = "declared"
    DRAFTED = "drafted"
    """Who would do it stands in there, and has drafted it (``policy.keeps_drafter_apart``)."""
    LEFT = "left"
    """The case officer has left, and nobody who is there may be given it, or may give it."""
    UNGIVEN = "ungiven"
    """It is given to a case officer next, and none of the division may get it."""


class Way(StrEnum):
    """What brings such a dossier to somebody who may handle it."""

    GIVE = "give"
    """The head of the division gives it to another case officer."""
    ANOTHER_OFFICER = "another-officer"
    """Another case officer is seated in the division first."""
    ANOTHER_HEAD = "another-head"
    """The head, who would give it to somebody else, may not either."""
    ANOTHER_SEAT = "another-seat"
    """Somebody else gets the role there too: what one may not handle is handled in one's place by nobody."""
    SEAT_OR_STAND_IN = "seat-or-stand-in"
    """The same, or somebody else stands in for whoever may handle it and is away: of another unit of the agency too."""


@dataclass(frozen=True, slots=True)
class Barred:
    """A dossier that waits for people who may not handle it."""

    code: str
    role: str
    unit: Unit
    names: tuple[str, ...]
    """Who would handle it but for that, by name."""
    bar: Bar
    way: Way
    people: tuple[tuple[int, str], ...] = ()
    """Who has the role, is away and may handle it: for whom somebody is entered as who stands in. The key and the name of each."""

    @property
    def why(self) -> str:
        """Why nobody goes on with it, as a sentence."""
        words = {
            "role": role_label(self.role),
            "unit": self.unit.name(get_language()),
            "names": ", ".join(self.names),
        }
        sentences = {
            Bar.OWN: _(
                "It waits for %(role)s, %(unit)s: %(names)s may not handle it, as the applicant or by an interest."
            ),
            Bar.DECLARED: ngettext(
                "It waits for %(role)s, %(unit)s: %(names)s has declared an interest and may not handle it.",
                "It waits for %(role)s, %(unit)s: %(names)s have declared an interest and may not handle it.",
                len(self.names),
            ),
            Bar.LEFT: _("It waits for %(names)s of %(unit)s, who has left."),
            Bar.UNGIVEN: _(
                "It is given to a case officer of %(unit)s next, and nobody who is there may get it: %(names)s may not handle "
                "it, as the applicant or by an interest."
            ),
            Bar.DRAFTED: _(
                "It waits for %(role)s, %(unit)s: %(names)s stands in there, and neither initials nor signs what was the own draft."
            ),
        }
        return sentences[self.bar] % words

    @property
    def remedy(self) -> str:
        """What can be done, as a sentence."""
        words = {"role": role_label(self.role), "unit": self.unit.name(get_language())}
        found = {
            Way.GIVE: _("The head of the division gives it to another case officer."),
            Way.ANOTHER_OFFICER: _(
                "No other case officer of %(unit)s may take it: the administrator gives somebody the seat of a case "
                "officer there, and the head then gives the dossier to that person."
            ),
            Way.ANOTHER_HEAD: _(
                "Nor may the head of %(unit)s, who would give it to another case officer: the administrator gives somebody "
                "else the role of head there too."
            ),
            Way.ANOTHER_SEAT: _(
                "The administrator gives somebody else the role %(role)s in %(unit)s too. A stand-in does not help: what "
                "one may not handle is handled by nobody in one’s place."
            ),
            Way.SEAT_OR_STAND_IN: _(
                "Either somebody of the agency, of another unit too, is entered as who stands in, or the administrator "
                "gives somebody else the role %(role)s in %(unit)s too."
            ),
        }
        return found[self.way] % words


@dataclass(frozen=True, slots=True)
class Concerned:
    """A dossier that the office holds and that somebody of it may be kept out of."""

    code: str
    role: str
    unit: int
    officer: int | None
    state: str
    version: int
    procedure: int
    own: frozenset[int]
    """The accounts of whoever applied."""
    apart: frozenset[int]
    """Who has declared an interest in it."""
    given_in: int | None = None
    """The division of which a case officer is named next; None where nobody is."""

    @property
    def place(self) -> Place:
        """Where it lies, as ``Staff.lacks`` takes it."""
        return self.role, self.unit, self.officer

    def lacks(self, staff: Staff, apart: Collection[int] = ()) -> str:
        """Return why nobody of a staff can go on with it, as ``Staff.lacks`` says it; ``apart`` may not either."""
        return staff.lacks(*self.place, self.own, self.apart.union(apart), given_in=self.given_in)

    def lacks_anybody(self, staff: Staff) -> str:
        """Return why nobody could, were nobody kept out of it."""
        return staff.lacks(*self.place, given_in=self.given_in)

    def waits_for(self, staff: Staff, apart: Collection[int] = ()) -> tuple[str, int]:
        """Return whose role and unit nobody of a staff acts in for it: of whoever has it, else of a case officer whom it is given."""
        is_given = self.given_in is not None and not staff.lacks(*self.place, self.own, self.apart.union(apart))
        return (Role.SPECIALIST.value, self.given_in or 0) if is_given else (self.role, self.unit)


def concerned(lying: DossierQuerySet, on: date) -> list[Concerned]:
    """Return which of some dossiers somebody of the office may be kept out of, what is due first on top.

    One question where no officer has to do with any of them, two where one has.
    """
    if not (concerning := _concerning(people(on).accounts, on)):
        return []
    same = Q(personal_id=OuterRef("applicant__personal_id")) & ~Q(personal_id="")
    joined = CounterPerson.objects.filter(pk=OuterRef(OuterRef("applicant"))).values("joined")
    accounts = User.objects.filter(Q(pk=OuterRef("applicant")) | same | Q(pk__in=joined)).order_by("pk")
    declared_by = Interest.objects.standing().filter(dossier=OuterRef("pk")).order_by("person")
    rows = (
        lying.filter(pk__in=concerning)
        .exclude(holder__in=("", Role.CITIZEN))
        .annotate(own=ArraySubquery(accounts.values("pk")), apart=ArraySubquery(declared_by.values("person")))
        .order_by("deadline_at", "pk")
        .values_list("division", "code", "holder", "unit", "assignee", "state", "version", "procedure", "own", "apart")
    )
    lying_there = list(rows)
    given = Given((version, state) for *_place, state, version, _procedure, _own, _declared in lying_there)
    return [
        Concerned(
            code,
            role,
            unit or 0,
            officer,
            state,
            version,
            procedure,
            frozenset(own),
            frozenset(declared),
            given.division(version, state, division),
        )
        for division, code, role, unit, officer, state, version, procedure, own, declared in lying_there
    ]


def barred(lying: DossierQuerySet, on: date) -> list[Barred]:
    """Return which of some dossiers nobody may handle, though the roles are held, what is due first on top.

    One question where no officer has to do with any of them; five or six where one has.
    """
    names = people(on).names
    if not (rows := concerned(lying, on)):
        return []
    staff, units = Staff.on(on), Unit.objects.in_bulk({unit for row in rows for unit in (row.unit, row.given_in)})
    drafters = apart_as_drafters(((*row.place, row.state, row.version) for row in rows), staff)
    found = []
    for row in rows:
        place, own = row.place, row.own
        drafted = drafters.get((*place, row.state, row.version), frozenset())
        apart = drafted | row.apart
        if _has_left(staff, row) and (way := _way(staff, place, own, apart)) is not Way.GIVE:
            named = tuple(filter(None, [names.get(row.officer or 0)]))
            found.append(Barred(row.code, row.role, units[row.unit], named, Bar.LEFT, way))
        elif row.lacks(staff, drafted) and not row.lacks_anybody(staff):
            role, unit = waited = row.waits_for(staff, drafted)
            is_given = waited != (row.role, row.unit)
            who = {row.officer or 0} if row.role == Role.SPECIALIST else _would(staff, *waited) | drafted
            named = tuple(sorted((names[pk] for pk in who & (own | apart) if pk in names), key=sort_key))
            way = _way(staff, (*waited, row.officer), own, apart)
            able = _holding(staff, waited, own | apart) if way is Way.SEAT_OR_STAND_IN else ()
            away = tuple(sorted(((pk, names[pk]) for pk in able if pk in names), key=lambda one: sort_key(one[1])))
            bar = Bar.UNGIVEN if is_given else _bar(who, row)
            found.append(Barred(row.code, role, units[unit], named, bar, way, away))
    return found


def _bar(who: Collection[int], row: Concerned) -> Bar:
    if row.own.intersection(who):
        return Bar.OWN
    return Bar.DECLARED if row.apart.intersection(who) else Bar.DRAFTED


def to_nobody(rows: Collection[Concerned], staff: Staff, on: date) -> Iterator[Barred]:
    """Yield which of some dossiers that case officers have nobody of a staff may be given; a question where there are any."""
    units, names = Unit.objects.in_bulk({row.unit for row in rows}) if rows else {}, people(on).names
    for row in rows:
        if (way := _way(staff, row.place, row.own, row.apart)) is not Way.GIVE:
            named = tuple(filter(None, [names.get(row.officer or 0)]))
            yield Barred(row.code, row.role, units[row.unit], named, Bar.LEFT, way)


def _would(staff: Staff, role: str, unit: int) -> set[int]:
    """Return who would handle what a role of a unit has: who has the role, and who stands in for one of these."""
    return {*staff.seats.get((role, unit), ())} | staff.standing_in(role, unit)


def _holding(staff: Staff, place: tuple[str, int], kept: Collection[int]) -> set[int]:
    """Return who has a role of a unit and may handle it."""
    return {*staff.seats.get(place, ())}.difference(kept)


def _has_left(staff: Staff, row: Concerned) -> bool:
    """Say whether a dossier waits by name for somebody who is a case officer there no more, and others are."""
    there = staff.seats.get((row.role, row.unit), ())
    return row.role == Role.SPECIALIST and row.officer is not None and bool(there) and row.officer not in there


def _concerning(accounts: Collection[int], on: date) -> list[int]:
    """Return the keys of all that the office holds and an officer has applied for, has declared an interest in, or has and stands in.

    For most offices nothing. Each part is found by an index, whatever else lies there: it is asked at each opening of a list.
    """
    given: dict[str, Any] = {"accounts": list(accounts), "on": on, "passing": sorted(PASSING_ON)}
    with connection.cursor() as cursor:
        cursor.execute(CONCERNING, given)
        return [key for (key,) in cursor.fetchall()]


def _way(staff: Staff, place: Place, own: Collection[int], apart: Collection[int]) -> Way:
    role, unit, officer = place
    if role != Role.SPECIALIST:
        return Way.SEAT_OR_STAND_IN if _holding(staff, (role, unit), {*own, *apart}) else Way.ANOTHER_SEAT
    if staff.lacks(Role.DIVISION_HEAD, unit, None, own, apart):
        return Way.ANOTHER_HEAD
    return Way.GIVE if staff.may_get(unit, own, apart) - {officer} else Way.ANOTHER_OFFICER
