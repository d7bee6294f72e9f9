"""What an act about money means to the payer: which receipt, how much, by which way; and how it stands when that is written."""

from collections.abc import Sequence
from dataclasses import dataclass

from dossiers import acts
from dossiers.filing import dues
from dossiers.log import money, proofs
from dossiers.log.facts import Facts, facts_of, words_of
from dossiers.models import Event
from dossiers.models.standing import WITHOUT_DEBT
from dossiers.payments.ways import Ways, ways_of
from procedures.machine import DueBy, Guard, Machine, Pause, State

TOLD = money.CHANGES_OWED | {acts.LET_PASS, acts.KEEP_MONEY}
"""The acts about money that a notice is about; a confirmed payment of the first editions is told with its step."""


@dataclass(frozen=True, slots=True)
class MovedMoney:
    """Amounts in đồng; what does not concern an act is empty or 0."""

    receipt: str
    amount: int
    way: str
    """One of ``PaidWay``."""
    reference: str
    ground: str
    is_back: bool
    """The money went back to the payer; a reversal by which it did not is a wrong entry."""
    left: int
    """What is left of the receipt."""
    owed: int
    """What is owed: nothing where the dossier ended without a result, or nobody knows."""
    due_now: int
    """What of that is to be paid at once, as the page of the dossier says it."""
    waits: bool
    """The time stands still until it is paid."""
    step: DueBy | None
    """By when that is to be paid, where a step waits for it: the acceptance, or the return of a result; else None."""
    ways: Ways | None
    """How to pay what is due now; None while a proof is being compared, of which nothing is to be paid again."""
    paid: int
    """What came in and counts as paid, of all receipts."""
    is_proven: bool
    """A payment confirms a proof that its applicant sent."""
    other_amount: int
    """The amount that this proof names, where another one came in; else 0."""
    is_compared: bool
    """A proof that its applicant sent waits for the desk: what it says is paid is not to be paid once more."""
    is_known: bool
    """Whether anybody knows what is due in all."""
    came: int
    """Of a demand that is withdrawn: what came in since, and stayed."""
    overpaid: int
    undecided: int
    """Where it ended without a result: what of that nobody has decided on."""


def moved_money_of(event: Event, log: Sequence[Event], machine: Machine) -> MovedMoney | None:
    """Return what an event does about money, and how that stands at the end of a log that goes on after it; None for all other events.

    A mail leaves later than its act, and must not ask for what came in between.
    """
    facts, words = facts_of(event), words_of(event.payload)
    if event.action not in TOLD and not (facts.receipt and money.brings_money(event.action)):
        return None
    account, state = money.account_of(log), machine.states[log[-1].target]
    has_ended = state.status in WITHOUT_DEBT
    owed = 0 if has_ended else account.owed or 0
    due_now = dues.now_in(machine, state, log, owed=owed)
    is_compared = bool(owed) and bool(proofs.waiting(log))
    # Nobody is asked to pay again what a proof that waits for the desk says is paid.
    step = _step(machine, state, log) if due_now and not is_compared else None
    return MovedMoney(
        receipt=facts.receipt,
        amount=facts.fee or 0,
        way=facts.paid_way,
        reference=words.fee_reference,
        ground=words.ground,
        is_back=money.goes_back(event.action, facts),
        left=money.left_of_standing(log).get(facts.receipt, 0),
        owed=owed,
        due_now=due_now,
        waits=bool(owed) and state.pause is Pause.PAYMENT and not money.goes_on_without(log),
        step=step,
        ways=ways_of(event.dossier, due_now) if due_now and not is_compared else None,
        paid=account.paid,
        is_proven=bool(facts.proof) and money.brings_money(event.action),
        other_amount=_other_amount(facts, log),
        is_compared=is_compared,
        is_known=account.charged is not None,
        came=money.came_since(log, event) if event.action == acts.WITHDRAW_DEMAND else 0,
        overpaid=account.overpaid,
        undecided=account.undecided if has_ended else 0,
    )


def _other_amount(facts: Facts, log: Sequence[Event]) -> int:
    proven = next((facts_of(event).fee for event in log if facts.proof and event.sequence == facts.proof), None)
    return proven if proven and proven != facts.fee else 0


def _step(machine: Machine, state: State, log: Sequence[Event]) -> DueBy | None:
    """Return by when what is due now is to be paid, where the acceptance or the return of a result waits for it."""
    waiting = (
        money.stage_of(machine, action)
        for action in machine.actions_from(state.name)
        if Guard.FEE_SETTLED in action.guards and money.debt_before(machine, action, log)
    )
    return next((stage for stage in waiting if stage in {DueBy.ACCEPTANCE, DueBy.RETURN}), None)
