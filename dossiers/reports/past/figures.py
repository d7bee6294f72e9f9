"""Figures as of a past instant, asked as those from sums are: counted from the dossiers of then (``standing``)."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Case, IntegerField, Value, When

from dossiers.models import DossierQuerySet
from dossiers.reports import statistics
from dossiers.reports.counted import ENDED, Key
from dossiers.reports.periods import Period
from dossiers.reports.selection import Selection
from dossiers.reports.statistics import Figures
from procedures.machine import Status


def each(selection: Selection, periods: Sequence[Period], now: datetime, *names: str) -> list[dict[Key, Figures]]:
    """Return all figures of each of some periods for each value of some columns that has any, as ``counted.each`` does."""
    return [statistics.by(_with_end(selection.dossiers), period, now, *names) for period in periods]


def _with_end(dossiers: DossierQuerySet) -> DossierQuerySet:
    """Return dossiers with what they ended with, as sums tell them apart: 0 for what is open."""
    ends = {status: status for status in (Status.REJECTED, Status.WITHDRAWN, Status.STOPPED, Status.RESULT_READY)}
    ends[Status.RETURNED] = Status.RESULT_READY
    whens = [When(status=status, then=Value(end.value)) for status, end in ends.items()]
    return dossiers.annotate(**{ENDED: Case(*whens, default=Value(0), output_field=IntegerField())})
