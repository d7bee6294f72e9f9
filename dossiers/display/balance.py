"""What was paid beside what is due, in words: what is lacking, or was paid too much, and because of what."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from dossiers import acts
from dossiers.display.formats import vn_money
from dossiers.log.facts import facts_of
from dossiers.log.money import Account, Happened

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
