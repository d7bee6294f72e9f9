"""Who may take which action on which dossier: by role, by place, by the action's guards."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from accounts.rights import OFFICERS, WITHOUT_SEAT
from accounts.roles import Role
from dossiers import acts, refusals
from dossiers.acts.act import Whose
from dossiers.log import appointments, columns, handed
from dossiers.models import Dossier, Event
from dossiers.policy.actor import Actor as Actor
from dossiers.policy.actor import actors as actors
from dossiers.policy.applicant import OF_THE_APPLICANT, of_the_applicant
from dossiers.policy.applicant import PROOFS_AT_ONCE as PROOFS_AT_ONCE
from dossiers.policy.conversation import MESSAGES_A_DAY as MESSAGES_A_DAY
from dossiers.policy.conversation import OF_THE_CONVERSATION, of_the_conversation
from dossiers.policy.conversation import OPEN_AFTER_END as OPEN_AFTER_END
from dossiers.policy.deciding import OF_THE_DECISION, in_anothers_place, of_the_decision
from dossiers.policy.deciding import is_given_next as is_given_next
from dossiers.policy.deciding import is_initialled_by as is_initialled_by
from dossiers.policy.deciding import keeps_drafter_apart as keeps_drafter_apart
from dossiers.policy.deciding import put_up_in_place as put_up_in_place
from dossiers.policy.deciding import signed_by_own as signed_by_own
from dossiers.policy.passing import has_come as has_come
from dossiers.policy.passing import has_passed
from dossiers.policy.paying import OF_MONEY, of_money
from dossiers.policy.paying import undoes as undoes
from dossiers.refusals import bulk
from procedures.machine import Action, Guard
from procedures.time.calendar import local

ASKS_SUPPLEMENT = frozenset({"ask-supplement", "propose-supplement", "issue-supplement"})
"""The actions by which a supplement is asked for, or goes on its way to the applicant."""


def may(actor: Actor, action: Action, dossier: Dossier) -> bool:
    """Say whether an actor's role and place allow an action on a dossier; what another act does by now nobody may take any more."""
    is_its_role = actor.role in action.by or does_for_applicant(actor, action, dossier)
    return is_its_role and action.name not in acts.FORMER and _in_place(actor, dossier, acts.whose(action.name))


def does_for_applicant(actor: Actor, action: Action, dossier: Dossier) -> bool:
    """Say whether an action is the applicant's and the desk does it for a person of the counter (ADR 0088).

    Whether that is so is asked once of a dossier, whoever and whatever else is asked about. An account that was joined
    later does it too, and takes nothing from the desk (ADR 0093).
    """
    is_at_desk = actor.role is Role.ONE_STOP_OFFICER and Role.CITIZEN in action.by and action.name in acts.AT_DESK
    return is_at_desk and dossier.served.person is not None


def shows(actors: Iterable[Actor], dossier: Dossier) -> bool:
    """Say whether one of some officers' places shows a dossier, as ``visible_to`` narrows to it: never one's own."""
    return any(actor.role in OFFICERS and _in_place(actor, dossier, Whose.READERS) for actor in actors)


def handles_own(actor: Actor, dossier: Dossier) -> bool:
    """Say whether somebody of the office would handle a dossier of one's own, which nobody may."""
    own = (actor.user.pk, *actor.same_person) if actor.user else ()
    return actor.role not in WITHOUT_SEAT and (dossier.applicant_id in own or dossier.read_by in own)


def is_interested(actor: Actor, dossier: Dossier) -> bool:
    """Say whether somebody has declared to have something to do with a dossier, and is kept out of it (ADR 0094)."""
    return dossier.pk in actor.kept_out


def is_not_lent(actor: Actor, dossier: Dossier) -> bool:
    """Say whether it would be handled in the place of somebody who may not handle it either: that one's own, or by an interest."""
    return actor.is_lent_nothing(dossier)


def _in_place(actor: Actor, dossier: Dossier, whose: Whose) -> bool:
    if actor.role is Role.SYSTEM or actor.user is None:
        return actor.role is Role.SYSTEM
    if actor.role is Role.CITIZEN:
        return dossier.applicant_id == actor.user.pk or actor.joined_with(dossier) is not None
    if handles_own(actor, dossier) or is_interested(actor, dossier):
        return False
    is_reading = whose is Whose.READERS
    # A case officer reads what a colleague has by the own seat, and handles it in that one's place.
    if (actor.stands_for is not None or not is_reading) and is_not_lent(actor, dossier):
        return False
    return _reads(actor, dossier) if is_reading else _handles(actor, dossier, whose)


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
    if refusal := in_anothers_place(actor, action, dossier, log):
        return refusal
    found = (_unmet(guard, actor, action, dossier, log=log, at=at) for guard in sorted(action.guards))
    return next(filter(None, found), None)


def _unmet(
    guard: Guard, actor: Actor, action: Action, dossier: Dossier, *, log: Sequence[Event], at: datetime
) -> refusals.Refusal | None:
    if guard in OF_THE_DECISION:
        return of_the_decision(guard, actor, action, dossier, log)
    if guard is Guard.NOT_REMINDED_TODAY:
        return _reminded(actor, dossier, log, at)
    if guard in OF_MONEY:
        return of_money(guard, actor, action, dossier, log)
    if guard in OF_THE_APPLICANT:
        return of_the_applicant(guard, dossier, log)
    if guard in OF_THE_CONVERSATION:
        return of_the_conversation(guard, dossier, log, at)
    return _check(guard, actor, action, dossier, log=log, at=at)


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
        case (
            Guard.HANDED_IN_AWAITED
            | Guard.HANDED_IN_LIES
            | Guard.RESULT_POSTED
            | Guard.HANDED_POSTED
            | Guard.WENT_BY_POST
        ):
            return handed.unmet(guard, dossier, log)
        case Guard.JUST_SENT_BY_ME:
            return None if _sent_by(actor, action, columns.last_move(log)) else refusals.CannotRecall()
        case _:
            return None if has_passed(guard, dossier, at) else refusals.NotYetPassed()


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
