"""What an action means for the money of this very dossier, beside what it means for every one."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from accounts.roles import Role
from dossiers import acts, policy
from dossiers.display.formats import localized, vn_money
from dossiers.filing import dues
from dossiers.log import money
from dossiers.log.answers import standing
from dossiers.models import Dossier, Event
from dossiers.models.standing import WITHOUT_DEBT
from procedures.language.lifecycle.first import ASK_WITHDRAWAL
from procedures.machine import Action, Deed, Guard, Machine, Paper


def consequence_of(action: Action, dossier: Dossier, events: Sequence[Event]) -> str:
    """Say what an action leads to, as its definition says it, corrected by what was paid; "" for most actions."""
    general, answers_wish = localized(action.consequence), action == policy.withdrawing_act(dossier)
    if action.name == ASK_WITHDRAWAL and not general:
        general = _(
            "Once the one-stop desk confirms it, the dossier ends without a result; to go on you would have to file anew. "
            "Until then it is processed as usual."
        )
    ends = answers_wish or _ends_without_result(action, dossier)
    if not (ends or action.name in {acts.REVERSE_PAYMENT, ASK_WITHDRAWAL}):
        return general
    account = money.account_of(events)
    if action.name == acts.REVERSE_PAYMENT:
        return _of_a_reversal(dossier, account, general)
    if not account.paid:
        return general
    words = (
        _("%(amount)s are paid, and this step gives nothing back. Tell the applicant what becomes of them.")
        if ends
        else _("You have paid %(amount)s. A withdrawal gives nothing back by itself: ask the one-stop desk first.")
    )
    return f"{general} {words % {'amount': vn_money(account.paid)}}".strip()


def unpaid_at(action: Action, machine: Machine, events: Sequence[Event]) -> str:
    """Say what is to be paid and was not, where an action accepts, numbers the result or hands it over; else nothing.

    Nothing of an action that waits for the money itself, unless that is due later, or a leader has let it pass.
    """
    is_weighty = action.name == "return" or action.deed is Deed.NUMBER or action.paper is Paper.RECEIPT
    if not is_weighty or (Guard.FEE_SETTLED in action.guards and money.debt_before(machine, action, events)):
        return ""
    owed = dues.unpaid(machine, standing(events), events)
    return _("Not paid yet: %(amount)s.") % {"amount": vn_money(owed)} if owed else ""


def _ends_without_result(action: Action, dossier: Dossier) -> bool:
    """Say whether the office ends a dossier by it without a result."""
    target = dossier.machine.states[action.target].status
    return action.source != action.target and target in WITHOUT_DEBT and Role.CITIZEN not in action.by


def _of_a_reversal(dossier: Dossier, account: money.Account, general: str) -> str:
    """Say what is owed again: nothing after an end without a result, and not what was paid too much."""
    stays = _("The number stays in the receipt book as reversed; it cannot be restored.")
    if dossier.status in WITHOUT_DEBT:
        return f"{stays} {_('The dossier has ended without a result: nothing is owed again.')}"
    if account.overpaid:
        again = _("Of what is reversed, the %(amount)s that were paid too much are not owed again.")
        return f"{stays} {again % {'amount': vn_money(account.overpaid)}}"
    return general
