"""What was seen to warn at this moment, and how it becomes an alert that stays until it is over."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from accounts.models import Unit
from dossiers.models import Alert, AlertKind
from dossiers.reports.lived.chart import Chart, Signal

BEYOND = frozenset({Signal.ABOVE.value, Signal.BELOW.value})
"""Each point outside its limits is one of its own; what goes on, a run or a missing person, is one for as long as it does."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A figure of a unit that warns: why, since which week, month or day, and the numbers that say so."""

    unit: Unit
    kind: AlertKind
    figure: str
    signal: str
    point: date
    measured: Mapping[str, object] = field(default_factory=dict)


def of_chart(unit: Unit, figure: str, point: date, found: Chart, measured: Mapping[str, object]) -> list[Seen]:
    """Return what the last point of a chart says."""
    numbers = {"value": found.values[-1], "centre": found.centre, "lower": found.lower, "upper": found.upper}
    return [
        Seen(unit, AlertKind.BAND, figure, signal.value, point, {**numbers, **measured})
        for signal in sorted(found.signals[-1])
    ]


def note(unit: Unit, kind: AlertKind, seen: Iterable[Seen], *, at: datetime, figure: str = "") -> None:
    """Open what is new, and end what was not seen any more: of one figure of a unit, or of all of the kind."""
    standing = Alert.objects.filter(unit=unit, kind=kind, over_at=None)
    if figure:
        standing = standing.filter(figure=figure)
    new = {(one.figure, one.signal): one for one in seen}
    with transaction.atomic():
        for alert in standing.select_for_update().order_by("pk"):
            still = new.get((alert.figure, alert.signal))
            if still and (alert.signal not in BEYOND or alert.point == still.point):
                del new[alert.figure, alert.signal]
                alert.measured = dict(still.measured)
            else:
                alert.over_at = at
            alert.save(update_fields=["measured", "over_at"])
        for one in new.values():
            # Seen a second time for the same point, after a figure was put right and back: it is the same one.
            Alert.objects.update_or_create(
                unit=one.unit,
                kind=one.kind,
                figure=one.figure,
                signal=one.signal,
                point=one.point,
                defaults={"measured": dict(one.measured), "over_at": None},
                create_defaults={"measured": dict(one.measured), "over_at": None, "seen_at": at},
            )
