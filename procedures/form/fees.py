"""Which fees are due, and how much, as far as the answers say it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from procedures.form import Fee


@dataclass(frozen=True, slots=True)
class Due:
    """A fee that is due. ``quantity`` and ``amount`` (in đồng) are None while the quantity is not known."""

    fee: Fee
    quantity: int | None
    """Of a tariff; None for a flat fee too."""
    amount: int | None


def due(fees: Iterable[Fee], values: Mapping[str, object]) -> tuple[Due, ...]:
    """Return the fees that typed answers make due, in the order of the definition."""
    return tuple(_due(fee, values) for fee in fees if fee.when is None or fee.when.met_by(values))


def total(dues: Iterable[Due]) -> int | None:
    """Return the sum in đồng, None while a part of it is not known."""
    amounts = [each.amount for each in dues]
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if len(known) == len(amounts) else None


def _due(fee: Fee, values: Mapping[str, object]) -> Due:
    if fee.per is None and fee.quantity is None:
        return Due(fee, None, fee.amount)
    quantity = values.get(fee.quantity) if fee.quantity else None
    if isinstance(quantity, bool) or not isinstance(quantity, int) or quantity < 0:
        return Due(fee, None, None)
    return Due(fee, quantity, fee.amount * quantity)
