"""What an applicant reads of the fee: how much it is by the answers, what of it is paid, and when it is to be paid."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from dossiers.display.balance import balance
from dossiers.display.formats import vn_money
from dossiers.filing import dues
from dossiers.log import money
from dossiers.log.answers import standing
from dossiers.log.facts import facts_of
from dossiers.models import Dossier, Event
from dossiers.pages.answers import FeesDue, fees_due
from dossiers.payments.ways import Ways, ways_of, ways_of_filing
from procedures.machine import DueBy, Machine, Pause, Status


@dataclass(frozen=True, slots=True)
class Fee:
    """The fee of a dossier; ``sentence`` says when it is to be paid, or that it was."""

    due: FeesDue | None
    paid: int
    sentence: str
    ways: Ways | None
    """How what is owed can be paid; None where there is nothing to pay now."""
    receipts: tuple[str, ...] = ()
    """The numbers of what was paid and stays, in the receipt book."""
    waived: int = 0
    overpaid: int = 0
    balance: str = ""
    """What is lacking, or was paid too much, after something was paid."""


@dataclass(frozen=True, slots=True)
class Paying:
    """What is to be paid with a filing by the answers so far; ``ways`` are None while nobody knows how much that is."""

    fees: FeesDue
    ways: Ways | None
    code_url: str
    """Where the code of the transfer is drawn; empty where there is none, or no draft is kept yet that says how much."""


def fee_of(dossier: Dossier, events: Sequence[Event]) -> Fee | None:
    """Return what the applicant may know of the fee; None where there is none, or it ended before anything was paid."""
    values, paid = standing(events), dues.paid(events)
    due = fees_due(dossier.machine, values) if values else None
    is_known = bool(due and due.lines) or bool(dossier.owed)
    if not paid and not (is_known and dossier.is_open):
        return None
    account, now = money.account_of(events), _due_now(dossier, events)
    return Fee(
        due,
        paid,
        _when(dossier, paid, now),
        ways_of(dossier, now) if now else None,
        tuple(facts_of(event).receipt for event in money.standing_payments(events)),
        account.waived,
        account.overpaid,
        balance(account, events),
    )


def paying_of(machine: Machine, values: Mapping[str, Any], draft: UUID, *, is_kept: bool = True) -> Paying | None:
    """Return what is to be paid with a filing by typed answers so far; None where nothing is due by then."""
    due = fees_due(machine, values, by=DueBy.FILING)
    if due is None:
        return None
    ways = ways_of_filing(draft, due.total) if due.total else None
    has_code = is_kept and ways is not None and ways.transfer is not None
    code = f"{reverse('filing_code', args=[machine.slug])}?{urlencode({'draft': str(draft)})}" if has_code else ""
    return Paying(due, ways, code)


def _due_now(dossier: Dossier, events: Sequence[Event]) -> int:
    """Return how many đồng are to be paid at once: the office waits for them, or hands over the result against them."""
    owed = dossier.owed or 0
    if not owed or not dossier.is_open:
        return 0
    if dossier.place.pause is Pause.PAYMENT or dossier.status == Status.RESULT_READY:
        return owed
    return min(owed, dues.before_acceptance(dossier.machine, events))


def _when(dossier: Dossier, paid: int, now: int) -> str:
    """Say when the fee is to be paid; nothing of what has ended unpaid, and where nobody knows."""
    if not dossier.is_open:
        return ""
    if dossier.owed == 0:
        return _("All of it is paid.") if paid else ""
    if dossier.place.pause is Pause.PAYMENT and dossier.owed:
        return _("The office asks you to pay %(amount)s now.") % {"amount": vn_money(dossier.owed)}
    if dossier.status == Status.RESULT_READY and dossier.owed:
        return _("%(amount)s are to be paid when you collect the result.") % {"amount": vn_money(dossier.owed)}
    if now:
        words = (
            _("%(amount)s are to be paid now.")
            if dossier.accepted_at
            else _("%(amount)s are to be paid now: your dossier is accepted once they are.")
        )
        return words % {"amount": vn_money(now)}
    return _("It is to be paid when the office asks for it; there is nothing to pay now.")
