"""Entering a result in the register, in the transaction that gives it its number; and taking it back out of force."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from dossiers.commands.deciding import scanned
from dossiers.commands.deciding.deeds import dated_number
from dossiers.commands.written import Written
from dossiers.filing import licences
from dossiers.filing.results import holders
from dossiers.log.answers import standing_of
from dossiers.log.decisions import matter_of
from dossiers.log.facts import Facts, facts_of, resting_on
from dossiers.models import Attachment, Dossier, Event, Result, ResultFile, Validity
from dossiers.refusals import decision
from procedures.machine import Deed, Machine, Outcome
from procedures.results import Effect
from procedures.time.calendar import local


def enter(made: Written, log: Sequence[Event], *, serial: int | None, at: datetime) -> Result:
    """Store the result of the event that numbered it, and its file where somebody has brought it."""
    event = made.event
    result = row(event, log, serial)
    result.save(force_insert=True)
    paper = _brought(made)
    if paper is not None:
        ResultFile.objects.create(
            result=result, revision=1, name=paper.name, media_type=paper.media_type,
            sha256=paper.sha256, file=paper.file.name, made_at=at, token=_code(result, facts_of(event)),
        )  # fmt: skip
    return result


def _code(result: Result, facts: Facts) -> str:
    """Return the code that a scan bears, by the event that numbered it."""
    return (
        scanned.code_of(result.dossier, dated_number(result.number, result.dated), facts.content) if facts.sheet else ""
    )


def row(event: Event, log: Sequence[Event], serial: int | None) -> Result:
    """Return the result that a log says its last event has numbered, not stored."""
    dossier, facts = event.dossier, facts_of(event)
    machine = dossier.machine
    outcome = machine.outcome(facts.outcome)
    if outcome is None or outcome.issues is None or facts.dated is None:
        raise ValueError(f"event {event.sequence} of {dossier.code} numbers nothing")
    signed = _signed(event, log, machine)
    earlier = licences.earlier_of(outcome, facts_of(log[0]).rests_on, machine)
    return Result(
        dossier=dossier,
        event=event,
        procedure_id=dossier.procedure_id,
        agency_id=dossier.agency_id,
        issuer=issuer_of(event, machine),
        outcome=outcome.name,
        kind=outcome.issues.kind.value,
        number=facts.number,
        serial=serial,
        symbol=outcome.issues.symbol,
        dated=facts.dated,
        until=facts.until,
        holder=holder_of(dossier, standing_of(dossier)),
        signer_id=signed.actor_id if signed else None,
        capacity=facts_of(signed).capacity if signed else "",
        content=facts.content,
        by_hand=facts.by_hand,
        earlier=earlier,
        effect=outcome.issues.earlier.effect.value if earlier and outcome.issues.earlier else "",
    )


def holder_of(dossier: Dossier, answers: Mapping[str, Any]) -> str:
    """Return whose result it is: whom the form names, else the applicant."""
    return holders.named_in(answers) or dossier.applicant_name


def refuse_taken(outcome: Outcome | None, log: Sequence[Event], machine: Machine, *, on: date) -> None:
    """Raise the refusal where the result to which an outcome does something was revoked or replaced meanwhile.

    That result is held: who checks it, replaces it or revokes it waits, and finds this done.
    """
    found = licences.earlier_of(outcome, facts_of(log[0]).rests_on, machine)
    if found is None:
        return
    earlier = Result.objects.select_for_update(no_key=True).get(pk=found.pk)
    if earlier.validity(on) in (Validity.REVOKED, Validity.REPLACED):
        taken = earlier.later.exclude(effect=Effect.EXTENDS).first()
        raise decision.EarlierTaken(earlier.number, taken.dossier.code if taken else earlier.dossier.code)
    extended = earlier.later.filter(effect=Effect.EXTENDS, revoked_at=None).first()
    if extended is not None and outcome and outcome.issues and outcome.issues.earlier and outcome.issues.earlier.once:
        raise decision.ExtendedBefore(earlier.number, extended.number)


def issuer_of(event: Event, machine: Machine) -> str:
    """Return who decided, by its name of that day: the agency of the step, where that is another one."""
    place = machine.states[event.source]
    step = machine.step(place.step) if place.step else None
    named = step.agency if step and step.agency else machine.agency
    return event.dossier.agencies.named(named, local(event.at).date()).vi


def _signed(event: Event, log: Sequence[Event], machine: Machine) -> Event | None:
    """Return the event by which an officer of ours decided; None where another agency did."""
    action = machine.action(event.source, event.action)
    match action.deed if action else None:
        case Deed.NUMBER:
            return matter_of(log, machine).decision
        case Deed.AT_ONCE:
            return event
        case _:
            return None


def _brought(made: Written) -> Attachment | None:
    """Return the file that is the result: what came with the number; None where the system makes it of the text."""
    return made.files[0] if made.files else None


def refuse_needed(dossier: Dossier, *, on: date) -> None:
    """Raise the refusal where an open dossier rests on a dossier's result, or a result in force has taken over from it.

    The result is held, so that nobody files on it meanwhile.
    """
    result = Result.objects.select_for_update(no_key=True).get(dossier=dossier)
    later = next((one for one in result.later.all() if one.validity(on) is Validity.IN_FORCE), None)
    if later is not None:
        raise decision.TakenOver(later.number)
    filings = Event.objects.filter(resting_on(result.pk), sequence=1).exclude(dossier__holder="")
    code = filings.order_by("pk").values_list("dossier__code", flat=True).first()
    if code is not None:
        raise decision.RestedOn(code)


def revoke(event: Event) -> None:
    """Take the result of a dossier out of force by an event; the database lets it happen once."""
    Result.objects.filter(dossier=event.dossier).update(revoked_at=event.at, revocation=event)
