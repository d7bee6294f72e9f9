"""Why dossiers are overdue: where most of the office's time of each went, by the log, since it was accepted."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from accounts.models import Unit
from dossiers.clock import Hands
from dossiers.display.formats import half_up
from dossiers.display.ribbon import HANDS, who_had
from dossiers.models import DossierQuerySet
from dossiers.reports.lived import hands
from dossiers.reports.lived.hands import Place
from dossiers.reports.official.form import Cause
from dossiers.reports.periods import Period
from dossiers.reports.statistics import list_of
from procedures.machine import Text
from procedures.models import machine_of_version

MOST = 500
"""Overdue dossiers whose logs are read for one report; of more it says how many they are."""
UNKNOWN = Text("Không xác định được từ nhật ký", "Not to be found in the log")


def causes_of(dossiers: DossierQuerySet, period: Period, now: datetime) -> tuple[Cause, ...]:
    """Return the places where overdue dossiers spent most of the office's time, the worst first; three statements.

    A dossier is in one place alone, so that the causes add up to columns (10) and (13).
    """
    at = min(now, period.closes)
    found: dict[Place | None, list[float]] = {}
    for column, figure in enumerate(("overdue", "pending_overdue")):
        rows = list_of(dossiers, figure, period, now).order_by().values_list("pk", "version")
        machines = {pk: machine_of_version(version) for pk, version in rows}
        longest = hands.longest(machines, at)
        for worst in map(longest.get, machines):
            row = found.setdefault((worst.hands, worst.unit) if worst else None, [0, 0, 0.0])
            row[column] += 1
            row[2] += worst.minutes / worst.day_minutes if worst else 0
    names = _names([place[1] for place in found if place and place[1]])
    causes = [
        Cause(
            where(place, names),
            int(resolved),
            int(pending),
            float(half_up(days, 1)),
            hands.written(place) if place else hands.UNTOLD,
        )
        for place, (resolved, pending, days) in found.items()
    ]
    return tuple(sorted(causes, key=lambda one: (-(one.resolved + one.pending), one.where.vi)))


def _names(units: Sequence[int]) -> dict[int, Text]:
    return {unit.pk: Text(unit.name_vi, unit.name_en) for unit in Unit.objects.filter(pk__in=units)}


def where(place: Place | None, names: Mapping[int, Text]) -> Text:
    """Return what a place is called, by the names of units; that the log does not tell of none."""
    if place is None:
        return UNKNOWN
    whose, unit = place
    if whose is Hands.DIVISION and unit is None:
        return HANDS[whose]
    return Text(who_had(whose, unit, names, "vi"), who_had(whose, unit, names, "en"))
