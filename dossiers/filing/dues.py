"""What an applicant is to pay by the answers and still owes, as far as answers and log say it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from dossiers.log import money
from dossiers.log.answers import standing
from dossiers.log.batches import logs_of
from dossiers.log.effective import Happened, effective
from dossiers.models import Dossier, Event
from dossiers.models.standing import WITHOUT_DEBT
from procedures.form import DueBy, fees
from procedures.machine import Action, Clock, Deed, Guard, Machine, Pause, State, Status
from procedures.models import machine_of_version

DECIDES = frozenset({Deed.DECIDE, Deed.AT_ONCE})
"""What is decided here."""
LAPSING = frozenset({Status.WITHDRAWN, Status.STOPPED})
"""The ends after acceptance at which the applicant is told that what was owed is owed no more (``WITHOUT_DEBT``)."""


def paid(log: Iterable[Happened]) -> int:
    """Return how many đồng are on record as paid, of the events that hold, less what was reversed."""
    return money.account_of(log).paid


def by_fee(machine: Machine, answers: Mapping[str, Any]) -> tuple[int, ...]:
    """Return what each fee of the procedure comes to, 0 for one that is not due.

    Nothing where the definition does not say when they are due, or an amount is not known.
    """
    due = {each.fee: each.amount for each in fees.due(machine.fees, answers)}
    if all(fee.due is None for fee in machine.fees) or None in due.values():
        return ()
    return tuple(due.get(fee) or 0 for fee in machine.fees)


def corrected(machine: Machine, before: Mapping[str, Any], after: Mapping[str, Any]) -> int | None:
    """Return how many đồng are due by corrected answers, where that is another sum; whatever was paid already."""
    was, now = (fees.total(fees.due(machine.fees, answers)) for answers in (before, after))
    return now if now != was else None


def account(machine: Machine, answers: Mapping[str, Any], log: Iterable[Happened]) -> money.Account:
    """Return the account of a log; of one whose filing does not say what is due, by its answers."""
    found = money.account_of(log)
    if found.charged is not None or found.paid:
        return found
    return replace(found, charged=fees.total(fees.due(machine.fees, answers)))


@dataclass(frozen=True, slots=True)
class Left:
    """What the answers make due in đồng, with what became of it."""

    due: int
    paid: int
    waived: int

    @property
    def amount(self) -> int:
        """What is still to be paid, and so to be asked for."""
        return max(0, self.due - self.paid - self.waived)


def left(machine: Machine, answers: Mapping[str, Any], log: Iterable[Happened]) -> Left | None:
    """Return what is still to be paid by the answers; None where they do not say it, or no fee is recorded."""
    due = fees.total(fees.due(machine.fees, answers)) if machine.fees else None
    if due is None:
        return None
    found = money.account_of(log)
    return Left(due, found.paid, found.waived)


def before_acceptance(machine: Machine, log: Sequence[Happened]) -> int:
    """Return how many đồng are still to be paid before an acceptance; 0 where the definition asks for none by then."""
    if all(fee.due is None for fee in machine.fees):
        return 0
    found = money.account_of(log)
    due = money.required(machine, log, found, DueBy.ACCEPTANCE) or 0
    return max(0, due - found.paid - found.waived)


def unpaid(machine: Machine, answers: Mapping[str, Any], log: Iterable[Happened]) -> int:
    """Return how many đồng are owed still; 0 where none or nobody knows."""
    return account(machine, answers, log).owed or 0


def now(dossier: Dossier, events: Sequence[Event]) -> int:
    """Return how many đồng are to be paid at once.

    The office has asked for them, waits for them, also with its decision, or has let it go on without them; it hands over the
    result against them, or has handed it over without them.
    """
    return now_in(dossier.machine, dossier.place, events, owed=dossier.debt or 0)


def now_in(machine: Machine, state: State, log: Sequence[Any], *, owed: int) -> int:
    """Return how many đồng of what is owed are to be paid at once in a state, after a log."""
    if not owed or state.is_end or state.pause is Pause.PAYMENT or state.status is Status.RESULT_READY:
        return owed
    waits = money.decision_waits_for(machine, state, log)
    asked, let_pass = money.rest_of_demand(machine, log), money.let_pass(log) or 0
    return min(owed, max(waits, before_acceptance(machine, log), asked, let_pass))


def demanded(dossier: Dossier, events: Sequence[Event]) -> int:
    """Return how many đồng are missing of what the office has asked for, after the pause; 0 where it has asked for none."""
    is_going_on = dossier.is_open and dossier.place.pause is not Pause.PAYMENT
    if not is_going_on or dossier.status == Status.RESULT_READY:
        return 0
    return money.rest_of_demand(dossier.machine, events)


def is_unasked(machine: Machine, log: Iterable[Happened]) -> bool:
    """Say whether nobody has asked for what is due when it is asked for: nothing of it was due before."""
    before = {DueBy.FILING, DueBy.ACCEPTANCE}
    return not money.has_asked(log) and not any(fee.due in before for fee in machine.fees)


def waits_ahead(machine: Machine, state: State, log: Sequence[Happened]) -> tuple[Action, int] | None:
    """Return the decision that will wait, from a state in which the time runs, and for how many đồng; None for none."""
    if state.clock is not Clock.RUNNING or ends_without(machine, state):
        return None
    deciding = (one for one in machine.actions if one.deed in DECIDES and Guard.FEE_SETTLED in one.guards)
    action = next(deciding, None)
    debt = money.debt_before(machine, action, log) if action else None
    return (action, debt.amount) if action and debt and debt.amount else None


def ends_without(machine: Machine, state: State) -> bool:
    """Say whether a dossier is on its way to an end without a result: nothing else leads on from a state, unless that is undone."""
    moves = [one for one in machine.actions if one.source == state.name != one.target]
    onward = [machine.states[one.target] for one in moves if not one.name.startswith("take-back-")]
    return bool(onward) and all(one.status in WITHOUT_DEBT for one in onward)


def lapsed_by(machine: Machine, event: Event, log: Sequence[Event]) -> int:
    """Return how many đồng need not be paid any more as an event withdraws or stops a dossier; 0 of all else."""
    has_ended = event.source != event.target and machine.states[event.target].status in LAPSING
    return unpaid(machine, standing(log), log) if has_ended else 0


def left_unasked(machine: Machine, action: Action, log: Sequence[Happened]) -> int:
    """Return for how many đồng the decision will wait that an action leaves unasked for; 0 for most.

    That is what takes a dossier on from where a payment can be asked for to where nobody can.
    """
    goes_on = action.deed is Deed.PROPOSE or action.name.startswith("finish-")
    source, target = (machine.states[name] for name in (action.source, action.target))
    if not goes_on or asking_in(machine, source) is None or asking_in(machine, target) is not None:
        return 0
    ahead = waits_ahead(machine, target, log) if is_unasked(machine, log) else None
    return ahead[1] if ahead else 0


def returned_against(machine: Machine, action: Action, log: Sequence[Happened]) -> int:
    """Return how many đồng are owed of a result that an action hands over without waiting for them: a leader has let it pass.

    0 of all else, and of the first editions, in which whoever hands over is asked for a reason instead (ADR 0063).
    """
    if action.name != "return" or Guard.FEE_SETTLED not in action.guards or money.debt_before(machine, action, log):
        return 0
    return money.account_of(log).owed or 0


def asking_in(machine: Machine, state: State) -> Action | None:
    """Return the action by which a payment is asked for in a state; None where nobody can."""
    return next((one for one in machine.actions_from(state.name) if one.name == money.ASK_PAYMENT), None)


class Move(Protocol):
    """The part of an action, or of an event, that says where it leads."""

    @property
    def source(self) -> str:
        """The state before it."""

    @property
    def target(self) -> str:
        """The state after it."""


def fallen_due(machine: Machine, before: Sequence[Happened], move: Move) -> int:
    """Return how many đồng become due by a move without anybody asking, after a log: a decision waits for them there.

    0 where an earlier event of the log has made as much due, by which the applicant was told.
    """
    if move.source == move.target or not is_unasked(machine, before):
        return 0
    waits = money.decision_waits_for(machine, machine.states[move.target], before)
    return waits if waits > max(_waited_for(machine, before), default=0) else 0


def _waited_for(machine: Machine, log: Sequence[Happened]) -> Iterator[int]:
    """Yield for how many đồng a decision waited after each event that led to it."""
    for place, event in enumerate(log, 1):
        if event.source != event.target:
            yield money.decision_waits_for(machine, machine.states[event.target], log[:place])


class Partly(Protocol):
    """A row of a list, as far as it says what was paid."""

    @property
    def pk(self) -> int:
        """The id of the dossier."""

    @property
    def version_id(self) -> int:
        """Of the version that it keeps."""

    @property
    def owed(self) -> int | None:
        """What is still owed, in đồng; None where nobody knows."""

    @property
    def state(self) -> str:
        """The name of its state."""

    @property
    def demands(self) -> int:
        """How many demands to pay stand."""

    @property
    def let_pass_up_to(self) -> int:
        """What a leader let it go on without, in đồng."""


def demanded_among(rows: Iterable[Partly]) -> frozenset[int]:
    """Return the ids of the rows of which a rest is lacking that was asked for, and of those that a leader let go on unpaid.

    What waits for its payment says so by its state. One statement, and none where nothing else that owes was asked to pay.
    """
    rows = list(rows)
    machines = {row.pk: machine_of_version(row.version_id) for row in rows if row.owed and row.demands}
    states = {row.pk: row.state for row in rows if row.pk in machines}
    logs = logs_of([pk for pk, machine in machines.items() if not money.is_due_in(machine, machine.states[states[pk]])])
    asked = frozenset(pk for pk, log in logs if money.rest_of_demand(machines[pk], effective(log)))
    return asked | {row.pk for row in rows if row.owed and row.let_pass_up_to}
