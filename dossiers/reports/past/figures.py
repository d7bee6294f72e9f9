"""Figures as of a past instant, asked as those from sums are: counted from the dossiers of then (``standing``)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from django.db.models import Case, IntegerField, Value, When

from dossiers.models import DossierQuerySet
from dossiers.reports import statistics
from dossiers.reports.counted import ENDED, Key
from dossiers.reports.periods import Period
from dossiers.reports.selection import Selection
from dossiers.reports.statistics import Figures
from procedures.machine import Status


class Counts(Protocol):
    """Where figures come from: sums for today (``counted``), the dossiers of then for the past (``past.figures``)."""

    def figures(self, selection: Selection, period: Period, now: datetime) -> Figures:
        """Return all figures of a period."""

    def by(self, selection: Selection, period: Period, now: datetime, *names: str) -> dict[Key, Figures]:
        """Return all figures of a period for each value of some columns that has any."""

    def each(
        self, selection: Selection, periods: Sequence[Period], now: datetime, *names: str
    ) -> list[dict[Key, Figures]]:
        """Return what ``by`` does for each of some periods."""


def figures(selection: Selection, period: Period, now: datetime) -> Figures:
    """Return all figures of a period."""
    return statistics.figures(selection.dossiers, period, now)


def by(selection: Selection, period: Period, now: datetime, *names: str) -> dict[Key, Figures]:
    """Return all figures of a period for each value of some columns that has any, by the names of ``counted.by``."""
    return statistics.by(_with_end(selection.dossiers), period, now, *names)


def each(selection: Selection, periods: Sequence[Period], now: datetime, *names: str) -> list[dict[Key, Figures]]:
    """Return what ``by`` does for each of some periods, as ``counted.each`` does."""
    return [by(selection, period, now, *names) for period in periods]


def _with_end(dossiers: DossierQuerySet) -> DossierQuerySet:
    """Return dossiers with what they ended with, as sums tell them apart: 0 for what is open."""
    ends = {status: status for status in (Status.REJECTED, Status.WITHDRAWN, Status.STOPPED, Status.RESULT_READY)}
    ends[Status.RETURNED] = Status.RESULT_READY
    whens = [When(status=status, then=Value(end.value)) for status, end in ends.items()]
    return dossiers.annotate(**{ENDED: Case(*whens, default=Value(0), output_field=IntegerField())})
