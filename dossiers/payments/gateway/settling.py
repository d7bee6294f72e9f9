"""The run that leaves nothing of what was paid on line behind: it records what waits, and asks about silent orders.

It may be killed at any point and made by several processes: a transfer is recorded under its row lock together with its
state, and an answer that is heard twice changes nothing.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from dossiers.models import GatewayTransfer, OrderState, PaymentOrder, TransferState
from dossiers.payments.gateway import arriving, orders
from dossiers.payments.gateway.recording import record
from dossiers.payments.gateway.seam import configured
from dossiers.turns import Place, Run, Work


class Item(NamedTuple):
    """A transfer that waits, or an order that is asked about."""

    is_order: bool
    pk: int

    def __str__(self) -> str:
        return f"{'order' if self.is_order else 'transfer'} {self.pk}"


class Settling(Work[Item]):
    """One run: first what waits, from the oldest on, then the orders about which no message came."""

    def __init__(self, now: datetime, place: Place = ()) -> None:
        """Begin with none looked at."""
        super().__init__(now, place)
        self.after, self.asked_after = 0, 0

    def batch(self, size: int) -> Sequence[Item]:
        """Return the next of them; each has its turn once in a run."""
        waiting = GatewayTransfer.objects.filter(state=TransferState.WAITING, pk__gt=self.after).order_by("pk")
        if found := [Item(is_order=False, pk=pk) for pk in waiting.values_list("pk", flat=True)[:size]]:
            return found
        silent = PaymentOrder.objects.filter(ask_at__lte=self.now, pk__gt=self.asked_after).order_by("pk")
        return [Item(is_order=True, pk=pk) for pk in silent.values_list("pk", flat=True)[:size]]

    def turn(self, item: Item) -> None:
        """Record one, or ask about one."""
        if item.is_order:
            self.asked_after = item.pk
            _ask(item.pk, self.now)
        else:
            self.after = item.pk
            record(item.pk, self.now)

    def failed(self, item: Item, failure: Exception) -> None:
        """Ask about an order again later, where the gateway did not answer; a transfer waits for the next run."""
        super().failed(item, failure)
        if item.is_order:
            PaymentOrder.objects.filter(pk=item.pk, ask_at__lte=self.now).update(ask_at=self.now + orders.ASKED_EVERY)


def _ask(pk: int, now: datetime) -> None:
    """Hear what the gateway knows of an order; end one that nobody paid in its time. Raises ``OSError``."""
    gateway, order = configured(), PaymentOrder.objects.get(pk=pk)
    # Of a gateway that is not configured any more nobody can be asked.
    if gateway is not None and gateway.name == order.gateway:
        for body in gateway.query(order):
            for transfer in arriving.take_in(gateway, body, at=now, is_asked=True):
                record(transfer, now)
    silent = PaymentOrder.objects.filter(pk=pk, ask_at__lte=now)
    if now >= order.expires_at:
        silent.filter(state=OrderState.OPEN).update(state=OrderState.EXPIRED)
    # Last, so that one who is killed asks again.
    silent.update(ask_at=orders.asked_next(order, now))


RUN = Run("gateway", Settling, every=timedelta(minutes=1), batch=100, seconds=20)
