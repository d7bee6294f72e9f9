"""Fees of what was received in a period, as far as they are recorded: made due, paid, and open still, in đồng."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Self

from dossiers.log.batches import logs_of
from dossiers.log.effective import effective
from dossiers.log.money import account_of
from dossiers.models import DossierQuerySet
from dossiers.models.standing import WITHOUT_DEBT
from dossiers.reports.lived.newest import newest_days
from dossiers.reports.periods import Period

MOST = 5_000
"""Dossiers whose logs are read for one page: the newest."""


@dataclass(frozen=True, slots=True)
class Fee:
    """What is known of the fee of a dossier: what it owes still, None where nobody knows, and what was paid.

    ``is_lapsed``: it ended without a result and owes something, for which nobody waits any more.
    """

    procedure: int
    owed: int | None
    paid: int
    is_lapsed: bool = False
    waived: int = 0
    overpaid: int = 0
    """Of what was paid, what is not due."""


@dataclass(frozen=True, slots=True)
class Fees:
    """Sums over dossiers; those of which nobody knows what they owe are in the number of these, and in no sum of what is due."""

    owing: int
    settled: int
    lapsed: int
    unknown: int
    due: int
    paid: int
    waived: int
    """What nobody has to pay any more."""
    open: int
    overpaid: int
    over: int
    """Dossiers of which something was paid too much."""

    @classmethod
    def of(cls, fees: Iterable[Fee]) -> Self:
        """Sum fees up: ``due`` is ``paid`` without ``overpaid``, ``waived`` and ``open`` (docs/statistics.md)."""
        every = list(fees)
        waited_for = [one.owed for one in every if one.owed and not one.is_lapsed]
        open_, got, waived, over = (
            sum(waited_for),
            sum(one.paid for one in every),
            sum(one.waived for one in every),
            sum(one.overpaid for one in every),
        )
        return cls(
            owing=len(waited_for),
            settled=sum(one.owed == 0 for one in every),
            lapsed=sum(one.is_lapsed for one in every),
            unknown=sum(one.owed is None for one in every),
            due=got - over + waived + open_,
            paid=got,
            waived=waived,
            open=open_,
            overpaid=over,
            over=sum(one.overpaid > 0 for one in every),
        )

    @property
    def is_recorded(self) -> bool:
        """Say whether anything is known."""
        return bool(self.owing or self.settled or self.lapsed or self.paid or self.waived)


@dataclass(frozen=True, slots=True)
class Read:
    """The fees of what was received in the last days of a period: of every day of it where that is not too much."""

    period: Period
    fees: tuple[Fee, ...]

    @property
    def by_procedure(self) -> dict[int, Fees]:
        """The sums of each procedure."""
        return {
            pk: Fees.of(one for one in self.fees if one.procedure == pk) for pk in {one.procedure for one in self.fees}
        }


def fees(dossiers: DossierQuerySet, period: Period, most: int | None = None) -> Read:
    """Read the fees of what was accepted in a period, or in as many of its last days as hold no more than so many dossiers."""

    def received(days: Period) -> DossierQuerySet:
        return dossiers.filter(accepted_at__gte=days.opens, accepted_at__lt=days.closes)

    instants = received(period).order_by("-accepted_at").values_list("accepted_at", flat=True)
    days = newest_days(instants, period, MOST if most is None else most)
    columns = received(days).values_list("pk", "procedure", "owed", "status", "waived")
    known = {
        pk: Fee(procedure, owed, 0, bool(owed) and status in WITHOUT_DEBT, waived)
        for pk, procedure, owed, status, waived in columns
    }
    accounts = ((pk, account_of(effective(log))) for pk, log in logs_of(list(known)))
    return Read(days, tuple(replace(known[pk], paid=one.paid, overpaid=one.overpaid) for pk, one in accounts))
