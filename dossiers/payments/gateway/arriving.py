"""Messages of a gateway as they arrive: each is kept, and what it says becomes a transfer that is recorded once.

A message may come late, twice, in another order than things happened, for an order that ended or that nobody knows, and
with another amount. None of it is refused: the money has been moved already. What is already known changes nothing.
"""

from datetime import datetime

import structlog
from django.db import transaction

from dossiers.models import (
    MOST_AMOUNT,
    CaseKind,
    GatewayMessage,
    GatewayTransfer,
    NewsKind,
    OrderState,
    PaymentOrder,
    TransferState,
)
from dossiers.models.sane import END, FIRST
from dossiers.payments.gateway import cases
from dossiers.payments.gateway.seam import Gateway, News, NotUnderstood

log = structlog.get_logger()

MOVES_MONEY = (NewsKind.PAID, NewsKind.REFUNDED)
LONGEST, LONGEST_REASON = 64, 200


def take_in(gateway: Gateway, body: bytes, *, at: datetime, is_asked: bool = False) -> list[int]:
    """Keep a message; return the transfers of its order that are to be recorded now, in the order of their coming.

    ``is_asked``: the gateway was asked, and says the same each time: what is kept already is not kept again.
    """
    try:
        news = _understood(gateway, body)
    except NotUnderstood as error:
        log.warning("gateway.not_understood", gateway=gateway.name, why=str(error))
        with transaction.atomic(durable=True):
            kept = GatewayMessage.objects.create(
                gateway=gateway.name, kind=NewsKind.OTHER, body=body, is_asked=is_asked, at=at
            )
            cases.of_unreadable(kept, body, at)
        return []
    with transaction.atomic(durable=True):
        # The lock lets what is said of one order come in one after the other.
        order = PaymentOrder.objects.select_for_update().filter(gateway=gateway.name, reference=news.reference).first()
        kept = _keep(gateway, order, news, body, at=at, is_asked=is_asked)
        if news.kind in MOVES_MONEY:
            _note(kept, order, news, at)
        elif order is not None and order.state == OrderState.OPEN:
            order.state = OrderState.FAILED
            order.save(update_fields=["state"])
    return waiting_of(order)


def waiting_of(order: PaymentOrder | None) -> list[int]:
    """Return the transfers of an order that are not recorded yet, payments before what is given back of them."""
    if order is None:
        return []
    waiting = GatewayTransfer.objects.filter(order=order, state=TransferState.WAITING)
    return list(waiting.order_by("kind", "pk").values_list("pk", flat=True))


def _understood(gateway: Gateway, body: bytes) -> News:
    news = gateway.read(body)
    if news.kind in MOVES_MONEY and not (news.number and news.amount):
        raise NotUnderstood("money without a number or an amount")
    names = (news.reference, news.number, news.refunds)
    if not (0 <= news.amount <= MOST_AMOUNT and FIRST <= news.dated < END):
        raise NotUnderstood("an amount or an instant that there is not")
    if not all(name.isprintable() and len(name) <= LONGEST for name in names) or not news.reason.isprintable():
        raise NotUnderstood("a text that cannot be stored")
    return news


def _keep(
    gateway: Gateway, order: PaymentOrder | None, news: News, body: bytes, *, at: datetime, is_asked: bool
) -> GatewayMessage:
    """Keep what has come; return it, or the same message that is kept already where the gateway was asked."""
    same = GatewayMessage.objects.filter(
        gateway=gateway.name, kind=news.kind, number=news.number, reference=news.reference, amount=news.amount
    ).first()
    if is_asked and same is not None:
        return same
    return GatewayMessage.objects.create(
        gateway=gateway.name,
        kind=news.kind,
        reference=news.reference,
        number=news.number,
        amount=news.amount,
        dated=news.dated,
        order=order,
        is_asked=is_asked,
        body=body,
        at=at,
    )


def _note(message: GatewayMessage, order: PaymentOrder | None, news: News, at: datetime) -> None:
    """Note money that was moved, unless it is known. What contradicts what is known is left to people."""
    known, is_new = GatewayTransfer.objects.get_or_create(
        gateway=message.gateway,
        kind=news.kind,
        number=news.number,
        defaults={
            "refunds": news.refunds,
            "amount": news.amount,
            "reason": news.reason[:LONGEST_REASON],
            "order": order,
            "state": TransferState.WAITING if order else TransferState.BY_HAND,
            "at": at,
        },
    )
    own = order.pk if order else None
    if not is_new and (known.amount, known.order_id, known.refunds) != (news.amount, own, news.refunds):
        log.error("gateway.contradicts", gateway=message.gateway, number=news.number, amount=news.amount)
        cases.of_contradiction(message, order, news, at)
    elif order is None:
        log.error("gateway.no_such_order", gateway=message.gateway, number=news.number, amount=news.amount)
        cases.of_transfer(known, CaseKind.UNKNOWN, at)
