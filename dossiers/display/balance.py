"""What was paid beside what is due, in words: what is lacking, or was paid too much, and because of what."""

from collections.abc import Iterable
from typing import Protocol

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dossiers import acts
from dossiers.display.agency.given import handed_again
from dossiers.display.formats import localized, vn_money
from dossiers.log.effective import Happened as Placed
from dossiers.log.effective import effective
from dossiers.log.facts import facts_of
from dossiers.log.money import (
    ASK_PAYMENT,
    CONFIRMS,
    Account,
    Happened,
    account_of,
    brings_money,
    demand_in,
    goes_on_without,
    left_of_standing,
    owed_again,
    paid_since_asked,
    settled_since_asked,
)
from procedures.machine import Action, Text

SETTLED = gettext_lazy("paid, waived or let pass, to be confirmed")
"""The same of all of them, whatever became of it: what the filter of the list is called."""


class Settling(Protocol):
    """A dossier or its row of a list, as far as it says what became of what was asked for."""

    @property
    def payment_settled(self) -> bool:
        """Whether the desk is to confirm that nothing is owed any more, or that it goes on all the same."""

    @property
    def owed(self) -> int | None:
        """What is owed still: of what is settled, what a leader let pass."""

    @property
    def waived(self) -> int:
        """What of it nobody has to pay, in đồng."""

    @property
    def paid(self) -> int:
        """What came in and stayed."""


def settled(dossier: Settling) -> str:
    """Say why it need not wait for what was asked for any more, which the desk is to confirm; "" of all other dossiers."""
    if not dossier.payment_settled:
        return ""
    if dossier.owed:
        return _("a leader lets it go on unpaid, to be confirmed")
    if dossier.waived:
        return _("partly waived, the rest is paid, to be confirmed") if dossier.paid else _("waived, to be confirmed")
    return _("all is paid, to be confirmed") if dossier.paid else _("nothing is owed any more, to be confirmed")


WAIVED = Text("đã được miễn", "was waived")
"""What became of a fee of which nothing was paid, and nothing has to be."""


def waived_of_demand(log: Iterable[Happened]) -> Text | None:
    """Say what became of what was asked for last, where some of it was waived since: all, or a part and what was paid; else None."""
    events = list(log)
    waived, paid = settled_since_asked(events)
    if not waived:
        return None
    if not paid and not account_of(events).owed:
        return WAIVED
    less, came = vn_money(waived), vn_money(paid)
    part = Text(f"{WAIVED.vi} {less}", f"{WAIVED.en} by {less}")
    return Text(f"{part.vi}, đã nộp {came}", f"{part.en}, {came} were paid") if paid else part


CONFIRMS_WAIVER = Text("Xác nhận được miễn, giải quyết tiếp", "Confirm the waiver and go on")


GOES_ON_UNPAID = Text("Giải quyết tiếp theo ý kiến lãnh đạo", "Go on as the leader has agreed")


def act_label(action: Action, log: Iterable[Placed]) -> Text:
    """Return what an action is called where it is taken, or was just taken: what is waived in full is no payment to confirm.

    What is handed back later is called by what lies there.
    """
    return confirmed_as(action.name, log) or handed_again.to_do(action.name, log) or action.label


def confirmed_as(action: str, log: Iterable[Happened]) -> Text | None:
    """Return what the end of a pause for a payment is called after a log where not all of it was paid; None of all else."""
    if not action.startswith(CONFIRMS):
        return None
    events = list(log)
    if goes_on_without(events):
        return GOES_ON_UNPAID
    return CONFIRMS_WAIVER if waived_of_demand(events) == WAIVED else None


def confirmed_in(event: Placed, log: Iterable[Placed], label: str) -> tuple[str, list[tuple[str, str]]]:
    """Return what the history calls the confirmation of a payment, and says beside it: what came in before it, each with its receipt.

    What was waived, or let pass, is no money that came in; what came with the confirmation itself, it says itself. Other events
    keep their label, and nothing is said beside them.
    """
    if not event.action.startswith(CONFIRMS):
        return label, []
    events = effective(each for each in log if each.sequence <= event.sequence)
    left, called = left_of_standing(events), confirmed_as(event.action, events)
    before = (facts_of(each).receipt for each in paid_since_asked(events) if each.sequence < event.sequence)
    rows = [row for one in before for row in ((_("Amount"), vn_money(left[one])), (_("Receipt"), one))]
    if words := waived_of_demand(events):
        rows.append((_("Fee"), localized(words)))
    if unpaid := goes_on_without(events):
        rows.append((_("Not paid, and owed still"), vn_money(unpaid)))
    return localized(called) if called else label, rows


_NO_CORRECTIONS = {acts.SUBMIT, acts.WITHDRAW_DEMAND}
"""What says of a dossier what is due in all, beside a correction."""


def is_changed(log: Iterable[Happened]) -> bool:
    """Say whether a correction has made another sum due after something was asked for or paid."""
    has_begun = False
    for event in log:
        facts = facts_of(event)
        if has_begun and facts.due is not None and event.action not in _NO_CORRECTIONS:
            return True
        has_begun |= event.action == ASK_PAYMENT or (brings_money(event.action) and bool(facts.fee))
    return False


def demanded(amount: int, log: Iterable[Happened]) -> str:
    """Say that so many đồng are missing of what the office has asked for: the same to the officer and to the applicant.

    Nobody asked for what corrected answers have added since: that it is due is said of them.
    """
    events = list(log)
    demand = demand_in(events)
    sums = {"amount": vn_money(amount)}
    if demand and is_changed(event for event in events if event.sequence >= demand.sequence):
        return _("%(amount)s are still to be paid now.") % sums
    return _("%(amount)s are still to be paid now, as the office has asked.") % sums


def balance(account: Account, log: Iterable[Happened]) -> str:
    """Say how what was paid stands to what is due, where something was paid and it is another sum; "" for all else."""
    charged = account.charged
    if charged is None or not account.paid or (not account.owed and not account.overpaid):
        return ""
    sums = {
        "due": vn_money(charged - account.waived),
        "paid": vn_money(account.paid),
        "less": vn_money(account.owed or 0),
        "more": vn_money(account.overpaid),
    }
    if account.overpaid:
        sentence = _("Paid too much by %(more)s: %(due)s are due, %(paid)s were paid.") % sums
    else:
        sentence = _("%(less)s are lacking: %(due)s are due, %(paid)s were paid.") % sums
    events = list(log)
    if not is_changed(events):
        return sentence
    anew, back = _("The amount was worked out anew by corrected answers."), owed_again(events)
    if not back or account.overpaid:
        return f"{sentence} {anew}"
    again = _("What was given back counts as not paid: %(amount)s.") % {"amount": vn_money(back)}
    return f"{sentence} {again} {anew}"
