"""Orders, and messages about them as a gateway sends them."""

import json
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from dossiers.models import Dossier, GatewayTransfer, PaymentOrder
from dossiers.payments.gateway import orders, signing

SENT_TO = "/thanh-toan/ket-qua/"


def order_of(dossier: Dossier, amount: int | None = None) -> PaymentOrder:
    """Return the open order of what a dossier owes, as its applicant opens it now."""
    owed = Dossier.objects.get(pk=dossier.pk).owed or 0
    at = timezone.now()
    return orders.open_order(dossier, amount or owed, gateway="demo", by=dossier.applicant, at=at)


def message(order: PaymentOrder | str, kind: str = "paid", number: str = "FT1", **other: Any) -> bytes:
    """Return a message about an order, of its whole amount if no other is given."""
    reference, amount = (order, 1_800_000) if isinstance(order, str) else (order.reference, order.amount)
    values = {"order": reference, "kind": kind, "number": number, "amount": amount, "refunds": "", "reason": ""}
    return json.dumps({**values, "dated": timezone.now().isoformat(), **other}).encode()


def refund(order: PaymentOrder, of: str = "FT1", number: str = "FT2", **other: Any) -> bytes:
    """Return the message that a payment was given back."""
    return message(order, "refunded", number, refunds=of, reason="Khách yêu cầu hoàn.", **other)


def send(body: bytes, *, key: str | None = None, at: datetime | None = None, **headers: str) -> HttpResponse:
    """Leave a message with the site, signed as the gateway would."""
    secret = settings.PAYMENT_GATEWAY_KEY if key is None else key
    signed = signing.headers(secret.encode(), body, at or timezone.now())
    return Client().post(SENT_TO, body, content_type="application/json", headers={**signed, **headers})


def states() -> list[tuple[str, str]]:
    """Return what became of each transfer, in the order in which they came."""
    return list(GatewayTransfer.objects.values_list("number", "state"))
