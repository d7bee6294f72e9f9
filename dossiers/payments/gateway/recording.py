"""How money that a gateway has moved comes into the record: by the command of all other acts, as the system."""

from dataclasses import replace
from datetime import datetime
from functools import partial

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from dossiers import acts, turns
from dossiers.commands import Fee, Given
from dossiers.commands.advance import carry_out
from dossiers.commands.locked import Locked
from dossiers.commands.locked import dossier as locked
from dossiers.commands.money.taking_off import left_of
from dossiers.log import money
from dossiers.models import CaseKind, Event, GatewayTransfer, NewsKind, OrderState, PaidWay, PaymentOrder, TransferState
from dossiers.payments.gateway import cases, orders
from dossiers.policy import Actor
from dossiers.turns import LOCK_WAIT


def record_now(pks: list[int], at: datetime) -> None:
    """Record transfers as far as that can be done at once; the run goes on with what cannot.

    Raises what a database that is gone raises: then the gateway sends its message again.
    """
    for pk in pks:
        turns.failure_of(partial(_patiently, pk, at), run="gateway", item=str(pk))


def _patiently(pk: int, at: datetime) -> None:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [LOCK_WAIT])
        record(pk, at)


def record(pk: int, at: datetime) -> None:
    """Record a transfer, in one transaction with what becomes of it; one that is not waiting stays as it is.

    A refusal is raised, and the transfer waits on. What is given back waits until its payment is recorded.
    """
    with transaction.atomic():
        transfer = GatewayTransfer.objects.select_for_update().get(pk=pk)
        order = transfer.order
        if transfer.state != TransferState.WAITING or order is None:
            return
        found = locked(order.dossier_id)
        at = max(at, timezone.now())
        if transfer.kind == NewsKind.PAID:
            _receive(transfer, order, found, at)
        else:
            _give_back(transfer, order, found, at)


def _receive(transfer: GatewayTransfer, order: PaymentOrder, found: Locked, at: datetime) -> None:
    # It is meant: that it comes twice is seen by its number, and what is too much was paid all the same.
    fee = Fee(transfer.amount, PaidWay.ONLINE.value, transfer.number, is_meant=True)
    dossier, events, _steady = found
    misfit = cases.misfit(order, transfer.amount, dossier, events)
    _end(transfer, TransferState.RECORDED, _act(found, acts.RECEIVE_ONLINE, Given(fee=fee), at))
    if misfit is not None:
        cases.of_transfer(transfer, misfit, at)
    _follow(order)


def _give_back(transfer: GatewayTransfer, order: PaymentOrder, found: Locked, at: datetime) -> None:
    """Reverse the payment of what was given back, or record that a part of it went back.

    More than is left of it, or a payment of another order's, is left to people. So is what the desk has given back itself:
    then the money has left twice.
    """
    paid = GatewayTransfer.objects.filter(gateway=transfer.gateway, kind=NewsKind.PAID, number=transfer.refunds).first()
    if paid is None or paid.state == TransferState.WAITING:
        return
    log, event = found[1], paid.event if paid.order_id == order.pk else None
    is_reversed = event is not None and event.sequence in money.reversed_in(log)
    if event is not None and is_reversed and paid.amount == transfer.amount:
        _end(transfer, TransferState.NOTHING)
        if cases.is_given_back(paid, event.sequence, log):
            cases.of_transfer(transfer, CaseKind.BACK_TWICE, at)
    elif event is None or is_reversed or transfer.amount > left_of(event, log):
        _end(transfer, TransferState.BY_HAND)
        cases.of_transfer(transfer, CaseKind.PART, at)
    elif cases.is_part_noted(transfer, event.sequence, log):
        _end(transfer, TransferState.NOTHING)
        cases.of_transfer(transfer, CaseKind.BACK_TWICE, at)
    else:
        _end(transfer, TransferState.RECORDED, _taken_off(found, transfer, event, at))
    _follow(order)


def _taken_off(found: Locked, transfer: GatewayTransfer, paid: Event, at: datetime) -> Event:
    """Record what was given back: all that is left of a payment as its reversal, less as a part of it."""
    given = Given(reverses=paid.sequence, reason=transfer.reason or _no_reason())
    if transfer.amount == left_of(paid, found[1]):
        return _act(found, acts.REVERSE_ONLINE, given, at)
    fee = Fee(transfer.amount, PaidWay.ONLINE.value, transfer.number, is_meant=True)
    return _act(found, acts.GIVE_BACK_ONLINE, replace(given, fee=fee), at)


def _follow(order: PaymentOrder) -> None:
    """Let an order be what its transfers make it: paid as long as one of its payments was not given back."""
    transfers = GatewayTransfer.objects.filter(order=order)
    paid = transfers.filter(kind=NewsKind.PAID, state=TransferState.RECORDED).count()
    whole = GatewayTransfer.objects.filter(
        gateway=OuterRef("gateway"), kind=NewsKind.PAID, number=OuterRef("refunds"), amount=OuterRef("amount")
    )
    nothing = Q(Exists(whole), state=TransferState.NOTHING)
    back = transfers.filter(nothing | Q(event__action=acts.REVERSE_ONLINE), kind=NewsKind.REFUNDED).count()
    if paid:
        state = OrderState.PAID if paid > back else OrderState.REFUNDED
        PaymentOrder.objects.filter(pk=order.pk).update(state=state)
        # Once more at the end: somebody may have paid twice, and the message of the second may be lost.
        PaymentOrder.objects.filter(pk=order.pk, ask_at__isnull=False).update(ask_at=orders.asked_last(order))


def _no_reason() -> str:
    """Return what stands in the log, in its language, where the gateway gives no reason."""
    with override("vi"):
        return _("The payment gateway has given the money back.")


def _act(found: Locked, name: str, given: Given, at: datetime) -> Event:
    return carry_out(found, name, actor=Actor.system(), given=given, seen=found[0].sequence, at=at)


def _end(transfer: GatewayTransfer, state: TransferState, event: Event | None = None) -> None:
    transfer.state, transfer.event = state, event
    transfer.save(update_fields=["state", "event"])
