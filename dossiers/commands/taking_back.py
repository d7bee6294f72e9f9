"""Taking an act back: by whoever took it, as long as nothing of it has gone out, or else nobody else has acted.

What the applicant handed in, what has given a result its number and what the system did is never taken back (ADR 0048).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction

from accounts.roles import Role
from dossiers import acts, outbox, policy, refusals
from dossiers.commands import locked, written
from dossiers.commands.advance import refuse_unknown, stale
from dossiers.commands.deciding import results
from dossiers.commands.money import cash, payments
from dossiers.commands.record import compose_back
from dossiers.commands.tries import tried_again
from dossiers.log import handed, money
from dossiers.log.effective import Happened, effective, is_deed
from dossiers.models import Dossier, Event, OutboxEntry, Result
from dossiers.models.dispatch import OutboxQuerySet
from dossiers.outbox import Reach
from dossiers.policy import Actor
from dossiers.refusals import undoing
from dossiers.refusals.review import KeptOut
from procedures.machine import Action, Machine, Status
from procedures.time.calendar import local

LATELY = timedelta(days=1)
"""How long it is said of an act that it has gone out."""
INSIDE = timedelta(days=3)
"""How long an act that stays inside the office may be a wrong press, over a weekend too: whoever got the dossier had it meanwhile."""


@dataclass(frozen=True, slots=True)
class Undoing:
    """An act that somebody may take back."""

    event: Event
    actor: Actor
    action: Action
    """What takes it back."""
    kinds: tuple[str, ...]
    """What it does outside the log, if anything."""
    tells_inside: bool = False
    """Somebody is told of it although it stays inside: whoever gets the dossier, or of a fee that fell due by it."""
    leaves_at: datetime | None = None
    """When that goes out; None where nothing does, and where it has."""

    @property
    def is_out(self) -> bool:
        """Say whether it has gone out, so that the act can only be corrected."""
        return bool(self.kinds) and self.leaves_at is None

    @property
    def until(self) -> datetime:
        """Until when it can be taken back while it stays inside and nobody else acts."""
        return outbox.goes_out_at(self.event.at) if self.is_signed_for else self.event.at + INSIDE

    @property
    def is_signed_for(self) -> bool:
        """Say whether somebody has signed for what was handed back by it: the register keeps that, as it does a result’s return."""
        return self.event.action in acts.HANDS_BACK


@tried_again
def take_back(pk: int, undoes: int, *, actors: Iterable[Actor], at: datetime) -> Event:
    """Take back the act of a dossier with that sequence, and what it would have sent; return the event that says so.

    Raises a ``refusals.Refusal``; then nothing is written.
    """
    with transaction.atomic(durable=True):
        return take_back_within(pk, undoes, actors=actors, at=at)


def take_back_within(pk: int, undoes: int, *, actors: Iterable[Actor], at: datetime) -> Event:
    """Do the same in a transaction that is there already: that of a job's item. Where it raises, that has to be left."""
    with transaction.atomic(savepoint=False):
        dossier, log, steady = locked.dossier(pk)
        actors = tuple(actors)
        if any(policy.is_interested(actor, dossier) for actor in actors):
            raise KeptOut
        found = find(dossier, log, undoes, actors, at=at)
        if found.kinds:
            _hold_back(found, at)
        if dossier.status == Status.RETURNED and Result.objects.filter(dossier=dossier).exists():
            results.refuse_needed(dossier, on=local(at).date())
        sequence = dossier.sequence
        dossier.take(found.action)
        made = compose_back(dossier, log, found.event, actor=found.actor, at=at, steady=steady)
        made = replace(made, payments=payments.undoing(dossier, log, found.event, found.actor, at))
        with cash.refused_when_closed(acts.TAKE_BACK):
            written.act(dossier, made, seen=sequence)
        if found.kinds or found.event.is_of_applicant:
            open_entries(found.event).update(done_at=at, error=outbox.TAKEN_BACK)
        elif found.tells_inside:
            _leave_unsaid(found.event, at)
    return made.event


def offered(dossier: Dossier, log: Sequence[Event], actors: Iterable[Actor], *, at: datetime) -> Undoing | None:
    """Return what somebody may take back of a dossier now, or could until it went out today; None for nothing.

    Of what has gone out nothing once something was handed back after it, which a further step has put right. It asks the outbox only about an act of the last day that reaches outside.
    """
    actors = tuple(actors)
    found = [one for event in handed.undoable(log) if (one := _offered(dossier, log, event, actors, at=at))]
    back = max((event.sequence for event in effective(log) if event.action in acts.HANDS_BACK), default=0)
    out = (one for one in found if one.event.sequence >= back)
    return next((one for one in found if not one.is_out), next(out, None))


def _offered(
    dossier: Dossier, log: Sequence[Event], event: Event, actors: Iterable[Actor], *, at: datetime
) -> Undoing | None:
    try:
        found = find(dossier, log, event.sequence, actors, at=at)
    except refusals.Refusal:
        return None
    if not found.kinds:
        return found
    if at - found.event.at > LATELY:
        return None
    waiting = open_entries(found.event).filter(kind__in=found.kinds, attempts=0, due_at__gt=at)
    dues = list(waiting.values_list("due_at", flat=True))
    return replace(found, leaves_at=min(dues) if len(dues) == len(found.kinds) else None)


def find(dossier: Dossier, log: Sequence[Event], undoes: int, actors: Iterable[Actor], *, at: datetime) -> Undoing:
    """Return the act with that sequence if one of these actors may take it back, whatever has gone out; else raise why not."""
    machine, last, actors = dossier.machine, handed.undoable_at(log, undoes), tuple(actors)
    for_applicant = all(actor.role is Role.CITIZEN for actor in actors)
    if for_applicant:
        refuse_unknown(dossier, at=at)
    if all(event.sequence != undoes for event in log):
        raise undoing.TakenBackBefore
    colleague = next((event for event in log if event.sequence > last.sequence and is_deed(event)), None)
    if last.sequence != undoes or colleague is not None:
        raise stale(dossier, colleague or last, for_applicant=for_applicant)
    taken = acts.find(machine, last.source, last.action)
    action = acts.taking_back(machine, last.source, last.action)
    is_final = reach_of(machine, last) is Reach.FINAL or handed.came_with(log, last)
    if taken is None or action is None or is_final:
        raise undoing.NeverTakenBack
    actor = next((actor for actor in actors if _took(actor, last, taken, dossier)), None)
    if actor is None:
        raise undoing.TakenByAnother
    if at < log[-1].at:
        raise refusals.ReceivedBefore(log[-1].at)
    source, target = machine.states[last.source], machine.states[last.target]
    effects = outbox.effects_of(taken, source, target)
    if not effects:
        _refuse_too_late(last, at)
    tells = outbox.is_assigning(taken, source, target) or bool(money.decision_waiting_in(machine, target))
    tells = tells or last.action in acts.HANDS_BACK
    return Undoing(last, actor, action, effects, tells)


def _refuse_too_late(event: Event, at: datetime) -> None:
    """Raise the refusal of an act that stays inside, is signed for or was somebody else's time since."""
    if event.action in acts.HANDS_BACK and not outbox.may_wait(event.at, at):
        raise undoing.SignedFor(event.at)
    if not event.is_of_applicant and at > event.at + INSIDE:
        raise undoing.TooLongAgo(event.at + INSIDE)


def open_entries(event: Event) -> OutboxQuerySet:
    """Narrow to what an event is still to do outside the log."""
    return OutboxEntry.objects.filter(event=event, done_at=None)


def _hold_back(found: Undoing, at: datetime) -> None:
    """Lock what an act would send; raise the refusal where any of it is sent, on its way or due.

    Nothing is waited for: what a relay has in its hands at this moment has gone out.
    """
    ours = list(open_entries(found.event).filter(kind__in=found.kinds).select_for_update(skip_locked=True))
    if len(ours) < len(found.kinds) or any(entry.attempts or entry.due_at <= at for entry in ours):
        sent = OutboxEntry.objects.filter(event=found.event).order_by("due_at").first()
        raise undoing.GoneOut((sent.done_at or sent.due_at) if sent else found.event.at)


def _leave_unsaid(event: Event, at: datetime) -> None:
    """Have nobody told of what fell due by an act inside, unless a relay has it in its hands at this moment."""
    left = open_entries(event).select_for_update(skip_locked=True).values_list("pk", flat=True)
    OutboxEntry.objects.filter(pk__in=list(left)).update(done_at=at, error=outbox.TAKEN_BACK)


def reach_of(machine: Machine, event: Happened) -> Reach:
    """Return how far an event of a log reaches."""
    taken = acts.find(machine, event.source, event.action)
    if taken is None:
        return Reach.FINAL
    return outbox.reach_of(taken, machine.states[event.source], machine.states[event.target])


def _took(actor: Actor, event: Event, taken: Action, dossier: Dossier) -> bool:
    """Say whether an actor took an act: the same person in the same seat, and still for whom it was taken.

    In the place of whoever may not handle the dossier any more nothing is taken back either (ADR 0094).
    What the desk has done for an applicant each of that desk takes back: whoever sits there when the applicant comes again. What
    is of an applicant who has both, the account that is joined with that one takes back, and what that account did, the desk.
    """
    if policy.is_not_lent(actor, dossier):
        return False
    if actor.joined_with(dossier) or event.is_joined:
        return (event.is_at_desk or event.is_joined) and policy.may(actor, taken, dossier)
    if event.is_at_desk:
        is_applicant = actor.user is None or actor.user.pk == event.on_behalf_of_id
        return not is_applicant and (actor.role.value, actor.unit_id) == (event.role, event.unit_id)
    same = actor.user is not None and actor.user.pk == event.actor_id
    if actor.stands_for is not None:
        stands_in = event.on_behalf_of_id == actor.stands_for
    else:
        stands_in = event.on_behalf_of_id is None or event.on_behalf_of_id in actor.acts_for
    return same and (actor.role.value, actor.unit_id) == (event.role, event.unit_id) and stands_in
