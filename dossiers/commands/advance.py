"""Taking an action on a dossier: lock, look, ask the policy, move, write one event."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.formats import date_format
from msgspec import structs

from accounts import absences
from accounts.models import User
from accounts.rights import WITHOUT_SEAT
from accounts.roles import Role
from dossiers import acts, outbox, policy, refusals
from dossiers.acts.receiving import asked_at_desk, hands_over
from dossiers.commands import locked, notes, written
from dossiers.commands.deciding import deeds, mending, receiving, results, scanned, signing
from dossiers.commands.given import Given
from dossiers.commands.locked import Locked
from dossiers.commands.money import cash
from dossiers.commands.money.payments import Paying, reason_unpaid
from dossiers.commands.money.taking_off import settle_cases
from dossiers.commands.record import Happening, compose
from dossiers.commands.tries import tried_again
from dossiers.filing import composed, dues
from dossiers.filing.counter import unfit
from dossiers.log import handed, money
from dossiers.log.answers import merged, standing_of
from dossiers.log.decisions import matter_of
from dossiers.log.effective import MOVES_MONEY, called, is_deed
from dossiers.log.facts import Words, facts_of
from dossiers.log.parts.deposits import posts_result
from dossiers.models import Attachment, Channel, Dossier, Event, OutboxEntry
from dossiers.policy import Actor
from dossiers.refusals.decision import NumberMoved
from dossiers.refusals.review import KeptOut, UnfitAnswers
from procedures.machine import Action, Ask, Outcome, Paper
from procedures.time.calendar import local


@tried_again
def advance(dossier: Dossier, action: str, *, actor: Actor, given: Given, seen: int, at: datetime) -> Event:
    """Take an action on a dossier and return its event.

    ``seen`` is the sequence that the actor's page was made from. Raises a ``refusals.Refusal``; then nothing is written, but
    that a scan was brought with a number which it did not get.
    """
    try:
        with transaction.atomic(durable=True):
            return advance_within(dossier, action, actor=actor, given=given, seen=seen, at=at)
    except NumberMoved:
        scanned.remember(given.scan[0], given.expected, dossier, at=at)
        raise


def advance_within(dossier: Dossier, action: str, *, actor: Actor, given: Given, seen: int, at: datetime) -> Event:
    """Do the same in a transaction that is there already, with which it holds or does not: that of a job's item.

    Where it raises, that transaction has to be left.
    """
    with transaction.atomic(savepoint=False):
        found = locked.dossier(dossier.pk)
        for_applicant = actor.role is Role.CITIZEN
        refuse_old_page(found[0], found[1], seen=seen, at=at, action=action, by=actor.user, for_applicant=for_applicant)
        return carry_out(found, action, actor=actor, given=given, seen=seen, at=at)


def carry_out(found: Locked, action: str, *, actor: Actor, given: Given, seen: int, at: datetime) -> Event:
    """Take an action on a dossier that is locked, in the caller's transaction, and return its event."""
    current, log, steady = found
    chosen = choose(current, action, log, actor=actor, at=at)
    notes.refuse_twice(log, chosen, actor, given, seen=seen)
    notes.refuse_unread(log, chosen, actor, seen=seen)
    # What was recorded under the first edition names who received it alone, and is recorded anew as it was.
    given.check(asked_at_desk(chosen) if given.handover else chosen, current, at, steady=steady)
    receiving.refuse_unfit(current, log, given.handover)
    receiving.refuse_day(current, log, chosen, given, at)
    handed.refuse_unfit(current, log, given.handed_in)
    given = receiving.given_back(current, log, chosen, mending.completed(log, given, at))
    given = receiving.changed(current, log, chosen, given, seen=seen)
    given = replace(given, unpaid=reason_unpaid(current, chosen, log, given))
    if chosen.name == acts.REVOKE:
        results.refuse_needed(current, on=local(at).date())
    sequence = current.sequence
    current.take(chosen)
    recording = _recording(found, chosen, actor, given, at)
    if given.correction.values:
        recording = _corrected(current, given.correction.values, recording)
    recording, rows = Paying(current, log, given, actor, at, seen).recording(chosen.name, recording)
    outcome = current.machine.outcome(recording.facts.outcome)
    results.refuse_taken(outcome, log, current.machine, on=local(at).date())
    applicant = current.applicant_id if policy.does_for_applicant(actor, chosen, current) else None
    happening = Happening(chosen.source, chosen.target, at, recording.facts, chosen.name, applicant)
    made = compose(current, log, happening, actor=actor, words=recording.words, steady=steady)
    effects = _effects(found, chosen, given, outcome, made.event)
    made = replace(made, effects=effects, files=rows_of(given, actor, at), payments=rows)
    if given.is_in_person or _goes_before(made.event, effects):
        outbox.let_out(current.pk, at=at)
    outbox.keep_behind(current.pk, effects)
    with cash.refused_when_closed(chosen.name, given_back=given.given_back):
        written.act(current, made, seen=sequence)
    if chosen.name in money.TAKES_OFF:
        settle_cases(made.event, log, given, actor)
    if chosen.deed is not None and chosen.deed.ends:
        results.enter(made, log, serial=recording.serial, at=at)
    if chosen.name == acts.REVOKE:
        results.revoke(made.event)
    notes.enter(made.event, given)
    return made.event


def _goes_before(event: Event, effects: Sequence[OutboxEntry]) -> bool:
    """Say whether what an act leaves to be done goes out before what still waits of the acts before it, none of which is taken back any more.

    What moves money alone is told at once, whatever waits: it says nothing of the dossier.
    """
    is_at_once = any(effect.due_at <= event.at for effect in effects)
    return is_at_once and is_deed(event) and event.action not in MOVES_MONEY


def _effects(found: Locked, chosen: Action, given: Given, outcome: Outcome | None, event: Event) -> list[OutboxEntry]:
    """Return what an action leaves to be done outside the log, in its order: the confirmation before what waits for others."""
    dossier, log, _steady = found
    states, at = dossier.machine.states, event.at
    source, target = states[chosen.source], states[chosen.target]
    kinds = outbox.effects_of(chosen, source, target, names=bool(given.mentions), outcome=outcome)
    leaves_at = outbox.waits_until(chosen, source, target, at=at, at_counter=given.is_in_person) or at
    effects = outbox.confirmation(chosen, source, target, at=at)
    if posts_result(dossier.machine, event):
        effects.append(outbox.cover_note(chosen, leaves_at=leaves_at, at=at))
    effects += outbox.entries(kinds, at=leaves_at)
    effects += outbox.handed_back(chosen, at=at)
    if mending.concerns_applicant(dossier.machine, log, given):
        effects.append(outbox.post_number(at=at))
    if dues.fallen_due(dossier.machine, log, chosen):
        effects.append(outbox.fee_due(at=at))
    if outbox.is_assigning(chosen, source, target):
        effects += outbox.entries((outbox.ASSIGNED,), at=leaves_at)
    return effects


def _recording(found: Locked, chosen: Action, actor: Actor, given: Given, at: datetime) -> deeds.Recording:
    """Return what the event says, and the number that it takes."""
    current, log, steady = found
    facts = given.facts(steady.calendars.of(current.agency_id), current.machine, chosen.name)
    matter = matter_of(log, current.machine)
    asks_capacity = any(asked.kind is Ask.CAPACITY for asked in chosen.asks)
    signer = signing.signer(actor, local(at).date()) if asks_capacity else signing.Signer()
    rests_on = facts_of(log[0]).rests_on
    return deeds.Doing(chosen, given, facts, given.words(), current, matter, at, rests_on, signer).recording()


def _corrected(dossier: Dossier, values: Mapping[str, Any], recording: deeds.Recording) -> deeds.Recording:
    """Return what the event of a correction says of the fee; the columns that are made of answers follow it.

    Before the event is stored: the search is filled from both.
    """
    before = standing_of(dossier)
    if not before:
        return recording
    after = merged([Words(answers=dict(before)), Words(corrected=dict(values))])
    Dossier.objects.filter(pk=dossier.pk).update(**composed.row(dossier.machine, after))
    due = dues.corrected(dossier.machine, before, after)
    amounts = dues.by_fee(dossier.machine, after) if due is not None else ()
    return replace(recording, facts=structs.replace(recording.facts, due=due, dues=amounts))


def refuse_old_page(  # noqa: PLR0913 - what a page says of itself, and who sends it
    dossier: Dossier,
    log: Sequence[Event],
    *,
    seen: int,
    at: datetime,
    action: str = "",
    by: User | None = None,
    for_applicant: bool = False,
) -> None:
    """Raise ``refusals.Stale`` if somebody, or ``by`` in another window, acted on the dossier after the page of that sequence was made.

    What was only told since then (``acts``: deadlines, dates counted again) moves nothing and makes no page old; and no
    page is too old for a note or a message. Raises ``BeingUpdated`` to an applicant, whatever the page, while something
    that the office has done is still to go out.
    """
    if acts.is_beside(action):
        return
    if for_applicant:
        refuse_unknown(dossier, at=at)
    # What hands a result over heeds that the applicant wants it otherwise since.
    heeded = {acts.CHANGE_RECEIVING} if hands_over(dossier.machine.action(dossier.state, action)) else set()
    quiet = acts.ACTS.keys() - heeded
    last = next((event for event in reversed(log) if event.action not in quiet), log[0])
    if not last.sequence <= seen <= dossier.sequence:
        raise stale(dossier, last, by=by, for_applicant=for_applicant)


def refuse_unknown(dossier: Dossier, *, at: datetime) -> None:
    """Raise ``BeingUpdated`` where the office has done what the applicant cannot know yet, since it may be taken back."""
    if outbox.may_wait(dossier.changed_at, at) and outbox.first_waiting(dossier.pk, at):
        raise refusals.BeingUpdated


def _refuse_unfit(dossier: Dossier, action: Action) -> None:
    """Raise the refusal of accepting what the desk has recorded as a paper has it, while a rule is against that."""
    # What is played in is as it was then.
    if action.paper is not Paper.RECEIPT or dossier.channel == Channel.ONLINE or dossier.pk is None:
        return
    if refusal := unfit_by(dossier, standing_of(dossier)):
        raise refusal


def unfit_by(dossier: Dossier, answers: Mapping[str, Any]) -> UnfitAnswers | None:
    """Return why answers of a paper are not accepted as they stand; None where no rule is against them, and of what came on line."""
    found = unfit.of(dossier.machine, answers, dossier.filed_at) if dossier.channel != Channel.ONLINE else {}
    labels = [dossier.machine.question(name) for name in found]
    allowed = dossier.machine.supplement.rounds
    used_up = allowed if dossier.supplement_rounds >= allowed else None
    return UnfitAnswers([one.label for one in labels if one], used_up=used_up) if found else None


def choose(
    dossier: Dossier, name: str, log: Sequence[Event], *, actor: Actor, at: datetime, answers_are_known: bool = False
) -> Action:
    """Return the action of that name if this actor may take it now; raise the refusal if not.

    ``answers_are_known``: the caller has asked ``unfit_by`` already, of many at once.
    """
    action = acts.find(dossier.machine, dossier.state, name)
    if action is None or name in acts.FORMER:
        raise refusals.UnknownAction
    if policy.handles_own(actor, dossier):
        raise refusals.OwnDossier
    if policy.is_interested(actor, dossier):
        raise KeptOut
    if not policy.may(actor, action, dossier):
        raise not_yours(actor.user, at)
    if at < log[-1].at:
        raise refusals.ReceivedBefore(log[-1].at)
    refusal = policy.unmet_guard(actor, action, dossier, log=log, at=at)
    if refusal is not None:
        raise refusal
    if not answers_are_known:
        _refuse_unfit(dossier, action)
    return action


def not_yours(person: User | None, at: datetime) -> refusals.NotYours:
    """Return the refusal of what is no step of somebody's; to who stood in for others until today it says that this was ended."""
    names = absences.stood_in_for(person, local(at).date()) if person else []
    return refusals.StoodInBefore(names) if names else refusals.NotYours()


def stale(dossier: Dossier, last: Event, *, by: User | None = None, for_applicant: bool = False) -> refusals.Stale:
    """Return the refusal that tells what happened meanwhile, by whom and when: of the office's acts, no applicant."""
    if for_applicant and last.role not in WITHOUT_SEAT:
        return refusals.MovedOn()
    taken = called(dossier, last)
    label = taken.of(translation.get_language()) if taken else last.action
    who = last.by_whom
    when = timezone.localtime(last.at)
    is_own = by is not None and last.actor_id == by.pk
    return (refusals.StaleByOneself if is_own else refusals.Stale)(label, who, date_format(when, "H:i d/m/Y"))


def rows_of(given: Given, actor: Actor, at: datetime) -> list[Attachment]:
    """Return unsaved rows for the files that somebody gave; the system gives none."""
    if actor.user is None:
        return []
    return [
        file.row(by=actor.user, at=at, component=component, place=place)
        for place, (component, file) in enumerate(given.files_by_component())
    ]
