"""Where more happened in a period than is read for one page: its newest whole days, so that every number keeps its list."""

from typing import Any

from django.db.models import QuerySet

from dossiers.reports.periods import DAY, Period
from procedures.time.calendar import local


def newest_days(instants: QuerySet[Any, Any], period: Period, most: int) -> Period:
    """Return as many of the last days of a period as hold so many instants at most, and the last one that has any at least.

    They are given with the newest first.
    """
    beyond = list(instants[most : most + 1])
    if not beyond:
        return period
    newest = local(instants[0]).date()
    return Period(min(local(beyond[0]).date() + DAY, newest), period.end)
