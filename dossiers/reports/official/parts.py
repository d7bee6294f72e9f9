"""Index 2 of TT 01/2018: how each unit that had a part in dossiers kept its own limits, by what was recorded as it handed them on.

A unit has one verdict of a dossier, the worst of its steps there. What is read is the step's verdict in the event that ended
it, and who had the dossier by the event before: an act that was taken back ended nothing.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db import connection
from django.db.models import Case, Max, OuterRef, QuerySet, Subquery, Value, When

from dossiers.clock import Verdict
from dossiers.log.facts import ENDS_A_STEP, HELD_BY, STEP_VERDICT, still_stands
from dossiers.models import DossierQuerySet, Event

WORST_LAST = (Verdict.EARLY, Verdict.ON_TIME, Verdict.OVERDUE)
MOST_DIGITS = 10
"""Of the number of a unit: what is longer is none."""
ANY = "any"

type Kept = Mapping[Verdict, int]
"""How many dossiers a unit handed on, by its verdict of them."""


def kept(dossiers: DossierQuerySet) -> Mapping[int, Kept]:
    """Return what each unit has of some dossiers, by its id; a unit without a limit of its own is not there."""
    verdicts, params = _verdicts(dossiers).query.sql_with_params()
    # Of what Django has compiled: no text of anybody's is in it.
    statement = f"SELECT part.by_unit, part.worst, count(*) FROM ({verdicts}) AS part GROUP BY 1, 2"  # noqa: S608
    found: dict[int, dict[Verdict, int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        for unit, worst, count in cursor:
            found.setdefault(unit, dict.fromkeys(WORST_LAST, 0))[WORST_LAST[worst]] = count
    return found


def _verdicts(dossiers: DossierQuerySet) -> QuerySet[Event, Any]:
    """Return for each dossier and each unit that ended a step of it the worst verdict, by its place among ``WORST_LAST``."""
    before = Event.objects.filter(dossier=OuterRef("dossier"), sequence__lt=OuterRef("sequence")).order_by("-sequence")
    place = Case(*(When(how=each.value, then=Value(place)) for place, each in enumerate(WORST_LAST)))
    ended = Event.objects.filter(ENDS_A_STEP, still_stands(), dossier__in=dossiers.order_by().values("pk"))
    return (
        ended.annotate(by_unit=Subquery(before.annotate(had=HELD_BY).values("had")[:1]), how=STEP_VERDICT)
        .filter(by_unit__isnull=False)
        .order_by()
        .values("dossier", "by_unit")
        .annotate(worst=Max(place))
        .values("dossier", "by_unit", "worst")
    )


def written(unit: int, verdict: Verdict | None) -> str:
    """Return a unit and its verdict, or any, as a part of an address: ``7-overdue``."""
    return f"{unit}-{verdict or ANY}"


def part_of(text: str) -> tuple[int, Verdict | None] | None:
    """Return the unit and the verdict, None for any, that a part of an address names; None for all else."""
    unit, _hyphen, verdict = text.partition("-")
    if not (unit.isascii() and unit.isdecimal() and len(unit) < MOST_DIGITS) or verdict not in {ANY, *WORST_LAST}:
        return None
    return int(unit), None if verdict == ANY else Verdict(verdict)


def handed_on(dossiers: DossierQuerySet, text: str) -> list[int]:
    """Return which of some dossiers a unit handed on with a verdict, by their ids; none for what means nothing."""
    return list(_handed_on(dossiers, part)) if (part := part_of(text)) else []


def _handed_on(dossiers: DossierQuerySet, part: tuple[int, Verdict | None]) -> Iterator[int]:
    unit, verdict = part
    for row in _verdicts(dossiers):
        if row["by_unit"] == unit and (verdict is None or WORST_LAST[row["worst"]] is verdict):
            yield row["dossier"]
