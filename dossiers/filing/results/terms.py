"""How long a result holds: from its first day to its last, by the procedure's term and the answers."""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from dossiers.filing import licences
from procedures.machine import Machine, Outcome
from procedures.results import Effect, Term

MONTHS = 12
"""Of a year."""


def last_day(
    machine: Machine, outcome: Outcome | None, values: Mapping[str, Any], rests_on: Sequence[int], *, on: date
) -> date | None:
    """Return the last day of a result of this day: by its term, else that of the earlier result which it replaces.

    None where neither is known: most results hold without end, and answers may be erased.
    """
    issues = outcome.issues if outcome else None
    if issues is None or (issues.term is None and issues.earlier is None):
        return None
    ends, effect = earlier_ends(machine, outcome, rests_on), issues.earlier.effect if issues.earlier else None
    if issues.term is None:
        return ends if effect is Effect.REPLACES else None
    months = _months(issues.term, values)
    if months is None:
        return None
    begins = max(on, ends + timedelta(days=1)) if ends and effect is Effect.EXTENDS else on
    return months_after(begins, months)


def earlier_ends(machine: Machine, outcome: Outcome | None, rests_on: Sequence[int]) -> date | None:
    """Return the last day of the result to which an outcome does something; None where it has none or is not known."""
    earlier = licences.earlier_of(outcome, rests_on, machine)
    return earlier.last_day if earlier else None


def _months(term: Term, values: Mapping[str, Any]) -> int | None:
    answered = values.get(term.question) if term.question else term.years
    if not isinstance(answered, int):
        return None
    return answered if term.in_months else answered * MONTHS


def months_after(day: date, months: int) -> date:
    """Return the last day of so many months that begin on a day: the day before the same date (Civil Code art. 148).

    Where the month has no such date it is its last day.
    """
    later, month = divmod(day.month - 1 + months, MONTHS)
    year, month = day.year + later, month + 1
    try:
        return date(year, month, day.day) - timedelta(days=1)
    except ValueError:
        return date(year, month, monthrange(year, month)[1])
