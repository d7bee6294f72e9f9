"""What was paid, or was not, and therefore cannot be done."""

from collections.abc import Sequence

from accounts.roles import Role
from dossiers import acts, refusals
from dossiers.log import money, proofs
from dossiers.log.facts import facts_of
from dossiers.models import Dossier, Event
from dossiers.policy.actor import Actor
from dossiers.refusals.money import demand, payment
from procedures.machine import Action, Guard

OF_MONEY = frozenset(
    {Guard.FEE_SETTLED, Guard.FEE_RECEIVABLE, Guard.FEE_OWED, Guard.PAYMENT_STANDS, Guard.DEMAND_UNPAID}
)


def of_money(
    guard: Guard, actor: Actor, action: Action, dossier: Dossier, log: Sequence[Event]
) -> refusals.Refusal | None:
    """Return why what was paid, or was not, does not let this be done."""
    machine, account = dossier.machine, money.account_of(log)
    match guard:
        case Guard.FEE_SETTLED:
            return _unsettled(money.debt_before(machine, action, log))
        case Guard.FEE_RECEIVABLE:
            takes_money = bool(account.owed or money.records_fee(machine) or account.charged)
            return None if takes_money and (dossier.is_open or account.owed) else payment.NothingToReceive()
        case Guard.FEE_OWED:
            if account.owed == 0 or (account.owed is None and not machine.fees):
                return payment.NothingOwed()
            is_more = (account.owed or 1) > (money.let_pass(log) or 0)
            waits = is_more and any(Guard.FEE_SETTLED in one.guards for one in machine.actions)
            return None if waits or action.name != acts.LET_PASS else payment.NothingWaiting()
        case Guard.DEMAND_UNPAID:
            return _answered(log)
        case _:
            return _of_payments(actor, action, log)


def _answered(log: Sequence[Event]) -> refusals.Refusal | None:
    """Return why a demand is not withdrawn: somebody has paid since it was made, or says so."""
    if paid := money.paid_since_asked(log):
        return demand.DemandPaid(receipt=facts_of(paid[-1]).receipt, amount=money.vn_dong(facts_of(paid[-1]).fee or 0))
    return demand.DemandProven() if proofs.waiting(log) else None


def _of_payments(actor: Actor, action: Action, log: Sequence[Event]) -> refusals.Refusal | None:
    """Return why nothing that was paid can be reversed, given back or kept, and no part undone."""
    if action.name == acts.KEEP_MONEY:
        return None if money.account_of(log).undecided else payment.NothingUndecided()
    if action.name == acts.UNDO_PART:
        return _no_part(actor, log)
    return _untouchable(actor, money.standing_payments(log))


def undoes(actor: Actor, event: Event) -> bool:
    """Say whether somebody may undo what an act about money has recorded: of the desk, each undoes what that person did."""
    is_own = actor.user is not None and event.actor_id == actor.user.pk
    return is_own or actor.role is not Role.ONE_STOP_OFFICER


def _untouchable(actor: Actor, standing: Sequence[Event]) -> refusals.Refusal | None:
    """Return why somebody can undo none of the payments that stand."""
    if not standing:
        return payment.NoPayment()
    if any(undoes(actor, event) for event in standing):
        return None
    return payment.ReceivedByAnother(receipt=facts_of(standing[-1]).receipt, who=standing[-1].by_whom)


def _no_part(actor: Actor, log: Sequence[Event]) -> refusals.Refusal | None:
    """Return why somebody can undo no part that was given back."""
    parts = money.undoable_parts(log)
    if not parts:
        return payment.NoPart()
    may = any(undoes(actor, event) for event in parts)
    return None if may else payment.PartByAnother(who=parts[-1].by_whom)


def _unsettled(debt: money.Debt | None) -> refusals.Refusal | None:
    """Return the refusal of a debt that a step waits for; it says what a leader has let pass, where that was less."""
    if debt is None or debt.amount is None:
        return payment.FeeUnknown() if debt else None
    return payment.FeeUnsettled(money.vn_dong(debt.amount), money.vn_dong(debt.allowed) if debt.allowed else "")
