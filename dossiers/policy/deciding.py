"""How far the decision has come, and what that does not let somebody do."""

from collections.abc import Sequence

from accounts.roles import Role
from dossiers import refusals
from dossiers.log import decisions
from dossiers.models import Dossier, Event, Result
from dossiers.policy.actor import Actor
from dossiers.refusals import decision
from procedures.machine import Action, Deed, Duty, Guard, Machine

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
    """Return why somebody does not sign what that same person passed up, where one of both is done in another's place.

    Of versions that know no decision, and so no guard that keeps the two apart: two seats of one's own are what their law
    allows, a lent one is not. The check of the record does not ask it: what was signed before stays as it was done.
    """
    is_last = Role.DEPARTMENT_LEADER in action.by and action.name.startswith(PASSES_UP)
    if not is_last or actor.user is None or any(one.deed is Deed.DECIDE for one in dossier.machine.actions):
        return None
    passed = next((one for one in reversed(log) if one.role == Role.SPECIALIST and _passes_up(one)), None)
    if passed is None or passed.actor_id != actor.user.pk:
        return None
    is_lent = actor.stands_for is not None or passed.on_behalf_of_id is not None
    return decision.PassedUpByYou() if is_lent else None


def _passes_up(event: Event) -> bool:
    return event.action.startswith(PASSES_UP) and event.source != event.target
