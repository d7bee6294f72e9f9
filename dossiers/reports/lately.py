"""What the dossiers of late tell those who think of filing one: what is filed most, and how long it took."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_UP, Decimal

from django.db.models import Count, F

from dossiers.log.facts import spent_in
from dossiers.models import Dossier, Event, Origin
from procedures.machine import Limit, LimitUnit, Status

LATELY = timedelta(days=180)
"""Half a year: long enough for what is seldom filed, short enough to be how the office works now."""
FEWEST = 10
"""Below ten the slowest dossier alone would be the ninth decile, and an applicant could know whose it was."""
MOST = 400
"""The newest of them are enough: more would cost each reader of a page more and change a figure by nothing."""
FILED_LAST = 1000
"""The filings that count for what is filed most: as many as an index gives at once, however many there are."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How long dossiers took from acceptance to the result, in the unit of the limit, without the pauses."""

    dossiers: int
    half: Limit
    """Half of them took no longer (the median by rank)."""
    nine_in_ten: Limit
    """Nine in ten took no longer (the 90th percentile by rank)."""
    window_days: int = LATELY.days


def pace(procedure_id: int, unit: LimitUnit, *, now: datetime) -> Pace | None:
    """Return how long a procedure took lately, None where too few were resolved to say it: one query.

    What counts is what the clock had read when it ended; a withdrawn or stopped dossier had no result.
    """
    newest = Dossier.objects.filter(
        procedure=procedure_id,
        resolved_at__gt=now - LATELY,
        resolved_at__lte=now,
        status__in=(Status.RESULT_READY, Status.RETURNED),
    ).order_by("-resolved_at")
    # The newest ones first, from the index; together with their events all of half a year would be read and sorted.
    last_readings = Event.objects.filter(dossier__in=newest.values("pk")[:MOST], sequence=F("dossier__sequence"))
    amounts = sorted(map(_begun, spent_in(unit, last_readings)))
    if len(amounts) < FEWEST:
        return None
    return Pace(len(amounts), Limit(_at_rank(amounts, 50), unit), Limit(_at_rank(amounts, 90), unit))


def _begun(spent: Decimal) -> Decimal:
    """Return how many days or hours were begun, at least one: what somebody reads must not promise too much."""
    return max(Decimal(1), spent.to_integral_value(ROUND_UP))


def _at_rank(ordered: Sequence[Decimal], percent: int) -> Decimal:
    """Return the least value that so many per cent of the values do not exceed."""
    return ordered[-(-len(ordered) * percent // 100) - 1]


def most_filed(number: int) -> list[int]:
    """Return the procedures that most of the last filings were for, by their ids, the first one first: one query."""
    last = Dossier.objects.filter(origin=Origin.LIVE).order_by("-pk").values("pk")[:FILED_LAST]
    counted = Dossier.objects.filter(pk__in=last).order_by().values("procedure").annotate(filed=Count("pk"))
    return list(counted.order_by("-filed", "procedure").values_list("procedure", flat=True)[:number])
