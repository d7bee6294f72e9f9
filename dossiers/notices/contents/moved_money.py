"""What an act about money means to the payer: which receipt, how much, by which way; and how it stands when that is written."""

from collections.abc import Sequence
from dataclasses import dataclass

from dossiers import acts
from dossiers.filing import dues
from dossiers.log import money
from dossiers.log.facts import facts_of, words_of
from dossiers.models import Event
from dossiers.models.standing import WITHOUT_DEBT
from procedures.machine import Machine, Pause

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
    return MovedMoney(
        receipt=facts.receipt,
        amount=facts.fee or 0,
        way=facts.paid_way,
        reference=words.fee_reference,
        ground=words.ground,
        is_back=money.goes_back(event.action, facts),
        left=money.left_of_standing(log).get(facts.receipt, 0),
        owed=owed,
        due_now=dues.now_in(machine, state, log, owed=owed),
        waits=bool(owed) and state.pause is Pause.PAYMENT and not money.goes_on_without(log),
        is_known=account.charged is not None,
        came=money.came_since(log, event) if event.action == acts.WITHDRAW_DEMAND else 0,
        overpaid=account.overpaid,
        undecided=account.undecided if has_ended else 0,
    )
