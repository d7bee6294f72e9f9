"""Fees, in đồng: of what was received in a period, made due, paid, and open still; and what is owed at its end of all that there is."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Self

from django.db.models import Case, Count, Exists, OuterRef, Q, Subquery, Sum, When
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThan

from dossiers.log.batches import logs_of
from dossiers.log.effective import effective
from dossiers.log.facts import still_stands
from dossiers.log.money import ASK_PAYMENT, LET_PASS, WITHDRAW_DEMAND, account_of, is_due_in
from dossiers.models import DossierQuerySet, Event
from dossiers.models.standing import OWING, WITHOUT_DEBT
from dossiers.reports.lived.newest import newest_days
from dossiers.reports.periods import Period
from dossiers.reports.statistics import owed_at_end
from procedures.models import ProcedureVersion, VersionStatus, machines_of

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


DUE, AHEAD = "due", "ahead"
"""Whether what is owed is to be paid now, or is not yet."""


@dataclass(frozen=True, slots=True)
class Owed:
    """What some dossiers owe, in đồng, with their numbers: what is to be paid now, and what is not yet."""

    due: int = 0
    ahead: int = 0
    due_count: int = 0
    ahead_count: int = 0

    @property
    def whole(self) -> int:
        """All of it."""
        return self.due + self.ahead

    def __add__(self, other: "Owed") -> "Owed":
        """Return both together."""
        counts = self.due_count + other.due_count, self.ahead_count + other.ahead_count
        return Owed(self.due + other.due, self.ahead + other.ahead, *counts)


def owed(dossiers: DossierQuerySet, period: Period) -> dict[int, Owed]:
    """Return what is owed at the end of a period as the dossiers stand, by procedure: of all that were accepted by then."""
    by_when = owed_by_when()
    sums = {name: Coalesce(Sum("owed", filter=condition), 0) for name, condition in by_when.items()}
    counts = {f"{name}_count": Count("pk", filter=condition) for name, condition in by_when.items()}
    found = dossiers.filter(owed_at_end(period)).order_by().values("procedure").annotate(**sums, **counts)
    rows = found.values_list("procedure", DUE, AHEAD, f"{DUE}_count", f"{AHEAD}_count")
    return {procedure: Owed(*numbers) for procedure, *numbers in rows}


def owed_by_when() -> dict[str, Q]:
    """Return the filter of what owes something that is to be paid now, and of what owes something that is not yet.

    As the work-lists mark it: by the state of a dossier (``money.is_due_in``), and where the office has asked for it or
    a leader has let the dossier go on without it.
    """
    is_due = _due_by_state() | Q(_is_asked_for()) | Q(_is_let_pass())
    return {DUE: OWING & is_due, AHEAD: OWING & ~is_due}


def _due_by_state() -> Q:
    versions = ProcedureVersion.objects.exclude(status=VersionStatus.DRAFT).order_by("pk")
    alike: dict[frozenset[str], list[int]] = {}
    for pk, machine in zip(versions.values_list("pk", flat=True), machines_of(versions), strict=True):
        states = frozenset(name for name, state in machine.states.items() if is_due_in(machine, state))
        alike.setdefault(states, []).append(pk)
    found = Q(pk__in=())
    for states, pks in alike.items():
        found |= Q(version__in=pks, state__in=sorted(states))
    return found


def _is_asked_for() -> GreaterThan:
    """Return the condition that the office has asked for a payment and not withdrawn that: each withdrawal ends the last demand."""
    counts = Case(When(action=ASK_PAYMENT, then=1), default=-1)
    events = Event.objects.filter(still_stands(), dossier=OuterRef("pk"), action__in=(ASK_PAYMENT, WITHDRAW_DEMAND))
    standing = events.order_by().values("dossier").annotate(standing=Sum(counts)).values("standing")
    return GreaterThan(Coalesce(Subquery(standing), 0), 0)


def _is_let_pass() -> Exists:
    return Exists(Event.objects.filter(still_stands(), dossier=OuterRef("pk"), action=LET_PASS))


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
