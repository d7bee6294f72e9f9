"""Writing an event: the log's one door, used by the commands inside their transaction."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from accounts.models import Unit
from accounts.roles import Role
from dossiers import clock, projections
from dossiers.models import Dossier, Event, EventPayload, payload_digest
from dossiers.policy import Actor
from procedures.calendar import WorkingCalendar
from procedures.machine import Clock, LimitUnit, Machine, Pause, State


@dataclass(slots=True)
class Happening:
    """An event before it is written, in the shape that time is computed from."""

    source: str
    target: str
    at: datetime
    facts: dict[str, object]
    action: str = ""


def write_event(
    dossier: Dossier,
    log: Sequence[Event],
    happening: Happening,
    *,
    actor: Actor,
    words: dict[str, object],
    calendar: WorkingCalendar,
) -> Event:
    """Append one event with its reading, payload and digests, and project it on the dossier.

    The caller holds the row lock and has taken the action, so ``dossier.state`` is the target.
    """
    machine = dossier.machine
    place = machine.states[happening.target]
    happening.facts |= {"unit": _unit_of(place, dossier, happening)}
    happening.facts |= step_facts(log, happening, machine, calendar)
    salt = secrets.token_hex(16)
    event = Event(
        dossier=dossier,
        sequence=dossier.sequence + 1,
        action=happening.action,
        source=happening.source,
        target=happening.target,
        actor=actor.user,
        role=actor.role.value,
        unit_id=actor.unit_id,
        on_behalf_of_id=actor.stands_in_for(dossier) if log else None,
        at=happening.at,
        facts=happening.facts,
        reading=reading_after([*log, happening], machine, calendar),
        payload_digest=payload_digest(salt, words),
        previous_digest=log[-1].digest if log else "",
    )
    event.digest = event.compute_digest()
    before = projections.columns_of(dossier) if log else None
    projections.apply(dossier, projections.fold(before, event, machine))
    dossier.save(update_fields=projections.UPDATED) if dossier.pk else dossier.save(force_insert=True)
    event.dossier = dossier
    event.save(force_insert=True)
    EventPayload.objects.create(event=event, salt=salt, content=words)
    return event


def _unit_of(place: State, dossier: Dossier, happening: Happening) -> int | None:
    match place.holder:
        case None | Role.CITIZEN:
            return None
        case Role.DIVISION_HEAD | Role.SPECIALIST:
            division = happening.facts.get("division", dossier.division_id)
            assert division is None or isinstance(division, int)  # noqa: S101 - narrows a JSON value
            return division
        case role:
            return Unit.objects.of_role(role, dossier.agency_id).pk


def reading_after(
    log: Sequence[projections.Happened], machine: Machine, calendar: WorkingCalendar, *, answer_hours: int | None = None
) -> dict[str, object]:
    """Return what the clock says at the last event of a log, as JSON with all that it rests on.

    ``answer_hours`` are the desk's working hours to answer; those of the settings where none are given.
    """
    last = log[-1]
    place = machine.states[last.target]
    marks = projections.marks_of(log, machine)
    reading: dict[str, object] = {"clock": place.clock.value, "procedure_digest": machine.digest}
    reading["calendar_digest"] = calendar.digest
    if marks:
        reading |= clock.read(marks, projections.terms_of(machine, log), calendar, as_of=last.at).to_json()
    if place.holder is Role.ONE_STOP_OFFICER and place.clock in (Clock.NOT_STARTED, Clock.PAUSED):
        # From the entry into this state: what the applicant adds meanwhile gives the desk no more time.
        entered_at = next(event.at for event in reversed(log) if event.source != event.target)
        hours = answer_hours or settings.ANSWER_WORKING_HOURS
        due = clock.answer_due(entered_at, hours, calendar)
        reading |= {"answer_hours": hours, "answer_due_at": due.isoformat()}
    stay = projections.step_stay(log, machine)
    step = machine.step(place.step) if place.step else None
    if stay and step and step.limit:
        share = _share(log, machine, calendar)
        due = clock.step_due(stay.began, step.limit, calendar, gaps=stay.gaps, share=share)
        reading["step_due_at"] = due.isoformat()
    return reading


def step_facts(
    log: Sequence[projections.Happened], happening: Happening, machine: Machine, calendar: WorkingCalendar
) -> dict[str, object]:
    """Return how a step that this event ends did against its own limit, or nothing."""
    stay = projections.step_stay(log, machine)
    if stay is None:
        return {}
    was, now = machine.states[log[-1].target], machine.states[happening.target]
    step = machine.step(was.step) if was.step else None
    stays = now.step == was.step and (now.clock is Clock.RUNNING or now.pause is Pause.PAYMENT)
    if step is None or step.limit is None or stays:
        return {}
    share = _share(log, machine, calendar)
    verdict = clock.step_verdict(stay.began, happening.at, step.limit, calendar, gaps=stay.gaps, share=share)
    due = clock.step_due(stay.began, step.limit, calendar, gaps=stay.gaps, share=share)
    facts = {
        "name": step.name,
        "entered_at": stay.began.isoformat(),
        "due_at": due.isoformat(),
        "verdict": verdict.value,
    }
    return {"step": facts}


def _share(log: Sequence[projections.Happened], machine: Machine, calendar: WorkingCalendar) -> clock.Share | None:
    """Return the whole of which a step in calendar days gets its share; other steps need none."""
    limit = machine.committed_limit
    if limit.unit is not LimitUnit.CALENDAR_DAY:
        return None
    marks, terms = projections.marks_of(log, machine), projections.terms_of(machine)
    reading = clock.read(marks, terms, calendar, as_of=log[-1].at)
    return clock.Share(limit.amount, reading.started_at, reading.first_due_at)
