"""Orders: so many đồng that somebody wants to pay for a dossier at the gateway's page."""

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from accounts.models import User
from dossiers.models import Dossier, OrderState, PaymentOrder
from dossiers.models.rows import rows_behind

LASTS = timedelta(minutes=30)
"""So long an order can be paid; who comes later is given another."""
ASKED_AFTER, ASKED_EVERY = timedelta(minutes=2), timedelta(minutes=5)
ASKED_LATER_EVERY, ASKED_FOR = timedelta(hours=1), timedelta(days=1)
"""After its end an order is asked about less often, and for so long: what a bank has begun may end late."""
SECRET_BYTES = 12


def open_order(dossier: Dossier, amount: int, *, gateway: str, by: User, at: datetime) -> PaymentOrder:
    """Return the open order of a dossier and an amount; open one where there is none, or its time is over."""
    with transaction.atomic():
        waiting = PaymentOrder.objects.filter(dossier=dossier, amount=amount, state=OrderState.OPEN)
        # It is asked about all the same (``ask_at``): somebody may have paid it in its last minute.
        waiting.filter(expires_at__lte=at).update(state=OrderState.EXPIRED)
        # Of two presses at once one makes the row, by a constraint, and the other finds it.
        order, _is_new = PaymentOrder.objects.get_or_create(
            dossier=dossier,
            amount=amount,
            state=OrderState.OPEN,
            defaults={
                "gateway": gateway,
                "reference": secrets.token_hex(SECRET_BYTES).upper(),
                "by": by,
                "at": at,
                "expires_at": at + LASTS,
                "ask_at": at + ASKED_AFTER,
            },
        )
    return order


def unanswered(dossier: Dossier, at: datetime) -> PaymentOrder | None:
    """Return the newest order of a dossier, if it may have been paid and the gateway has not answered yet; else None."""
    newest = rows_behind(PaymentOrder, "WHERE dossier_id = %s ORDER BY id DESC LIMIT 1", [dossier.pk])
    return next((order for order in newest if _is_unanswered(order, at)), None)


def unanswered_of(dossiers: Collection[int], at: datetime) -> frozenset[int]:
    """Return which of some dossiers, by their keys, have such an order: one statement, none for no dossiers or without a gateway."""
    if not dossiers or not settings.PAYMENT_GATEWAY:
        return frozenset()
    newest = PaymentOrder.objects.filter(dossier__in=dossiers).order_by("dossier", "-pk").distinct("dossier")
    return frozenset(order.dossier_id for order in newest if _is_unanswered(order, at))


def _is_unanswered(order: PaymentOrder, at: datetime) -> bool:
    return order.state in {OrderState.OPEN, OrderState.EXPIRED} and at < asked_last(order)


def asked_next(order: PaymentOrder, now: datetime) -> datetime | None:
    """Return when an order without an answer is asked about again; None once that is over."""
    if now < order.expires_at:
        return now + ASKED_EVERY
    return now + ASKED_LATER_EVERY if now < asked_last(order) else None


def asked_last(order: PaymentOrder) -> datetime:
    """Return from when on an order is asked about once more and then left; one that is paid, then only."""
    return order.expires_at + ASKED_FOR
