"""What an applicant has paid and still owes by the answers, as far as a log says it."""

from collections.abc import Iterable, Mapping
from typing import Any

from dossiers.log.arrivals import PAID_BY
from dossiers.log.effective import Happened
from dossiers.log.facts import facts_of
from procedures import fees
from procedures.machine import Machine


def paid(log: Iterable[Happened]) -> int:
    """Return how many đồng are on record as paid, of the events that hold."""
    return sum(facts_of(event).fee or 0 for event in log if event.action.startswith(PAID_BY))


def corrected(
    machine: Machine, before: Mapping[str, Any], after: Mapping[str, Any], log: Iterable[Happened]
) -> int | None:
    """Return how many đồng are due by corrected answers, where that is another sum; None once something was paid."""
    was, now = (fees.total(fees.due(machine.fees, answers)) for answers in (before, after))
    return now if now != was and not paid(log) else None


def unpaid(machine: Machine, answers: Mapping[str, Any], log: Iterable[Happened]) -> int:
    """Return how many đồng are due by the answers while no payment is on record; 0 where none or nobody knows."""
    if paid(log):
        return 0
    return fees.total(fees.due(machine.fees, answers)) or 0
