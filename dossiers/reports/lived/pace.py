"""The median processing time of a procedure by months or weeks, in the unit of its limit, as the clock read it at the end."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db import connection

from dossiers.log.facts import SPENT_IN_SQL, UNIT_IN_SQL
from dossiers.models import DossierQuerySet
from procedures.machine import LimitUnit
from procedures.time.calendar import LOCAL


class Every(StrEnum):
    """How long the stretches are."""

    MONTH = "month"
    WEEK = "week"


@dataclass(frozen=True, slots=True)
class Point:
    """A month or a week in which something was resolved: its first day, how many dossiers, and their median by rank."""

    since: date
    dossiers: int
    median: float


def medians(dossiers: DossierQuerySet, unit: LimitUnit, every: Every) -> list[Point]:
    """Return the stretches in their order; those in which nothing was resolved are left out."""
    inner, values = dossiers.order_by().values("id", "sequence", "resolved_at").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(_MEDIANS.format(dossiers=inner), [every.value, *values, unit.value])
        return [Point(since, count, float(median)) for since, count, median in cursor.fetchall()]


# The clock of a resolved dossier reads the same from its end on, so that any later event tells it; the last is found by an index.
_MEDIANS = f"""
    SELECT date_trunc(%s, found.resolved_at AT TIME ZONE '{LOCAL.key}')::date AS since, count(*),
        percentile_disc(0.5) WITHIN GROUP (ORDER BY {SPENT_IN_SQL})
    FROM ({{dossiers}}) AS found
        JOIN dossiers_event AS last ON last.dossier_id = found.id AND last.sequence = found.sequence
    WHERE {UNIT_IN_SQL} = %s GROUP BY 1 ORDER BY 1
"""  # noqa: S608 - names of ours
