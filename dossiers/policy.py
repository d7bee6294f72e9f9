"""Who may take which action on which dossier: by role, by place, by the action's guards."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from accounts.models import User
from accounts.rights import OFFICERS, WITHOUT_SEAT
from accounts.roles import Role
from accounts.seats import Seats
from dossiers import acts, clock, refusals
from dossiers.acts.act import Whose
from dossiers.acts.receiving import has_choice
from dossiers.log import appointments, columns, decisions, handed, money, proofs
from dossiers.log.facts import facts_of
from dossiers.models import Channel, CounterPerson, Dossier, Event, Result, is_noted
from dossiers.refusals import bulk, conversation, decision, demand, payment, proof
from dossiers.refusals.receiving import NoOtherWay, NotAwaited, ReceivingOfEnded
from procedures.machine import Action, Duty, Guard, LimitUnit, Machine
from procedures.time.calendar import local

ASKS_SUPPLEMENT = frozenset({"ask-supplement", "propose-supplement", "issue-supplement"})
"""The actions by which a supplement is asked for, or goes on its way to the applicant."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody in one role and unit. ``user`` is None for the system itself."""

    user: User | None
    role: Role
    unit_id: int | None = None
    agency_id: int | None = None
    acts_for: tuple[int, ...] = ()
    stands_for: int | None = None
    """Who is away and has lent the seat; None in one's own."""

    @classmethod
    def system(cls) -> "Actor":
        """The actor of deadlines that lapse: it may take only actions that are marked for it."""
        return cls(None, Role.SYSTEM)

    @classmethod
    def citizen(cls, user: User) -> "Actor":
        """Return a person acting on that person's own dossiers."""
        return cls(user, Role.CITIZEN)

    def stands_in_for(self, dossier: Dossier) -> int | None:
        """Return the id of whoever is away and in whose place something is done, or None."""
        if self.stands_for is not None:
            return self.stands_for
        assignee = dossier.assignee_id
        if self.role is not Role.SPECIALIST or self.user is None or assignee == self.user.pk:
            return None
        return assignee if assignee in self.acts_for else None


def actors(user: User, seats: Seats) -> tuple[Actor, ...]:
    """Return a person as each of the actors that the person's seats allow; in one's own before those that are lent."""
    places = ((seat, (seat.role, seat.unit_id, seat.agency_id)) for seat in seats)
    return tuple(Actor(user, *place, seats.officers(seat), seat.stands_for) for seat, place in places)


def may(actor: Actor, action: Action, dossier: Dossier) -> bool:
    """Say whether an actor's role and place allow an action on a dossier."""
    is_its_role = actor.role in action.by or does_for_applicant(actor, action, dossier)
    return is_its_role and _in_place(actor, dossier, acts.whose(action.name))


def does_for_applicant(actor: Actor, action: Action, dossier: Dossier) -> bool:
    """Say whether an action is the applicant's and the desk does it, as the applicant has no account: one query (ADR 0088)."""
    is_at_desk = actor.role is Role.ONE_STOP_OFFICER and Role.CITIZEN in action.by and action.name in acts.AT_DESK
    of_counter = is_at_desk and dossier.channel != Channel.ONLINE
    return of_counter and CounterPerson.objects.filter(pk=dossier.applicant_id).exists()


def shows(actors: Iterable[Actor], dossier: Dossier) -> bool:
    """Say whether one of some officers' places shows a dossier, as ``visible_to`` narrows to it: never one's own."""
    return any(actor.role in OFFICERS and _in_place(actor, dossier, Whose.READERS) for actor in actors)


def handles_own(actor: Actor, dossier: Dossier) -> bool:
    """Say whether somebody of the office would handle a dossier of one's own, which nobody may."""
    of_office = actor.role not in WITHOUT_SEAT
    return of_office and actor.user is not None and dossier.applicant_id == actor.user.pk


def _in_place(actor: Actor, dossier: Dossier, whose: Whose) -> bool:
    if actor.role is Role.SYSTEM or actor.user is None:
        return actor.role is Role.SYSTEM
    if actor.role is Role.CITIZEN:
        return dossier.applicant_id == actor.user.pk
    # In the place of somebody nobody handles what that one applied for and could not handle either.
    if handles_own(actor, dossier) or dossier.applicant_id == actor.stands_for:
        return False
    return _reads(actor, dossier) if whose is Whose.READERS else _handles(actor, dossier, whose)


def _reads(actor: Actor, dossier: Dossier) -> bool:
    """Say whether an officer's place shows a dossier: a case officer's all of the division (``visible_to``)."""
    in_division = dossier.division_id == actor.unit_id
    return in_division if actor.role is Role.SPECIALIST else _in_unit(actor, dossier)


def _handles(actor: Actor, dossier: Dossier, whose: Whose) -> bool:
    holds = dossier.holder == actor.role and dossier.unit_id == actor.unit_id
    is_barred = whose is Whose.HOLDER_OR_DESK and actor.role is not Role.ONE_STOP_OFFICER and not holds
    return not is_barred and _in_unit(actor, dossier)


def _in_unit(actor: Actor, dossier: Dossier) -> bool:
    match actor.role:
        case Role.SPECIALIST:
            return dossier.division_id == actor.unit_id and dossier.assignee_id in actor.acts_for
        case Role.DIVISION_HEAD:
            return dossier.division_id == actor.unit_id
        case Role.PROVINCIAL_OFFICE:
            return dossier.unit_id == actor.unit_id
        case _:
            return dossier.agency_id == actor.agency_id


WITHDRAWING = ("confirm-withdrawal", "reject")
"""By what the desk ends a dossier as its applicant asks: a refusal where its version has no confirmation (ADR 0049)."""


def withdrawing_act(dossier: Dossier) -> Action | None:
    """Return by which action the desk answers a wish to withdraw; None where nobody has one, or it comes too late."""
    if not (dossier.withdrawal_asked and dossier.is_open):
        return None
    found = (dossier.machine.action(dossier.state, name) for name in WITHDRAWING)
    return next(filter(None, found), None)


def unmet_guard(
    actor: Actor, action: Action, dossier: Dossier, *, log: Sequence[Event], at: datetime
) -> refusals.Refusal | None:
    """Return the refusal of the first guard that the log does not meet, or None."""
    for guard in sorted(action.guards):
        if guard in _OF_THE_DECISION:
            refusal = _of_the_decision(guard, actor, action, dossier, log)
        elif guard is Guard.NOT_REMINDED_TODAY:
            refusal = _reminded(actor, dossier, log, at)
        elif guard in _OF_MONEY:
            refusal = _of_money(guard, actor, action, dossier, log)
        elif guard in _OF_THE_APPLICANT:
            refusal = _of_the_applicant(guard, dossier, log)
        elif guard in _OF_THE_CONVERSATION:
            refusal = _of_the_conversation(guard, dossier, log, at)
        else:
            refusal = _check(guard, actor, action, dossier, log=log, at=at)
        if refusal is not None:
            return refusal
    return None


def _check(
    guard: Guard, actor: Actor, action: Action, dossier: Dossier, *, log: Sequence[Event], at: datetime
) -> refusals.Refusal | None:
    match guard:
        case Guard.WITHDRAWAL_ASKED:
            return None if dossier.withdrawal_asked else refusals.NothingAsked()
        case Guard.WITHDRAWAL_NOT_ASKED:
            return refusals.AlreadyAsked() if dossier.withdrawal_asked else None
        case Guard.NOT_YET_REAPPOINTED | Guard.DAY_BEFORE_DUE | Guard.PAST_REAPPOINTING:
            return appointments.unmet(guard, dossier, log, at)
        case Guard.HANDED_IN_AWAITED:
            return handed.unmet(dossier, log)
        case Guard.JUST_SENT_BY_ME:
            return None if _sent_by(actor, action, columns.last_move(log)) else refusals.CannotRecall()
        case _:
            return None if _has_passed(guard, dossier, at) else refusals.NotYetPassed()


def refuse_not_awaited(dossier: Dossier, log: Sequence[Event], name: str) -> None:
    """Raise ``NotAwaited`` where a component is noted as received that is not to come: one query. Most acts name none."""
    if name and name not in {one.name for one in handed.awaited(dossier, log)}:
        raise handed.noted_before(dossier.machine, log, name) or NotAwaited()


def _received_otherwise(dossier: Dossier) -> refusals.Refusal | None:
    """Return why the result of a dossier cannot be received in another way than was asked for."""
    if not dossier.is_open:
        return ReceivingOfEnded()
    return None if has_choice(dossier.machine) else NoOtherWay()


_OF_THE_DECISION = frozenset(
    {Guard.AS_DIRECTED, Guard.ANOTHER_OUTCOME, Guard.NOT_PROPOSED_BY_ME, Guard.DECIDING_ROLE, Guard.RESULT_IN_FORCE}
)


def deciding_roles(machine: Machine) -> frozenset[Role]:
    """Return the roles that decide, and that may revoke; the department's leader speaks for what another agency decided."""
    deciding = [step for step in machine.steps if step.duty is Duty.DECIDES]
    ours = {step.role for step in deciding if step.agency is None}
    return frozenset(ours or ({Role.DEPARTMENT_LEADER} if deciding else ()))


def _of_the_decision(
    guard: Guard, actor: Actor, action: Action, dossier: Dossier, log: Sequence[Event]
) -> refusals.Refusal | None:
    """Return why the decision, as far as it has come, does not let this be done."""
    machine, matter = dossier.machine, decisions.matter_of(log, dossier.machine)
    ordered = machine.outcome(matter.ordered) if matter.ordered != action.proposes else None
    is_mine = matter.proposal is not None and actor.user is not None and matter.proposal.actor_id == actor.user.pk
    refused: dict[Guard, refusals.Refusal | None] = {
        Guard.AS_DIRECTED: decision.OrderedOtherwise(ordered.label) if ordered else None,
        Guard.ANOTHER_OUTCOME: decision.SameOutcome() if matter.proposed == action.proposes else None,
        Guard.NOT_PROPOSED_BY_ME: decision.ProposedByYou() if is_mine else None,
        Guard.DECIDING_ROLE: None if actor.role in deciding_roles(machine) else refusals.NotYours(),
    }
    if guard in refused:
        return refused[guard]
    # A written answer is in force for nobody: there is nothing to take out of force.
    in_force = Result.objects.granting().filter(dossier=dossier, revoked_at=None).exists()
    return None if in_force else decision.NotInForce()


_OF_MONEY = frozenset(
    {Guard.FEE_SETTLED, Guard.FEE_RECEIVABLE, Guard.FEE_OWED, Guard.PAYMENT_STANDS, Guard.DEMAND_UNPAID}
)
_OF_THE_APPLICANT = frozenset({Guard.PROOF_TAKEN, Guard.PROOF_WAITS, Guard.RECEIVING_OPEN})
PROOFS_AT_ONCE = 5
"""Proofs of payment of one dossier that may wait for the desk."""


def _of_money(
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


def _of_the_applicant(guard: Guard, dossier: Dossier, log: Sequence[Event]) -> refusals.Refusal | None:
    """Return why what an applicant sends or says beside the procedure is not taken now, or why a proof is not refused."""
    if guard is Guard.RECEIVING_OPEN:
        return _received_otherwise(dossier)
    waiting = len(proofs.waiting(log))
    if guard is Guard.PROOF_WAITS:
        return None if waiting else proof.NoProofWaits()
    if not dossier.is_open:
        return proof.ProofOfEnded()
    if not money.account_of(log).owed:
        return proof.NothingToProve()
    return proof.TooManyProofs() if waiting >= PROOFS_AT_ONCE else None


_OF_THE_CONVERSATION = frozenset({Guard.CONVERSATION_OPEN, Guard.FEW_MESSAGES, Guard.MESSAGE_WAITS})
OPEN_AFTER_END = timedelta(days=30)
"""For so long after its end one may write about a dossier: ADR 0046."""
MESSAGES_A_DAY = 20
"""What an applicant may write about one dossier on one local day."""


def _of_the_conversation(guard: Guard, dossier: Dossier, log: Sequence[Event], at: datetime) -> refusals.Refusal | None:
    """Return why nothing may be written to the other side now."""
    match guard:
        case Guard.CONVERSATION_OPEN:
            closed_at = closes_at(dossier, log)
            return conversation.Closed() if closed_at and at >= closed_at else None
        case Guard.FEW_MESSAGES:
            return conversation.TooMany() if _written_on(local(at).date(), log) >= MESSAGES_A_DAY else None
        case _:
            return None if dossier.message_waits else conversation.NothingWaits()


def closes_at(dossier: Dossier, log: Sequence[Event]) -> datetime | None:
    """Return from when on nobody writes about a dossier any more; None while somebody still has to act on it."""
    return None if dossier.is_open else columns.last_move(log).at + OPEN_AFTER_END


def _written_on(day: date, log: Sequence[Event]) -> int:
    """Return how many messages the applicant wrote on a local day."""
    return sum(event.action == acts.TO_OFFICE and local(event.at).date() == day for event in log)


def has_come(action: Action, dossier: Dossier, at: datetime) -> bool:
    """Say whether all the guards of one of the system's own actions are met by time."""
    return all(_has_passed(guard, dossier, at) for guard in action.guards)


def _has_passed(guard: Guard, dossier: Dossier, at: datetime) -> bool:
    """Say whether a deadline has passed, or come near, that is not recorded yet (``log.columns`` says from when)."""
    match guard:
        case Guard.NEARLY_DUE:
            is_late = dossier.late_at is not None and at >= dossier.late_at
            is_told = is_late or is_noted(dossier.noted_soon_for, dossier.due_at)
            return not is_told and _reached(dossier.due_soon_at, at)
        case Guard.PAST_DUE:
            return not is_noted(dossier.noted_late_for, dossier.due_at) and _reached(dossier.late_at, at)
        case Guard.UNANSWERED:
            answer_by = dossier.answer_due_at
            is_told = is_noted(dossier.noted_answer_for, answer_by)
            return not is_told and clock.is_late(answer_by, at, LimitUnit.WORKING_HOUR)
        case Guard.SUPPLY_NEARLY_DUE:
            supply_by = dossier.applicant_due_at
            is_over = supply_by is None or clock.is_late(supply_by, at, LimitUnit.WORKING_DAY)
            is_told = is_over or is_noted(dossier.noted_supply_for, supply_by)
            return not is_told and _reached(dossier.applicant_soon_at, at)
        case Guard.APPLICANT_LATE:
            supply_by = dossier.applicant_due_at
            return supply_by is not None and clock.is_late(supply_by, at, LimitUnit.WORKING_DAY)
        case _:
            raise LookupError(guard)


def _reached(instant: datetime | None, at: datetime) -> bool:
    return instant is not None and at >= instant


def _reminded(actor: Actor, dossier: Dossier, log: Sequence[Event], at: datetime) -> refusals.Refusal | None:
    """Return why the holder is not reminded: it is the actor, or somebody has done so today."""
    user = actor.user
    is_mine = dossier.holder == actor.role and dossier.unit_id == actor.unit_id
    if is_mine and (actor.role is not Role.SPECIALIST or (user is not None and dossier.assignee_id == user.pk)):
        return bulk.YouHoldIt()
    last = next((event for event in reversed(log) if event.action in acts.REMINDERS), None)
    if last is None or local(last.at).date() != local(at).date():
        return None
    return bulk.RemindedToday(last.actor.get_full_name() if last.actor else "", f"{local(last.at):%H:%M}")


def _sent_by(actor: Actor, action: Action, last: Event) -> bool:
    """Say whether the last event was this actor's passing on from where the recall leads back to."""
    passed_on = last.source == action.target and last.target == action.source
    return passed_on and actor.user is not None and last.actor_id == actor.user.pk and last.role == actor.role


def is_beyond_rounds(action: Action, dossier: Dossier) -> bool:
    """Say whether an action asks the applicant for a supplement once more than the rule allows (NĐ 61 art. 11(2c))."""
    return action.name in ASKS_SUPPLEMENT and dossier.supplement_rounds >= dossier.machine.supplement.rounds


def is_signed(action: Action) -> bool:
    """Say whether whoever takes an action signs with it: what a leader does, in the editions too that know no decision."""
    return Role.DEPARTMENT_LEADER in action.by and action.source != action.target
