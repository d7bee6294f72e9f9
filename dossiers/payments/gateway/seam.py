"""What a payment gateway is to us: it gives an order a page, signs what it reports, and answers when it is asked.

A gateway is a class that is named by ``settings.PAYMENT_GATEWAY``; where none is, nobody is offered to pay on line.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from dossiers.models import NewsKind, PaymentOrder

MOST_BYTES = 16_384
"""Of a message; what is longer is none."""


class NotSigned(Exception):  # noqa: N818 - a fact about a message
    """A message without a signature, or with a wrong one: nobody knows whose it is."""


class NotUnderstood(Exception):  # noqa: N818 - a fact about a message
    """A message that is rightly signed and says nothing that is understood."""


@dataclass(frozen=True, slots=True)
class News:
    """What a message reports of an order, in đồng and by the gateway's clock."""

    kind: NewsKind
    reference: str
    """Of the order."""
    number: str
    """Of the gateway's transaction; "" of one that moved nothing."""
    amount: int
    dated: datetime
    refunds: str = ""
    """Of what is given back: the number of the payment."""
    reason: str = ""


class Gateway(Protocol):
    """How a gateway is spoken with. Whatever needs the network may raise ``OSError``."""

    @property
    def name(self) -> str:
        """What its orders and messages are stored under: at most 32 characters, and never another."""

    def page_of(self, order: PaymentOrder, *, back: str) -> str:
        """Return the address at which an order is paid; whoever asks again gets the same. ``back`` leads to our page."""

    def verify(self, body: bytes, headers: Mapping[str, str]) -> None:
        """Raise ``NotSigned`` unless these bytes come from the gateway."""

    def read(self, body: bytes) -> News:
        """Return what a message says. Raises ``NotUnderstood``."""

    def query(self, order: PaymentOrder) -> Sequence[bytes]:
        """Return all that the gateway knows of an order, as messages that ``read`` reads; nothing while nobody has paid."""


def configured() -> Gateway | None:
    """Return the gateway of this installation, if it has one."""
    if not settings.PAYMENT_GATEWAY:
        return None
    gateway: Gateway = import_string(settings.PAYMENT_GATEWAY)()
    return gateway
