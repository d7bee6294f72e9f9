"""How the stand-in answers: which messages it sends when, by what was chosen at its page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.conf import settings

from dossiers.models import NewsKind
from dossiers.payments.gateway import signing
from portal.demo.bank import ledger
from portal.demo.bank.ledger import Entry

SOON, LATE = timedelta(seconds=2), timedelta(seconds=30)


class Choice(StrEnum):
    """What can be chosen at the page."""

    PAY = "pay"
    REFUSE = "refuse"
    LATE = "late"
    TWICE = "twice"
    DISORDER = "disorder"
    LESS = "less"
    FORGED = "forged"
    SILENT = "silent"
    REFUND = "refund"


@dataclass(frozen=True, slots=True)
class Sending:
    """A message that is sent after a while, with its signature."""

    after: timedelta
    body: bytes
    headers: Mapping[str, str]


def answer(entry: Entry, choice: Choice, at: datetime) -> list[Sending]:
    """Do what was chosen, write it down, and return what is sent of it. What is paid is not paid again."""
    paid = entry.paid
    if choice is Choice.REFUND:
        return _refund(entry, at)
    if paid is not None:
        return [_sending(entry.reference, paid, SOON, at)]
    return ANSWERS[choice](entry, at)


def _refund(entry: Entry, at: datetime) -> list[Sending]:
    if entry.paid is None:
        return []
    back = ledger.event(entry, NewsKind.REFUNDED, at, refunds=entry.paid.number)
    ledger.add(entry, back)
    return [_sending(entry.reference, back, SOON, at)]


def _pay(entry: Entry, at: datetime) -> list[Sending]:
    return _paid(entry, at, SOON)


def _late(entry: Entry, at: datetime) -> list[Sending]:
    return _paid(entry, at, LATE)


def _twice(entry: Entry, at: datetime) -> list[Sending]:
    return _paid(entry, at, SOON, SOON + timedelta(seconds=1))


def _silent(entry: Entry, at: datetime) -> list[Sending]:
    return _paid(entry, at)


def _paid(entry: Entry, at: datetime, *after: timedelta) -> list[Sending]:
    paid = ledger.event(entry, NewsKind.PAID, at)
    ledger.add(entry, paid)
    return [_sending(entry.reference, paid, one, at) for one in after]


def _refuse(entry: Entry, at: datetime) -> list[Sending]:
    failed = ledger.event(entry, NewsKind.FAILED, at)
    ledger.add(entry, failed)
    return [_sending(entry.reference, failed, SOON, at)]


def _disorder(entry: Entry, at: datetime) -> list[Sending]:
    """Fail at first, then succeed; and report both in the other order."""
    failed = ledger.event(entry, NewsKind.FAILED, at)
    paid = ledger.Happened(NewsKind.PAID.value, f"{failed.number}A", entry.amount, (at + SOON).isoformat())
    ledger.add(entry, failed, paid)
    sent = [(paid, SOON), (failed, SOON + timedelta(seconds=1))]
    return [_sending(entry.reference, one, after, at) for one, after in sent]


def _less(entry: Entry, at: datetime) -> list[Sending]:
    """Pay 1,000 đồng less, as a bank that takes its fee off."""
    paid = ledger.event(entry, NewsKind.PAID, at, amount=max(1, entry.amount - 1000))
    ledger.add(entry, paid)
    return [_sending(entry.reference, paid, SOON, at)]


def _forged(entry: Entry, at: datetime) -> list[Sending]:
    """Report a payment that there was not, with another key."""
    paid = ledger.event(entry, NewsKind.PAID, at)
    return [_sending(entry.reference, paid, SOON, at, key=b"nobody's key")]


ANSWERS: Mapping[Choice, Callable[[Entry, datetime], list[Sending]]] = {
    Choice.PAY: _pay,
    Choice.REFUSE: _refuse,
    Choice.LATE: _late,
    Choice.TWICE: _twice,
    Choice.DISORDER: _disorder,
    Choice.LESS: _less,
    Choice.FORGED: _forged,
    Choice.SILENT: _silent,
}


def _sending(
    reference: str, one: ledger.Happened, after: timedelta, at: datetime, *, key: bytes | None = None
) -> Sending:
    body = one.body(reference)
    secret = settings.PAYMENT_GATEWAY_KEY.encode() if key is None else key
    return Sending(after, body, signing.headers(secret, body, at))
