"""Which transfers of a statement somebody has recorded by hand before it was read: nobody looks at these again."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from dossiers.commands.money import references
from dossiers.display.formats import vn_date
from dossiers.log.facts import words_of
from dossiers.models import EventPayload, PaidWay, Payment, StatementRow
from dossiers.payments.statement.reading import Line
from procedures.time.calendar import local


@dataclass(frozen=True, slots=True)
class ByHand:
    """A payment by transfer that stands."""

    event: int
    dossier: int
    amount: int
    """In đồng."""
    number: str
    """The bank's, as it is compared; "" where none was written down."""
    on: date
    """The local day on which it was recorded."""
    is_free: bool
    """Whether no row of a statement is this payment."""


class Recorded:
    """The payments that the rows of a part of a statement may be."""

    def __init__(self, agency_id: int, lines: Sequence[Line], settled: Collection[int]) -> None:
        """Load them in two statements: by the numbers of the rows, and of the dossiers that owe nothing any more."""
        self._taken: set[int] = set()
        self._by_number: defaultdict[str, list[ByHand]] = defaultdict(list)
        self._by_dossier: defaultdict[int, list[ByHand]] = defaultdict(list)
        standing = Payment.objects.filter(
            agency=agency_id, way=PaidWay.TRANSFER, number__isnull=False, reversal=None
        )  # fmt: skip
        if numbers := set(_numbers(lines)):
            named = EventPayload.objects.of_numbers(numbers).values("event")
            for one in _by_hand(standing.filter(event__in=named)):
                self._by_number[one.number].append(one)
        if settled:
            for one in _by_hand(standing.filter(dossier__in=settled)):
                self._by_dossier[one.dossier].append(one)

    def take(self, line: Line, dossier: int | None, *, is_settled: bool) -> ByHand | None:
        """Return the payment that a row is; None where nobody has recorded it.

        ``dossier`` is the one that its message names. The same number and amount are the same transfer; where one of the two
        has no number, the same amount of a dossier that owes nothing any more, recorded on the day of the transfer or later.
        """
        number, found = references.plain(line.reference), list[ByHand]()
        if number:
            found = [one for one in self._by_number[number] if dossier in {None, one.dossier}]
        if not any(one.amount == line.amount for one in found) and is_settled and dossier is not None:
            found = [
                one
                for one in self._by_dossier[dossier]
                if one.is_free and one.event not in self._taken and not (number and one.number)
                if line.day is None or one.on >= line.day
            ]  # fmt: skip
        fitting = next((one for one in found if one.amount == line.amount), None)
        if fitting is None:
            return None
        is_free = fitting.is_free and fitting.event not in self._taken
        self._taken.add(fitting.event)
        return replace(fitting, is_free=is_free)


def _numbers(lines: Iterable[Line]) -> Iterator[str]:
    """Yield the numbers of rows as they may be written down: alone, and with the day of the row behind them."""
    for line in lines:
        if number := references.plain(line.reference):
            yield number
            if line.day is not None:
                yield f"{number}{vn_date(line.day)}"


def _by_hand(payments: QuerySet[Payment]) -> Iterator[ByHand]:
    rows = StatementRow.objects.filter(event=OuterRef("event"))
    for one in payments.select_related("event__payload").annotate(is_free=~Exists(rows)).order_by("pk"):
        number = references.plain(words_of(one.event.payload).fee_reference)
        yield ByHand(one.event_id, one.dossier_id, one.amount, number, local(one.at).date(), one.is_free)
