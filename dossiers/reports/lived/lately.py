"""What the dossiers of late tell those who think of filing one: what is filed most, and how long it took."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Count

from dossiers.log.facts import SPENT_IN_SQL, UNIT_IN_SQL
from dossiers.models import Dossier, Origin
from dossiers.reports.periods import DAY, Period, moved
from procedures.machine import Limit, LimitUnit, Status
from procedures.time.calendar import LOCAL

MONTHS = 6
"""Half a year: long enough for what is seldom filed, short enough to be how the office works now.

Of whole months, as all that is published: from one day to the next nobody sees a single dossier come or go.
"""
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


def window(now: datetime) -> Period:
    """Return the months that count at an instant: the last that are over."""
    first = now.astimezone(LOCAL).date().replace(day=1)
    return Period(moved(first, -MONTHS), first - DAY)


def pace(procedure_id: int, unit: LimitUnit, *, now: datetime) -> Pace | None:
    """Return how long a procedure took lately, None where too few were resolved to say it: one query."""
    return paces({procedure_id: unit}, now=now).get(procedure_id)


def paces(units: Mapping[int, LimitUnit], *, now: datetime) -> dict[int, Pace]:
    """Return how long procedures took lately, by their ids, of those of which it can be said: one query for all.

    What counts is what the clock had read when it ended; a withdrawn or stopped dossier had no result.
    """
    asked = [*units], [unit.value for unit in units.values()]
    with connection.cursor() as cursor:
        cursor.execute(_PACES, [*asked, window(now).opens, window(now).closes, MOST])
        found = cursor.fetchall()
    return {
        procedure: Pace(count, Limit(half, units[procedure]), Limit(nine_in_ten, units[procedure]))
        for procedure, count, half, nine_in_ten in found
        if count >= FEWEST
    }


# The newest ones first, from the index; together with their events all of half a year would be read and sorted.
# Days or hours that were begun count, at least one: what somebody reads must not promise too much. A rank is that of the
# least value that so many per cent of the values do not exceed.
_PACES = f"""
SELECT asked.procedure, count, amounts[(count * 50 + 99) / 100], amounts[(count * 90 + 99) / 100]
FROM unnest(%s::bigint[], %s::text[]) AS asked (procedure, unit) CROSS JOIN LATERAL (
    SELECT count(*) AS count, array_agg(amount ORDER BY amount) AS amounts
    FROM (
        SELECT greatest(1, ceil({SPENT_IN_SQL})) AS amount
        FROM (
            SELECT id, sequence FROM dossiers_dossier
            WHERE procedure_id = asked.procedure AND resolved_at >= %s AND resolved_at < %s
                  AND status IN ({Status.RESULT_READY:d}, {Status.RETURNED:d})
            ORDER BY resolved_at DESC LIMIT %s) AS newest
        JOIN dossiers_event AS last ON last.dossier_id = newest.id AND last.sequence = newest.sequence
        WHERE {UNIT_IN_SQL} = asked.unit) AS took) AS ranked
"""  # noqa: S608 - names and statuses of ours


def most_filed(number: int) -> list[int]:
    """Return the procedures that most of the last filings were for, by their ids, the first one first: one query."""
    last = Dossier.objects.filter(origin=Origin.LIVE).order_by("-pk").values("pk")[:FILED_LAST]
    counted = Dossier.objects.filter(pk__in=last).order_by().values("procedure").annotate(filed=Count("pk"))
    return list(counted.order_by("-filed", "procedure").values_list("procedure", flat=True)[:number])
