"""Which transfers of a statement somebody has recorded by hand: nobody looks at these again."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from dossiers.commands.money import references
from dossiers.display.formats import vn_date
from dossiers.models import PaidWay
from dossiers.models.event import HAS_REFERENCE, REFERENCE
from dossiers.models.rows import rows
from dossiers.payments.statement.reading import Line
from procedures.time.calendar import local

_NUMBER = REFERENCE.format(content="payload.content")
STANDING = f"""
    SELECT payment.event_id, payment.dossier_id, payment.amount, coalesce({_NUMBER}, ''), payment.at,
        NOT EXISTS (SELECT FROM dossiers_statementrow AS transfer WHERE transfer.event_id = payment.event_id)
    FROM dossiers_payment AS payment JOIN dossiers_eventpayload AS payload ON payload.event_id = payment.event_id
    WHERE payment.agency_id = %s AND payment.way = %s AND payment.number IS NOT NULL
        AND NOT EXISTS (SELECT FROM dossiers_payment AS reversal WHERE reversal.reverses_id = payment.id) AND {{}}
    ORDER BY payment.id
"""  # noqa: S608 - of our own texts alone
OF_NUMBERS = STANDING.format(
    f"{HAS_REFERENCE.format(content='payload.content')} AND {_NUMBER} = ANY (string_to_array(%s, E'\\n'))"
)
OF_DOSSIERS = STANDING.format("payment.dossier_id = ANY (string_to_array(%s, E'\\n')::bigint[])")


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
        if numbers := set(_numbers(lines)):
            for one in _by_hand(OF_NUMBERS, agency_id, numbers):
                self._by_number[one.number].append(one)
        if settled:
            for one in _by_hand(OF_DOSSIERS, agency_id, map(str, settled)):
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


def _by_hand(statement: str, agency_id: int, asked: Iterable[str]) -> Iterator[ByHand]:
    for event, dossier, amount, number, at, is_free in rows(
        statement, [agency_id, PaidWay.TRANSFER.value, "\n".join(asked)]
    ):
        yield ByHand(event, dossier, amount, references.plain(number), local(at).date(), is_free)
