"""The stand-in as the site speaks with it (``dossiers.payments.gateway.seam.Gateway``)."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone

from dossiers.display.links import path_to
from dossiers.models import NewsKind, PaymentOrder
from dossiers.payments.gateway import signing
from dossiers.payments.gateway.seam import News, NotUnderstood
from portal.demo.bank import ledger


class Bank:
    """A bank that lies in a folder. Its page is one of the demo's own."""

    name = "demo"

    def page_of(self, order: PaymentOrder, *, back: str) -> str:
        """Note the order and return where it is paid."""
        # A path alone: the demo is one site, under whatever name it is opened.
        ledger.begin(order.reference, order.amount, urlsplit(back)._replace(scheme="", netloc="").geturl())
        return path_to("demo_bank", reference=order.reference)

    def verify(self, body: bytes, headers: Mapping[str, str]) -> None:
        """Raise ``NotSigned`` unless the bytes are signed with the key that both know."""
        signing.verify(settings.PAYMENT_GATEWAY_KEY.encode(), body, headers, now=timezone.now())

    def read(self, body: bytes) -> News:
        """Return what a message says. Raises ``NotUnderstood``."""
        try:
            values = json.loads(body)
            dated = datetime.fromisoformat(values["dated"])
            kind, texts = NewsKind(values["kind"]), [values[name] for name in ("order", "number", "refunds", "reason")]
            amount = values["amount"]
        except (ValueError, KeyError, TypeError) as error:
            raise NotUnderstood(type(error).__name__) from error
        if type(amount) is not int or dated.tzinfo is None or not all(_is_text(text) for text in texts):
            raise NotUnderstood("a value of another kind")
        reference, number, refunds, reason = texts
        return News(kind, reference, number, amount, dated, refunds, reason)

    def query(self, order: PaymentOrder) -> Sequence[bytes]:
        """Return what has happened to an order, as messages."""
        entry = ledger.find(order.reference)
        return [one.body(entry.reference) for one in entry.happened] if entry else []


LONGEST = 64


def _is_text(value: object) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST and value.isprintable()
