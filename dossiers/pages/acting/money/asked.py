"""What is asked about money before it is recorded: what is perhaps wrong is done once the person has ticked that it is meant."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _

from dossiers import acts
from dossiers.commands.money import shifts
from dossiers.display.formats import vn_clock, vn_money, vn_time
from dossiers.log import proofs
from dossiers.log.facts import facts_of
from dossiers.log.money import brings_money
from dossiers.models import Dossier, Event, PaidWay
from dossiers.pages.acting.money.fields import DRAWER, MEANT, WRONG, meant, off_the_drawer
from dossiers.payments.gateway import orders
from procedures.machine import Action


def asked_first(
    action: Action, cleaned: Mapping[str, Any], dossier: Dossier, log: Sequence[Event], at: datetime
) -> Iterator[tuple[str, str, dict[str, forms.Field]]]:
    """Give what is asked about money that is perhaps recorded wrongly: at which field, the question, and the box by which it is meant."""
    amount: int = cleaned.get("fee_amount") or 0
    is_doubted = amount and brings_money(action.name) and not cleaned.get(MEANT)
    if is_doubted and (asked := _asked_of_proof(amount, cleaned, log) or _asked_of_order(amount, dossier, at)):
        yield "fee_amount", asked, {MEANT: meant(action)}
    is_wrong = action.name == acts.REVERSE_PAYMENT and cleaned.get("reversal") == WRONG and not cleaned.get(DRAWER)
    if is_wrong and (asked := _asked_of_drawer(int(cleaned.get("reverses") or 0), log, at)):
        yield "reverses", asked, {DRAWER: off_the_drawer()}


def _asked_of_drawer(sequence: int, log: Sequence[Event], at: datetime) -> str:
    """Ask where cash of today was counted in the drawer of a counter that is closed: a wrong entry is taken off that (ADR 0089)."""
    paid = next((event for event in log if event.sequence == sequence), None)
    row = shifts.cash_of(paid, at) if paid else None
    shift = shifts.closed_with(row) if row else None
    if row is None or shift is None or shift.closed is None:
        return ""
    words = _(
        "%(counter)s (%(who)s) was closed at %(at)s with this money in its sum: %(counted)s were counted, %(book)s should be "
        "there. Nothing was recorded. If the payer gets the money back, choose “The money was given back to the payer”. If it "
        "never came in, tick the box below and press again: %(left)s should be there then, so that %(who)s counts again and "
        "corrects the closing with the reason."
    )
    return words % {
        "counter": shift.opened.counter,
        "who": shift.opened.by.get_full_name(),
        "at": vn_time(shift.closings[0].at),
        "counted": vn_money(shift.closed.counted),
        "book": vn_money(shift.closed.book),
        "left": vn_money(shifts.book_of(shift).amount - row.signed),
    }


def _asked_of_order(amount: int, dossier: Dossier, at: datetime) -> str:
    """Ask where the bank may still say that the same was paid on line: what comes twice has to be given back."""
    order = orders.unanswered(dossier, at) if settings.PAYMENT_GATEWAY else None
    if order is None or dossier.owed is None or amount + order.amount <= dossier.owed:
        return ""
    words = _(
        "The payer began to pay %(amount)s on line at %(at)s, and the bank has not answered yet: it may be paid twice. Nothing "
        "was recorded. If this much came in all the same, tick the box below and press again."
    )
    return words % {"amount": vn_money(order.amount), "at": vn_clock(order.at)}


def _asked_of_proof(amount: int, cleaned: Mapping[str, Any], log: Sequence[Event]) -> str:
    """Ask about a transfer of another amount than the proof says that it confirms.

    What was typed before may stand beside the reference of another transfer; a receipt is never put right, only reversed.
    """
    proof = cleaned.get("proof")
    if not proof or cleaned.get("fee_method") != PaidWay.TRANSFER:
        return ""
    meant = (one.event for one in proofs.waiting(log) if one.event.sequence == proof)
    stated = next((facts_of(event).fee for event in meant), None)
    if stated in {None, amount}:
        return ""
    words = _(
        "The proof of the payer says %(stated)s, and not %(amount)s. Nothing was recorded. If that much came in, tick the "
        "box below and press again."
    )
    return words % {"stated": vn_money(stated), "amount": vn_money(amount)}
