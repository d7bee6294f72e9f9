"""Making an event: what it says, what the clock shows after it, its digests, and what it does to the columns."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from django.conf import settings
from msgspec import structs

from accounts.models import Unit
from accounts.rights import OF_DIVISION
from accounts.roles import Role
from dossiers import clock
from dossiers.acts import TAKE_BACK
from dossiers.commands.flags import flags
from dossiers.commands.written import Written
from dossiers.log import columns
from dossiers.log.columns import Course
from dossiers.log.decisions import proposed_by
from dossiers.log.effective import Happened
from dossiers.log.facts import (
    EDITION,
    NO_FACTS,
    NO_WORDS,
    Counted,
    Facts,
    Reading,
    Words,
    facts_of,
    reading_of,
    to_json,
)
from dossiers.log.parts.measured import Step
from dossiers.log.ruled import days_of, machine_by
from dossiers.models import Dossier, Event, EventPayload, payload_digest
from dossiers.policy import Actor
from procedures.machine import Clock, Machine, State
from procedures.steady import Steady
from procedures.time.calendar import WorkingCalendar, local
from procedures.time.calendars import Calendars, calendar_by_digest
from procedures.time.regimes.book import Regimes

REMINDING, REMINDED_DAYS = 3, 3
"""The first edition of the rules by which an applicant is reminded, and how many working days before the end of the time."""
RULED = 4
"""The first edition of the rules that asks the regimes of the one-stop mechanism, and names what they are."""
ANSWER_HOURS = 8
"""Working hours to answer, of readings of the first edition, which did not name theirs."""


@dataclass(slots=True)
class Happening:
    """An event before it is written, in the shape that time is computed from."""

    source: str
    target: str
    at: datetime
    facts: Facts = NO_FACTS
    action: str = ""
    on_behalf_of: int | None = None
    """Who applies, where another enters the filing or does what is the applicant's; of a taking back, for whom the act was taken."""
    reading: Reading | None = None
    sequence: int = 0
    """Its place in the log, where it has one."""


@dataclass(frozen=True, slots=True)
class Times:
    """The office's own limits that no procedure states, and by which edition of the rules a reading tells them."""

    answer_hours: int
    applicant_days: int | None
    rules: int = EDITION
    regime: str = ""
    """The digest of what rules then; "" in editions that named none."""

    @classmethod
    def of(cls, course: Course, regimes: Regimes) -> "Times":
        """Return what holds after the last event; the procedure's own time for the applicant goes before the office's.

        The desk has the hours of the day on which it came to owe the answer. RegimeError where none is stored.
        """
        machine, events = course.machine, course.events
        days = days_of(events, machine, events[-1].at)
        owed = regimes.ruling(replace(days, act=local(course.entered_at).date()))
        applicant = machine.supplement.applicant_days or settings.APPLICANT_WORKING_DAYS
        return cls(owed.answer_hours, applicant, EDITION, regimes.ruling(days).digest)

    @classmethod
    def recorded(cls, reading: Reading, course: Course, regimes: Regimes) -> "Times":
        """Return what a recorded reading must have been made with, by the edition of its rules."""
        if reading.rules >= RULED:
            return replace(cls.of(course, regimes), applicant_days=reading.applicant_days, rules=reading.rules)
        hours = ANSWER_HOURS if reading.answer_hours is None else reading.answer_hours
        return cls(hours, reading.applicant_days, reading.rules)


def compose(
    dossier: Dossier,
    log: Sequence[Event],
    happening: Happening,
    *,
    actor: Actor,
    words: Words,
    steady: Steady,
) -> Written:
    """Return the next event of a log with its reading, payload and digests, projected on the dossier, not stored.

    The caller has taken the action, so ``dossier.state`` is the target.

    The dossier's limits run on its agency's calendar, a step's own time on that of the unit that holds it. Once the
    clock has ended, the dates stay those of its end, whatever calendar has come into force since.
    """
    machine, calendars = machine_by(steady.regimes, log, dossier.version.machine, happening.at), steady.calendars
    place = machine.states[happening.target]
    calendar = _calendar_for(dossier, log, place, calendars)
    unit = _unit_of(place, dossier, happening, steady)
    held = calendars.of(facts_of(log[-1]).unit) if log else calendar
    course = Course.of(log, machine)
    step = step_done(course, happening, machine, calendar, step_calendar=held)
    measured = flags(log, happening, machine, calendar)
    joined_at = actor.joined_with(dossier) if log else None
    happening.facts = structs.replace(happening.facts, unit=unit, step=step, joined_at=joined_at, **measured)
    course.add(happening)
    times = Times.of(course, steady.regimes)
    reading = reading_after(course, machine, calendar, times=times, step_calendar=calendars.of(unit))
    on_behalf_of = happening.on_behalf_of or (actor.stands_in_for(dossier) if log else None)
    on_behalf_of = dossier.applicant_id if joined_at else on_behalf_of
    happening = replace(happening, reading=reading, on_behalf_of=on_behalf_of)
    written = _written(dossier, log, happening, actor=actor, words=words)
    before = columns.columns_of(dossier) if log else None
    columns.apply(dossier, columns.fold(before, written.event, machine, log))
    return written


def compose_back(
    dossier: Dossier, log: Sequence[Event], undone: Event, *, actor: Actor, at: datetime, steady: Steady
) -> Written:
    """Return the event that takes back the last move of a log, projected on the dossier as if that had never been.

    Time is read from what then holds, on the calendars of now, as at any other event.
    """
    before, calendars = log[: log.index(undone)], steady.calendars
    machine = machine_by(steady.regimes, before, dossier.version.machine, at)
    facts = Facts(unit=facts_of(before[-1]).unit, undoes=undone.sequence, joined_at=actor.joined_with(dossier))
    happening = Happening(undone.target, undone.source, at, facts, TAKE_BACK, undone.on_behalf_of_id)
    calendar = _calendar_for(dossier, before, machine.states[undone.source], calendars)
    course = Course.of([*log, happening], machine)
    times = Times.of(course, steady.regimes)
    reading = reading_after(course, machine, calendar, times=times, step_calendar=calendars.of(facts.unit))
    written = _written(dossier, log, replace(happening, reading=reading), actor=actor, words=NO_WORDS)
    columns.apply(dossier, columns.project([*log, written.event], machine))
    return written


def _written(dossier: Dossier, log: Sequence[Event], happening: Happening, *, actor: Actor, words: Words) -> Written:
    """Return the event of what has happened, behind a log, with its words and digests."""
    salt, content = secrets.token_hex(16), to_json(words)
    event = Event(
        dossier=dossier,
        sequence=dossier.sequence + 1,
        action=happening.action,
        source=happening.source,
        target=happening.target,
        actor=actor.user,
        role=actor.role.value,
        unit_id=actor.unit_id,
        on_behalf_of_id=happening.on_behalf_of,
        at=happening.at,
        facts=to_json(happening.facts),
        reading=to_json(reading_of(happening)),
        payload_digest=payload_digest(salt, content),
        previous_digest=log[-1].digest if log else "",
    )
    event.digest = event.compute_digest()
    return Written(event, EventPayload(salt=salt, content=content))


def _calendar_for(dossier: Dossier, log: Sequence[Event], place: State, calendars: Calendars) -> WorkingCalendar:
    """Return the calendar that an event is read on: the newest, or behind the end of the clock that of its end."""
    is_over = bool(log) and dossier.machine.states[log[-1].target].clock is Clock.ENDED and place.clock is Clock.ENDED
    return calendar_by_digest(reading_of(log[-1]).calendar_digest) if is_over else calendars.of(dossier.agency_id)


def _unit_of(place: State, dossier: Dossier, happening: Happening, steady: Steady) -> int | None:
    match place.holder:
        case None | Role.CITIZEN:
            return None
        case role if role in OF_DIVISION:
            return happening.facts.division or dossier.division_id
        case role:
            return steady.once(Unit.objects.of_role, role, dossier.agency_id).pk


def reading_after(
    log: Sequence[Happened] | Course,
    machine: Machine,
    calendar: WorkingCalendar,
    *,
    times: Times,
    step_calendar: WorkingCalendar | None = None,
) -> Reading:
    """Return what the clock says at the last event of a log, with all that it rests on.

    ``times`` are the office's own limits. ``step_calendar`` is that of the unit that holds the step, the dossier's own where none is given.
    """
    course = Course.of(log, machine)
    last = course.events[-1]
    place = machine.states[last.target]
    reading = Reading(
        clock=place.clock,
        procedure_digest=machine.digest,
        calendar_digest=calendar.digest,
        rules=times.rules,
        regime_digest=times.regime,
    )
    found = course.shown(calendar)
    if found:
        reading = structs.replace(reading, counted=Counted.of(found))
        if times.rules > 1:
            paused_at = found.paused_at.astimezone(UTC) if found.paused_at else None
            reading = structs.replace(reading, due_soon_at=_due_soon(found, place, calendar), paused_at=paused_at)
    reading = _with_answers_due(reading, course, place, calendar, times)
    stay = course.stay
    step = machine.step(place.step) if stay and place.step else None
    limit = step.limit_for(course.proposed) if step else None
    if stay and limit:
        held = step_calendar or calendar
        due = course.step_due(limit, held, calendar)
        reading = structs.replace(reading, step_due_at=due, step_calendar_digest=_own(held, calendar))
    return reading


def _own(held: WorkingCalendar, calendar: WorkingCalendar) -> str:
    """Return the digest of the calendar of a step where it is not the dossier's."""
    return held.digest if held.digest != calendar.digest else ""


def _due_soon(found: clock.Reading, place: State, calendar: WorkingCalendar) -> datetime | None:
    """Return from when on the appointment is near; None where the whole limit is no longer than that."""
    if place.clock is not Clock.RUNNING:
        return None
    near_from = clock.due_soon_from(found.due_at, found.unit, calendar)
    return near_from if near_from > found.counted_from else None


def _with_answers_due(
    reading: Reading, course: Course, place: State, calendar: WorkingCalendar, times: Times
) -> Reading:
    """Return a reading with by when the desk, or the applicant, owes the other an answer.

    From the entry into this state: what the applicant adds meanwhile gives the desk no more time.
    """
    if place.owes_answer:
        due = clock.answer_due(course.entered_at, times.answer_hours, calendar)
        return structs.replace(reading, answer_hours=times.answer_hours, answer_due_at=due)
    if times.rules > 1 and place.awaits_supplement and times.applicant_days:
        due = clock.close_after_days(course.entered_at, times.applicant_days, calendar)
        reading = structs.replace(reading, applicant_days=times.applicant_days, applicant_due_at=due)
        soon = clock.remind_from(due, REMINDED_DAYS, calendar)
        if times.rules >= REMINDING and soon > course.entered_at:
            reading = structs.replace(reading, applicant_soon_at=soon)
    return reading


def step_done(
    log: Sequence[Happened] | Course,
    happening: Happening,
    machine: Machine,
    calendar: WorkingCalendar,
    *,
    step_calendar: WorkingCalendar | None = None,
) -> Step | None:
    """Return how a step that this event ends did against its own limit; None where it ends none.

    ``step_calendar`` is that of the unit that held it; its digest is told where it is not the dossier's.
    """
    course = Course.of(log, machine)
    stay = course.stay
    if stay is None:
        return None
    was, now = machine.states[course.events[-1].target], machine.states[happening.target]
    step = machine.step(was.step) if was.step else None
    stays = now.step == was.step and (now.clock is Clock.RUNNING or columns.interrupts(now, machine))
    limit = (
        step.limit_for(proposed_by(machine, happening.source, happening.action) or course.proposed) if step else None
    )
    if step is None or limit is None or stays:
        return None
    held = step_calendar or calendar
    due = course.step_due(limit, held, calendar)
    verdict = clock.step_verdict(happening.at, due, held)
    entered_at = stay.began.astimezone(UTC)
    return Step(
        name=step.name, entered_at=entered_at, due_at=due, verdict=verdict, calendar_digest=_own(held, calendar)
    )
