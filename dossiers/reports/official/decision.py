"""Sub-indices of QĐ 766 that the record has: the mean time of each procedure (2.2), and what was paid on line (3.6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import connection

from dossiers.display.formats import half_up
from dossiers.log.facts import SPENT_IN_SQL, UNIT_IN_SQL
from dossiers.reports import statistics
from dossiers.reports.periods import Period
from dossiers.reports.selection import Selection
from procedures.machine import Limit, LimitUnit

TIMED, CHARGED, PAID_ON_LINE = "timed_by_decision", "charged_by_decision", "paid_online"


@dataclass(frozen=True, slots=True)
class Mean:
    """The mean time of a procedure, of so many dossiers."""

    procedure: int
    dossiers: int
    time: Limit


@dataclass(frozen=True, slots=True)
class PaidOnLine:
    """How many dossiers had a fee to pay, and of how many something of it was paid on line."""

    charged: int
    paid: int

    @property
    def rate(self) -> float | None:
        """Return the share in per cent; None where nothing was to be paid."""
        return 100 * self.paid / self.charged if self.charged else None


def mean_times(selection: Selection, period: Period, now: datetime) -> Sequence[Mean]:
    """Return 2.2: of what was accepted in a period and has its result, what the clock had counted when it ended.

    A procedure whose versions count by different units has a mean for each: hours and days make none together.
    """
    found = statistics.list_of(selection.dossiers, TIMED, period, now).order_by()
    inner, values = found.values("id", "sequence", "procedure_id").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(_MEANS.format(dossiers=inner), values)
        return [
            Mean(procedure, count, Limit(half_up(Decimal(mean), 1), LimitUnit(unit)))
            for procedure, unit, count, mean in cursor
        ]


# The clock of a resolved dossier reads the same from its end on, so that any later event tells it; the last is found by an index.
_MEANS = f"""
    SELECT found.procedure_id, {UNIT_IN_SQL}, count(*), avg({SPENT_IN_SQL})
    FROM ({{dossiers}}) AS found
        JOIN dossiers_event AS last ON last.dossier_id = found.id AND last.sequence = found.sequence
    WHERE {UNIT_IN_SQL} IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2
"""  # noqa: S608 - names of ours


def paid_on_line(selection: Selection, period: Period, now: datetime) -> PaidOnLine:
    """Return 3.6: of what was accepted in a period and had a fee that was not waived, how much was paid on line."""
    charged, paid = (
        statistics.list_of(selection.dossiers, name, period, now).count() for name in (CHARGED, PAID_ON_LINE)
    )
    return PaidOnLine(charged, paid)
