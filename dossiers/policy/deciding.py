"""How far the decision has come, and what that does not let somebody do."""

from collections.abc import Sequence

from accounts.models import User
from accounts.roles import Role
from dossiers import refusals
from dossiers.log import decisions
from dossiers.models import Dossier, Event, Result
from dossiers.policy.actor import Actor
from dossiers.refusals import decision
from procedures.machine import Action, Ask, Deed, Duty, Guard, Machine

OF_THE_DECISION = frozenset(
    {Guard.AS_DIRECTED, Guard.ANOTHER_OUTCOME, Guard.NOT_PROPOSED_BY_ME, Guard.DECIDING_ROLE, Guard.RESULT_IN_FORCE}
)


def deciding_roles(machine: Machine) -> frozenset[Role]:
    """Return the roles that decide, and that may revoke; the department's leader speaks for what another agency decided."""
    deciding = [step for step in machine.steps if step.duty is Duty.DECIDES]
    ours = {step.role for step in deciding if step.agency is None}
    return frozenset(ours or ({Role.DEPARTMENT_LEADER} if deciding else ()))


def of_the_decision(
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


PASSES_UP = "finish-"
"""How the name of what ends a step begins in the versions that know no decision (the first edition of the lifecycle)."""


def in_anothers_place(actor: Actor, action: Action, dossier: Dossier, log: Sequence[Event]) -> refusals.Refusal | None:
    """Return why somebody neither initials nor signs what that same person has drafted, where it is done in another's place.

    No guard of a machine says so, and none has to: two seats of one's own are what a procedure allows, a lent one is not.
    The check of the record does not ask it: what was done before stays as it was done.
    """
    if actor.user is None:
        return None
    if _is_review(action):
        drafted = next((one for one in reversed(log) if one.role == Role.SPECIALIST and _puts_up(one, dossier)), None)
        is_mine = drafted is not None and drafted.actor_id == actor.user.pk
        return decision.DraftedByYou() if is_mine and actor.stands_for is not None else None
    return _signed(actor, action, dossier, log)


def is_initialled_by(person: User, dossier: Dossier, log: Sequence[Event]) -> bool:
    """Say whether somebody has passed on, above the case officer, what that one put forward last: no rule keeps that one from signing."""
    for event in reversed(log):
        if event.role == Role.SPECIALIST and _puts_up(event, dossier):
            return False
        if event.role == Role.DIVISION_HEAD and _passes_up(event) and event.actor_id == person.pk:
            return True
    return False


def put_up_in_place(person: User, action: Action, dossier: Dossier, log: Sequence[Event]) -> Event | None:
    """Return the step by which somebody has put up, in another's place, what that same person now initials or signs; None for most.

    No rule forbids it, since a small unit could not do without; who does it is asked first (ADR 0086). ``log``: as it holds.
    """
    if not (_is_review(action) or _signs(action, dossier)):
        return None
    for event in reversed(log):
        is_draft = event.role == Role.SPECIALIST and _puts_up(event, dossier)
        is_initial = event.role == Role.DIVISION_HEAD and _passes_up(event) and not _is_review(action)
        if (is_draft or is_initial) and event.actor_id == person.pk and event.is_in_place:
            return event
        if is_draft:
            break
    return None


def signed_by_own(person: User, action: Action, dossier: Dossier, log: Sequence[Event]) -> Event | None:
    """Return the step by which somebody has signed, in whichever right, what that same person now numbers and seals; None for most.

    No rule forbids it either; who does it is asked first (ADR 0086). ``log``: as it holds.
    """
    if _knows_decision(dossier.machine):
        signed = decisions.matter_of(log, dossier.machine).decision if action.deed is Deed.NUMBER else None
    else:
        is_sealed = Role.CLERK in action.by and _goes_on(action)
        passed = (one for one in reversed(log) if one.role == Role.DEPARTMENT_LEADER and _passes_up(one))
        signed = next(passed, None) if is_sealed else None
    return signed if signed is not None and signed.actor_id == person.pk else None


def _signs(action: Action, dossier: Dossier) -> bool:
    """Say whether an action signs what was put up, by the versions too that know no decision."""
    is_last = Role.DEPARTMENT_LEADER in action.by and action.name.startswith(PASSES_UP)
    return action.deed is Deed.DECIDE or (is_last and not _knows_decision(dossier.machine))


def _knows_decision(machine: Machine) -> bool:
    return any(one.deed is Deed.DECIDE for one in machine.actions)


def _goes_on(action: Action) -> bool:
    return action.name.startswith(PASSES_UP) and action.source != action.target


def keeps_drafter_apart(machine: Machine, state: str) -> bool:
    """Say whether a dossier goes on from a state only by what its drafter does not do in another's place."""
    signs = _knows_decision(machine)
    onward = [one for one in machine.actions_from(state) if one.source != one.target]
    return any(
        _is_review(one)
        or Guard.NOT_PROPOSED_BY_ME in one.guards
        or (not signs and Role.DEPARTMENT_LEADER in one.by and one.name.startswith(PASSES_UP))
        for one in onward
    )


def is_given_next(machine: Machine, state: str) -> bool:
    """Say whether a dossier goes on from a state only by being given to a case officer by name.

    Never from a case officer's own step: whoever has it goes on with it.
    """
    place = machine.states[state]
    onward = [one for one in machine.actions_from(state) if one.name.startswith(PASSES_UP) and one.source != one.target]
    return place.holder is not Role.SPECIALIST and bool(onward) and all(map(_gives, onward))


def _gives(action: Action) -> bool:
    return any(asked.kind is Ask.ASSIGNEE and asked.required for asked in action.asks)


def _is_review(action: Action) -> bool:
    """Say whether an action passes on what was drafted, above whoever did; giving it to a case officer is none."""
    gives = any(asked.kind is Ask.ASSIGNEE for asked in action.asks)
    return _goes_on(action) and not gives and Role.DIVISION_HEAD in action.by


def _puts_up(event: Event, dossier: Dossier) -> bool:
    """Say whether a step of the record has put a draft forward, or passed the dossier up."""
    return _passes_up(event) or decisions.deed_of(dossier.machine, event.source, event.action) is Deed.PROPOSE


def _signed(actor: Actor, action: Action, dossier: Dossier, log: Sequence[Event]) -> refusals.Refusal | None:
    """Return why somebody does not sign what that same person passed up, where one of both is done in another's place.

    Of versions that know no decision, and so no guard that keeps the two apart.
    """
    is_last = Role.DEPARTMENT_LEADER in action.by and action.name.startswith(PASSES_UP)
    if not is_last or _knows_decision(dossier.machine):
        return None
    passed = next((one for one in reversed(log) if one.role == Role.SPECIALIST and _passes_up(one)), None)
    if passed is None or actor.user is None or passed.actor_id != actor.user.pk:
        return None
    is_lent = actor.stands_for is not None or passed.on_behalf_of_id is not None
    return decision.PassedUpByYou() if is_lent else None


def _passes_up(event: Event) -> bool:
    return event.action.startswith(PASSES_UP) and event.source != event.target
