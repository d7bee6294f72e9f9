"""What was paid beside what is due, in words: what is lacking, or was paid too much, and because of what."""

from collections.abc import Iterable
from typing import Protocol

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dossiers import acts
from dossiers.display.formats import localized, vn_money
from dossiers.log.effective import Happened as Placed
from dossiers.log.effective import effective
from dossiers.log.facts import facts_of
from dossiers.log.money import CONFIRMS, Account, Happened, account_of, settled_since_asked
from procedures.machine import Text

SETTLED = gettext_lazy("nothing is owed any more, to be confirmed")
"""The same of all of them, whatever became of it: what the filter of the list is called."""


class Settling(Protocol):
    """A dossier or its row of a list, as far as it says what became of what was asked for."""

    @property
    def payment_settled(self) -> bool:
        """Whether the desk is to confirm that nothing is owed any more."""

    @property
    def waived(self) -> int:
        """What of it nobody has to pay, in đồng."""

    @property
    def paid(self) -> int:
        """What came in and stayed."""


def settled(dossier: Settling) -> str:
    """Say why nothing is owed any more of what was asked for, which the desk is to confirm; "" of all other dossiers."""
    if not dossier.payment_settled:
        return ""
    if dossier.waived:
        return _("partly waived, the rest is paid, to be confirmed") if dossier.paid else _("waived, to be confirmed")
    return _("all is paid, to be confirmed") if dossier.paid else str(SETTLED)


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


def confirmed_rows(event: Placed, log: Iterable[Placed]) -> list[tuple[str, str]]:
    """Return what the history says beside the confirmation of a payment: that a fee was waived is no money that came in."""
    if not event.action.startswith(CONFIRMS):
        return []
    words = waived_of_demand(effective(each for each in log if each.sequence <= event.sequence))
    return [(_("Fee"), localized(words))] if words else []


_NO_CORRECTIONS = {acts.SUBMIT, acts.WITHDRAW_DEMAND}
"""What says of a dossier what is due in all, beside a correction."""


def demanded(amount: int) -> str:
    """Say that so many đồng are missing of what the office has asked for: the same to the officer and to the applicant."""
    return _("%(amount)s are still to be paid now, as the office has asked.") % {"amount": vn_money(amount)}


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
    if any(facts_of(event).due is not None and event.action not in _NO_CORRECTIONS for event in log):
        return f"{sentence} {_('The amount was worked out anew by corrected answers.')}"
    return sentence
