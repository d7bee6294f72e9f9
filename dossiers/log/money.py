"""The money of a dossier as its log tells it: what is due, what came in, what nobody has to pay, what is owed still.

One reading for all: the columns are folded by it (``log.columns``), guards ask it whether what is due by then is settled,
pages show it. An event tells the amount that it is about (``Facts.fee``), the filing and its corrections what the answers
make due.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Protocol

from dossiers import acts
from dossiers.log.facts import Facts, HasFacts, facts_of
from dossiers.models.standing import overpaid
from procedures.form import DueBy
from procedures.machine import Action, Clock, Deed, Guard, Machine, Pause, State, Status

CONFIRMS = "confirm-payment"
"""How the actions begin that end a pause for a payment."""
PAID_BY = (CONFIRMS, "return")
"""How the actions begin that put a payment on record in the first three editions of the lifecycle."""
ASK_PAYMENT, WITHDRAW_DEMAND, LET_PASS = acts.ASK_PAYMENT, acts.WITHDRAW_DEMAND, acts.LET_PASS
RECEIPTS = frozenset({acts.RECEIVE_PAYMENT, acts.RECEIVE_ONLINE})
"""The acts by which money comes in: at the desk, and by a payment gateway."""
REVERSALS = frozenset({acts.REVERSE_PAYMENT, acts.REVERSE_ONLINE})
PARTS = frozenset({acts.GIVE_BACK, acts.GIVE_BACK_ONLINE})
"""The acts by which a part of a payment goes back, whose receipt stays for the rest."""
TAKES_OFF = REVERSALS | PARTS
CHANGES_OWED = RECEIPTS | TAKES_OFF | {acts.WAIVE_FEE, acts.UNDO_PART, WITHDRAW_DEMAND}
"""The acts by which something else is owed than before."""
CHANGES_DEMANDS = {ASK_PAYMENT: 1, WITHDRAW_DEMAND: -1}
"""The acts by which another number of demands to pay stands."""


class Happened(HasFacts, Protocol):
    """The part of an event that money is read from."""

    sequence: int
    action: str


@dataclass(frozen=True, slots=True)
class Account:
    """Sums in đồng. ``charged`` is None while nobody knows what is due."""

    charged: int | None = None
    waived: int = 0
    paid: int = 0
    """What came in, less what was reversed or given back."""
    kept: int = 0
    """Of that, what the office has decided not to give back after an end without a result."""

    @property
    def owed(self) -> int | None:
        """What is still to be paid; None while nobody knows. Whoever pays what nobody has asked for owes nothing."""
        if self.charged is None:
            return 0 if self.paid else None
        return max(0, self.charged - self.waived - self.paid)

    @property
    def overpaid(self) -> int:
        """What was paid and is not due, by a corrected answer or a mistake."""
        return overpaid(self.charged, self.waived, self.paid)

    @property
    def undecided(self) -> int:
        """What came in and is due, and of which nobody has decided yet that it is not given back."""
        return max(0, self.paid - self.overpaid - self.kept)

    def after(self, action: str, facts: Facts) -> "Account":
        """Return it after one more event."""
        is_stated = facts.due is not None or action == WITHDRAW_DEMAND
        account = replace(self, charged=facts.due) if is_stated else self
        amount = facts.fee
        if amount is None:
            return account
        if action in TAKES_OFF:
            paid = account.paid - amount
            return replace(account, paid=paid, kept=min(account.kept, paid))
        if action == acts.KEEP_MONEY:
            return replace(account, kept=account.kept + amount)
        if action == acts.WAIVE_FEE:
            return replace(account, waived=account.waived + amount)
        if action == ASK_PAYMENT:
            return replace(account, charged=amount + account.waived + account.paid)
        comes = action == acts.UNDO_PART or brings_money(action)
        kept = account.kept + facts.kept_again
        return replace(account, paid=account.paid + amount, kept=kept) if comes else account


def brings_money(action: str) -> bool:
    """Say whether an act of that name puts a payment on record, where it gives an amount."""
    return action in RECEIPTS or action.startswith(PAID_BY)


def only_confirms(action: Action, owed: int | None) -> bool:
    """Say whether an action ends a pause for a payment of which nothing is owed any more: no amount is given with it then.

    What came in is on record by then, by another way, or nobody has to pay it.
    """
    return action.name.startswith(CONFIRMS) and owed == 0


def account_of(log: Iterable[Happened]) -> Account:
    """Return the account at the end of a log that holds."""
    account = Account()
    for event in log:
        account = account.after(event.action, facts_of(event))
    return account


def payments_in[E: Happened](log: Iterable[E]) -> Iterator[E]:
    """Yield the events by which money came in, whatever became of it."""
    return (event for event in log if brings_money(event.action) and facts_of(event).fee)


def reversed_in(log: Iterable[Happened]) -> frozenset[int]:
    """Return the sequences of the payments that are reversed."""
    return frozenset(facts_of(event).reverses for event in log if event.action in REVERSALS)


def standing_payments[E: Happened](log: Iterable[E]) -> list[E]:
    """Return the events by which money came in that stayed, with a number of the receipt book."""
    events = list(log)
    gone = reversed_in(events)
    return [event for event in payments_in(events) if event.sequence not in gone and facts_of(event).receipt]


def undone_in(log: Iterable[Happened]) -> frozenset[int]:
    """Return the sequences of the parts that were recorded by mistake and are undone."""
    return frozenset(facts_of(event).reverses for event in log if event.action == acts.UNDO_PART)


def standing_parts[E: Happened](log: Iterable[E]) -> list[E]:
    """Return the events by which a part of a payment went back, but what never did."""
    events = list(log)
    undone = undone_in(events)
    return [event for event in events if event.action in PARTS and event.sequence not in undone]


def undoable_parts[E: Happened](log: Iterable[E]) -> list[E]:
    """Return the parts that an officer has recorded, of payments that stand: what a gateway reports is no mistake of the book."""
    events = list(log)
    gone = reversed_in(events)
    parts = standing_parts(events)
    return [event for event in parts if event.action == acts.GIVE_BACK and facts_of(event).reverses not in gone]


def decided(log: Iterable[Happened]) -> int:
    """Return how many đồng the office has decided not to give back, whatever went back afterwards; never more than came in."""
    events = list(log)
    came = sum(facts_of(event).fee or 0 for event in payments_in(events))
    return min(came, sum(facts_of(event).fee or 0 for event in events if event.action == acts.KEEP_MONEY))


def kept_before(log: Iterable[Happened], part: Happened) -> int:
    """Return how many đồng of a part that went back had been decided to stay; they stay again where it is undone."""
    before = account_of(event for event in log if event.sequence < part.sequence)
    return before.kept - before.after(part.action, facts_of(part)).kept


def parts_in(log: Iterable[Happened]) -> Counter[int]:
    """Return how many đồng of each payment went back in parts, by the sequence of the payment."""
    parts = Counter[int]()
    for facts in map(facts_of, standing_parts(log)):
        parts[facts.reverses] += facts.fee or 0
    return parts


def left_of_standing(log: Iterable[Happened]) -> dict[str, int]:
    """Return how many đồng are left of each payment that stands, by its receipt, the oldest first."""
    events = list(log)
    parts = parts_in(events)
    stand = ((event.sequence, facts_of(event)) for event in standing_payments(events))
    return {facts.receipt: (facts.fee or 0) - parts[sequence] for sequence, facts in stand}


def goes_back(action: str, facts: Facts) -> bool:
    """Say whether by an act money went back to the payer: a part, a reversal that says so, and what a gateway reports."""
    return action in PARTS or action == acts.REVERSE_ONLINE or (action in REVERSALS and facts.given_back)


def owed_again(log: Iterable[Happened]) -> int:
    """Return how many đồng of what went back are owed for it: what was paid too much before is not due."""
    events, account, again = list(log), Account(), 0
    undone = undone_in(events)
    for event in events:
        facts = facts_of(event)
        if event.sequence not in undone and goes_back(event.action, facts):
            again += max(0, (facts.fee or 0) - account.overpaid)
        account = account.after(event.action, facts)
    return again


def demand_in[E: Happened](log: Iterable[E]) -> E | None:
    """Return the last demand to pay that was not withdrawn; None where there is none."""
    demands: list[E] = []
    for event in log:
        if event.action == ASK_PAYMENT:
            demands.append(event)
        elif event.action == WITHDRAW_DEMAND:
            demands.pop()
    return demands[-1] if demands else None


def withdrawn_last[E: Happened](log: Iterable[E]) -> E | None:
    """Return the withdrawal of the last demand; None where none was withdrawn, or the office has asked anew."""
    about = [event for event in log if event.action in {ASK_PAYMENT, WITHDRAW_DEMAND}]
    return about[-1] if about and about[-1].action == WITHDRAW_DEMAND else None


def has_asked(log: Iterable[Happened]) -> bool:
    """Say whether the office has asked the applicant to pay, and not withdrawn that."""
    return demand_in(log) is not None


def paid_since_asked[E: Happened](log: Iterable[E]) -> list[E]:
    """Return the payments that stand and came in since the last demand."""
    events = list(log)
    demand = demand_in(events)
    return [event for event in standing_payments(events) if demand is not None and event.sequence > demand.sequence]


def came_since(log: Iterable[Happened], event: Happened) -> int:
    """Return how many đồng came in after an event and stayed."""
    events = list(log)
    since = {facts_of(one).receipt for one in standing_payments(events) if one.sequence > event.sequence}
    return sum(left for receipt, left in left_of_standing(events).items() if receipt in since)


def settled_since_asked(log: Iterable[Happened]) -> tuple[int, int]:
    """Return how many đồng were waived since the last demand, and how many of those that came in since then stayed."""
    events = list(log)
    demand = demand_in(events)
    if demand is None:
        return 0, 0
    before = account_of(event for event in events if event.sequence <= demand.sequence)
    after = account_of(events)
    return after.waived - before.waived, max(0, after.paid - before.paid)


def rest_of_demand(machine: Machine, log: Iterable[Happened]) -> int:
    """Return how many đồng are missing of what the office has asked for; 0 where it has asked for none."""
    events = list(log)
    if not has_asked(events):
        return 0
    found = account_of(events)
    due = required(machine, events, found, DueBy.PROCESSING) or 0
    return max(0, due - found.paid - found.waived)


def withdrawn(log: Iterable[Happened]) -> Facts:
    """Return what the withdrawal of the last demand says: its amount, and what is due without it, in all and of each fee.

    LookupError where there is no demand.
    """
    events = list(log)
    demand = demand_in(events)
    if demand is None:
        raise LookupError("no demand to withdraw")
    without = [event for event in events if event.sequence != demand.sequence]
    return Facts(unit=None, fee=facts_of(demand).fee, due=account_of(without).charged, dues=_amounts(without))


DECISIONS = frozenset({Deed.DECIDE, Deed.RECORD})
"""What is decided on the way, here or by another agency."""
STAGES = tuple(DueBy)
"""When a fee can be due, the earliest first."""


def stage_of(machine: Machine, action: Action) -> DueBy:
    """Return by when a fee must be due that an action waits for."""
    source = machine.states[action.source]
    if source.clock is Clock.NOT_STARTED:
        return DueBy.ACCEPTANCE
    return DueBy.RETURN if source.status is Status.RESULT_READY else DueBy.PROCESSING


def records_fee(machine: Machine) -> bool:
    """Say whether a procedure takes money at all: by its fees, or by a note where their amounts are not known."""
    return bool(machine.fees or machine.fee_note)


def is_due_in(machine: Machine, state: State) -> bool:
    """Say whether a fee of a procedure is due already in a state, as far as the state alone shows it.

    What is due when it is asked for is due while the dossier waits for it, where its decision does, and once its result is ready.
    """
    if state.pause is Pause.PAYMENT or state.is_end or state.status is Status.RESULT_READY:
        return True
    begun = {DueBy.FILING, DueBy.ACCEPTANCE}
    if decision_waiting_in(machine, state):
        begun.add(DueBy.PROCESSING)
    return any(due_by(fee.due) in begun for fee in machine.fees)


def decision_waiting_in(machine: Machine, state: State) -> Action | None:
    """Return the decision that waits in a state for what is owed, and before which nobody can ask for that any more."""
    actions = machine.actions_from(state.name)
    if any(action.name == ASK_PAYMENT for action in actions):
        return None
    return next((one for one in actions if one.deed in DECISIONS and Guard.FEE_SETTLED in one.guards), None)


def decision_waits_for(machine: Machine, state: State, log: Iterable[Any]) -> int:
    """Return how many đồng a decision waits for that nobody can ask for any more; 0 for none, or where nobody knows how much."""
    action = decision_waiting_in(machine, state)
    debt = debt_before(machine, action, log) if action else None
    return (debt.amount or 0) if debt else 0


def required(machine: Machine, log: Iterable[Happened], account: Account, by: DueBy) -> int | None:
    """Return how many đồng are due by a stage; None where that is due and nobody knows how much.

    What was asked for is due as soon as it is.
    """
    if account.charged is None:
        due = any(STAGES.index(due_by(fee.due)) <= STAGES.index(by) for fee in machine.fees)
        return None if due and not account.paid else 0
    amounts = _amounts(log)
    later = (
        amount
        for fee, amount in zip(machine.fees, amounts, strict=False)
        if STAGES.index(due_by(fee.due)) > STAGES.index(by)
    )
    return max(0, account.charged - sum(later))


def due_by(stated: DueBy | None) -> DueBy:
    """Return when a fee is due of which a definition says nothing: when it is asked for."""
    return stated or DueBy.PROCESSING


def _amounts(log: Iterable[Happened]) -> tuple[int, ...]:
    """Return what each fee of the procedure comes to; nothing where the log does not say it, or another sum was asked for."""
    amounts: tuple[int, ...] = ()
    for event in log:
        facts = facts_of(event)
        amounts = () if event.action == ASK_PAYMENT else facts.dues or amounts
    return amounts


@dataclass(frozen=True, slots=True)
class Debt:
    """What is due by an act and not settled; ``amount`` is None where nobody knows how much that is."""

    amount: int | None
    by: DueBy
    allowed: int = 0
    """What a leader has let pass before; it is less."""


def let_pass(log: Iterable[Happened]) -> int | None:
    """Return how many đồng at most a leader has let pass unpaid; None where nobody has let anything pass."""
    return max((facts_of(event).fee or 0 for event in log if event.action == LET_PASS), default=None)


def goes_on_without(log: Iterable[Happened]) -> int:
    """Return how many đồng are owed where a leader has let as much pass; 0 where nothing is owed, or more than that."""
    events = list(log)
    owed = account_of(events).owed or 0
    return owed if owed <= (let_pass(events) or 0) else 0


def let_pass_after(most: int, action: str, facts: Facts) -> int:
    """Return the most that a leader has let pass, in đồng, after one more event."""
    return max(most, facts.fee or 0) if action == LET_PASS else most


def debt_before(machine: Machine, action: Action, log: Iterable[Any]) -> Debt | None:
    """Return the debt that an action waits for; None where all is paid, waived, or let pass.

    Whoever lets it pass lets a debt of just that amount pass: a greater one is looked at again.
    """
    events = list(log)
    account, by = account_of(events), stage_of(machine, action)
    due = required(machine, events, account, by)
    allowed = let_pass(events)
    if due is None:
        return Debt(None, by) if allowed is None else None
    debt, most = due - account.paid - account.waived, allowed or 0
    return Debt(debt, by, most) if debt > most else None


def vn_dong(amount: int) -> str:
    """Return an amount as refusals write it, which are raised below where pages are made: ``1.800.000 đ``."""
    return f"{amount:,}".replace(",", ".") + " đ"
