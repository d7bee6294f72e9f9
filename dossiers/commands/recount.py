"""Counting the dates of an open dossier again on calendars that have changed: one event, only if a date moves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from dossiers import outbox
from dossiers.acts import RECOUNT
from dossiers.commands import locked, written
from dossiers.commands.advance import choose
from dossiers.commands.record import Happening, Times, compose, reading_after
from dossiers.commands.tries import tried_again
from dossiers.log.columns import Course
from dossiers.log.effective import Happened
from dossiers.log.facts import NO_WORDS, Facts, reading_of
from dossiers.log.ruled import machine_by
from dossiers.models import Dossier, Event
from dossiers.policy import Actor
from procedures.machine import Clock
from procedures.time.calendars import Calendars

DATES = ("due_at", "lawful_due_at", "answer_due_at", "step_due_at", "applicant_due_at")
"""The dates that a calendar can move; the one on the receipt never changes."""

type Moves = Mapping[str, tuple[datetime, datetime]]
"""By date: from when to when."""


@dataclass(frozen=True, slots=True)
class Cause:
    """Why it is counted again: the change of the calendar, and the decision behind it."""

    change: int
    decision: str


def moves(dossier: Dossier, log: Sequence[Happened], calendars: Calendars, *, at: datetime) -> Moves:
    """Return which dates of an open dossier would move on those calendars; CalendarExhausted beyond their range."""
    unit = dossier.unit_id
    if dossier.place.clock is Clock.ENDED:
        return {}
    now = Happening(dossier.state, dossier.state, max(at, log[-1].at), action=RECOUNT)
    machine = machine_by(dossier.regimes, log, dossier.version.machine, now.at)
    course = Course.of([*log, now], machine)
    times, calendar = Times.of(course, dossier.regimes), calendars.of(dossier.agency_id)
    reading = reading_after(course, machine, calendar, times=times, step_calendar=calendars.of(unit))
    dates = ((name, getattr(dossier, name), getattr(reading, name)) for name in DATES)
    return {name: (recorded, to) for name, recorded, to in dates if recorded and to and recorded != to}


@tried_again
def recount(pk: int, cause: Cause, *, at: datetime) -> Event | None:
    """Record the moved dates of a dossier as one event by the system; None where none moves, as after a first time."""
    with transaction.atomic(durable=True):
        dossier, log, steady = locked.dossier(pk)
        calendars = steady.calendars
        moved = moves(dossier, log, calendars, at=at)
        if not moved:
            return None
        at = max(at, log[-1].at)
        action = choose(dossier, RECOUNT, log, actor=Actor.system(), at=at)
        sequence = dossier.sequence
        dossier.take(action)
        facts = _facts(cause, moved, dossier, log[-1], calendars)
        happening = Happening(action.source, action.target, at, facts, RECOUNT)
        made = compose(dossier, log, happening, actor=Actor.system(), words=NO_WORDS, steady=steady)
        made = replace(made, effects=outbox.entries(_notices(dossier, moved), at=at))
        written.act(dossier, made, seen=sequence)
    return made.event


def _notices(dossier: Dossier, moved: Moves) -> tuple[str, ...]:
    """Return who is written to: whoever a moved date binds or was promised to. In a pause no return date is in force."""
    in_force = dossier.place.clock is not Clock.PAUSED or dossier.late_at is not None
    binding = "answer_due_at" if dossier.owes_answer else "due_at"
    kinds = {
        outbox.RECOUNTED: in_force and "due_at" in moved,
        outbox.SUPPLY_RECOUNTED: "applicant_due_at" in moved,
        outbox.MOVED: binding in moved and (in_force or dossier.owes_answer),
    }
    return tuple(kind for kind, is_told in kinds.items() if is_told)


def _facts(cause: Cause, moved: Moves, dossier: Dossier, last: Event, calendars: Calendars) -> Facts:
    """Return what the event tells beside its reading: why, on which calendars, and the dates of before."""
    return Facts(
        unit=None,
        change=cause.change,
        decision=cause.decision,
        calendar_before=reading_of(last).calendar_digest,
        calendar_after=calendars.of(dossier.agency_id).digest,
        before={name: was for name, (was, _to) in moved.items()},
    )
