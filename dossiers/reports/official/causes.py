"""Why dossiers are overdue: where most of the office's time of each went, by the log, since it was accepted."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from accounts.models import Unit
from dossiers import clock
from dossiers.clock import Hands, Part
from dossiers.display.ribbon import HANDS, who_had
from dossiers.log.moment import Moment
from dossiers.models import Dossier, DossierQuerySet, Event
from dossiers.reports.official.form import Cause
from dossiers.reports.periods import Period
from dossiers.reports.statistics import list_of
from procedures import steady
from procedures.machine import Text
from procedures.steady import Steady
from procedures.time.calendar import CalendarExhausted

MOST = 500
"""Overdue dossiers whose logs are read for one report; of more it says how many they are."""
UNKNOWN = Text("Không xác định được từ nhật ký", "Not to be found in the log")

type Place = tuple[Hands, int | None]


def causes_of(dossiers: DossierQuerySet, period: Period, now: datetime) -> tuple[Cause, ...]:
    """Return the places where overdue dossiers spent most of the office's time, the worst first; three statements.

    A dossier is in one place alone, so that the causes add up to columns (10) and (13).
    """
    at, known = min(now, period.closes), steady.now()
    found: dict[Place | None, list[float]] = {}
    for column, figure in enumerate(("overdue", "pending_overdue")):
        for dossier, events in _logs(list_of(dossiers, figure, period, now), at):
            worst = _worst(dossier, events, at, known)
            row = found.setdefault((worst.hands, worst.unit) if worst else None, [0, 0, 0.0])
            row[column] += 1
            row[2] += worst.minutes / worst.day_minutes if worst else 0
    names = _names([place[1] for place in found if place and place[1]])
    causes = [
        Cause(_where(place, names), int(resolved), int(pending), round(days, 1))
        for place, (resolved, pending, days) in found.items()
    ]
    return tuple(sorted(causes, key=lambda one: (-(one.resolved + one.pending), one.where.vi)))


def _logs(dossiers: DossierQuerySet, at: datetime) -> Iterator[tuple[Dossier, list[Event]]]:
    rows = list(dossiers)
    logs: dict[int, list[Event]] = {dossier.pk: [] for dossier in rows}
    for event in Event.objects.filter(dossier__in=logs, at__lt=at).order_by("dossier", "sequence"):
        logs[event.dossier_id].append(event)
    return ((dossier, logs[dossier.pk]) for dossier in rows)


def _worst(dossier: Dossier, events: Sequence[Event], at: datetime, known: Steady) -> Part | None:
    """Return the part of the office's time that took longest; None where the log does not give it."""
    dossier.version = known.version(dossier.version_id)
    try:
        spent = Moment.of(dossier, events, at, known).accepted
    except (clock.ClockError, CalendarExhausted):
        return None
    own = [part for part in spent.parts if part.hands.is_office] if spent else []
    return max(own, key=lambda part: part.minutes / part.day_minutes, default=None)


def _names(units: Sequence[int]) -> dict[int, Text]:
    return {unit.pk: Text(unit.name_vi, unit.name_en) for unit in Unit.objects.filter(pk__in=units)}


def _where(place: Place | None, names: dict[int, Text]) -> Text:
    if place is None:
        return UNKNOWN
    hands, unit = place
    if hands is Hands.DIVISION and unit is None:
        return HANDS[hands]
    return Text(who_had(hands, unit, names, "vi"), who_had(hands, unit, names, "en"))
