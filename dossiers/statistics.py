"""The manager's figures for a period: each is a filter, so that a figure and its list cannot differ."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Q

from dossiers.clock import Verdict
from dossiers.models import Dossier, DossierQuerySet
from procedures.calendar import LOCAL
from procedures.machine import Status

ENDED_OTHERWISE = [Status.WITHDRAWN, Status.STOPPED]


@dataclass(frozen=True, slots=True)
class Period:
    """Local days from ``start`` to ``end``, both inside."""

    start: date
    end: date

    @property
    def opens(self) -> datetime:
        """The first instant."""
        return datetime.combine(self.start, time.min, LOCAL)

    @property
    def closes(self) -> datetime:
        """The first instant after it."""
        return datetime.combine(self.end + timedelta(days=1), time.min, LOCAL)


def filters(period: Period, now: datetime) -> dict[str, Q]:
    """Return the filter of each figure (domain: received = first entry to 2, resolved = to 9, 7 or 8).

    Withdrawn and stopped dossiers count as resolved and have a verdict; they are also shown apart.
    """
    resolved = Q(resolved_at__gte=period.opens, resolved_at__lt=period.closes)
    unresolved = Q(resolved_at=None) | Q(resolved_at__gte=period.closes)
    waiting = Q(accepted_at__lt=period.closes, accepted_at__isnull=False) & unresolved
    return {
        "received": Q(accepted_at__gte=period.opens, accepted_at__lt=period.closes),
        "resolved": resolved,
        "early": resolved & Q(verdict=Verdict.EARLY),
        "on_time": resolved & Q(verdict=Verdict.ON_TIME),
        "overdue": resolved & Q(verdict=Verdict.OVERDUE),
        "ended_otherwise": resolved & Q(status__in=ENDED_OTHERWISE),
        "pending": waiting,
        "pending_overdue": waiting & Q(late_at__lte=min(now, period.closes)),
    }


SORTED_BY = {"received": "accepted_at", "pending": "due_at", "pending_overdue": "due_at"}
"""The column by which a figure's list is sorted; ``resolved_at`` for the others."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of dossiers for a group (a procedure, or all)."""

    received: int
    resolved: int
    early: int
    on_time: int
    overdue: int
    ended_otherwise: int
    pending: int
    pending_overdue: int

    @property
    def rate(self) -> float | None:
        """Share of the resolved that were early or on time, 0 to 100; None where none was resolved."""
        return 100 * (self.early + self.on_time) / self.resolved if self.resolved else None


def figures(dossiers: DossierQuerySet, period: Period, now: datetime) -> Figures:
    """Count all figures of a period in one query."""
    counts = {name: Count("pk", filter=condition) for name, condition in filters(period, now).items()}
    return Figures(**_touched(dossiers, period).aggregate(**counts))


def by_procedure(dossiers: DossierQuerySet, period: Period, now: datetime) -> dict[int, Figures]:
    """Count all figures for each procedure that has any, by its id, in one query."""
    counts = {name: Count("pk", filter=condition) for name, condition in filters(period, now).items()}
    rows = _touched(dossiers, period).order_by().values("procedure").annotate(**counts)
    return {
        procedure: Figures(**dict(zip(counts, numbers, strict=True)))
        for procedure, *numbers in rows.values_list("procedure", *counts)
    }


def _touched(dossiers: DossierQuerySet, period: Period) -> DossierQuerySet:
    """Narrow to what any figure can count: accepted before the end, not resolved before the start."""
    return dossiers.filter(accepted_at__lt=period.closes).filter(Q(resolved_at=None) | Q(resolved_at__gte=period.opens))


def list_of(dossiers: DossierQuerySet, figure: str, period: Period, now: datetime) -> DossierQuerySet:
    """Return the dossiers that a figure counts; raises ``KeyError`` for an unknown figure."""
    return _touched(dossiers, period).filter(filters(period, now)[figure])


def all_of(agency_ids: tuple[int, ...]) -> DossierQuerySet:
    """Return every dossier of some agencies: what a manager's figures are about."""
    return Dossier.objects.filter(agency__in=agency_ids)
