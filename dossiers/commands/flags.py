"""What an event says of the smaller limits that it keeps, breaks or reports: pure functions of the log before it.

The verdict on the whole is in the reading; these lie among the event's facts, each with the date that it was
measured against, and ``audit`` computes them again.
"""

from collections.abc import Sequence
from datetime import datetime
from operator import attrgetter
from typing import TypedDict

from dossiers import clock
from dossiers.acts import DUE_SOON, OVERDUE, SUPPLY_SOON, UNANSWERED
from dossiers.log import columns
from dossiers.log.effective import Happened
from dossiers.log.facts import Reading, reading_of
from dossiers.log.parts.measured import Answer, Supplement
from procedures.machine import Clock, LimitUnit, Machine, Pause
from procedures.time.calendar import WorkingCalendar

PASSED = {
    DUE_SOON: attrgetter("due_at"),
    OVERDUE: attrgetter("due_at"),
    UNANSWERED: attrgetter("answer_due_at"),
    SUPPLY_SOON: attrgetter("applicant_due_at"),
    "lapse": attrgetter("applicant_due_at"),
}
"""The date of the reading before it that each of the system's own actions is about."""


class Flags(TypedDict, total=False):
    """Each only where it applies."""

    answer: Answer | None
    supplement: Supplement | None
    deadline: datetime | None


def flags(log: Sequence[Happened], happening: Happened, machine: Machine, calendar: WorkingCalendar) -> Flags:
    """Return what there is to say."""
    if not log:
        return {}
    before = reading_of(log[-1])
    passed = PASSED.get(happening.action)
    return {
        "answer": _answer(before, happening, machine),
        "supplement": _supplement(log, happening, machine, calendar),
        "deadline": passed(before) if passed else None,
    }


def _answer(before: Reading, happening: Happened, machine: Machine) -> Answer | None:
    """Return by when the desk owed the answer that it gives now, and whether it is late (design: 8 working hours)."""
    place, now = machine.states[happening.source], machine.states[happening.target]
    due_at = before.answer_due_at
    if due_at is None or not place.owes_answer or place == now:
        return None
    return Answer(due_at, clock.is_late(due_at, happening.at, LimitUnit.WORKING_HOUR))


def _supplement(
    log: Sequence[Happened], happening: Happened, machine: Machine, calendar: WorkingCalendar
) -> Supplement | None:
    """Return which round of supplement begins, and whether it is asked late or beyond those that are allowed.

    Both are allowed and reported, never blocked. The time to ask runs in working days from reception of a
    full dossier: the acceptance, or the confirmation of the papers of the round before (NĐ 61/2018 art. 15(3),
    19(4)). Before acceptance the hours to answer are the limit, and there is no such date.
    """
    if not columns.begins_round(happening, machine):
        return None
    number = 1 + sum(columns.begins_round(event, machine) for event in log)
    due = notice_due(log, machine, calendar)
    late = due is not None and clock.is_late(due, happening.at, LimitUnit.WORKING_DAY)
    return Supplement(number, due, late, number > machine.supplement.rounds)


def notice_due(log: Sequence[Happened], machine: Machine, calendar: WorkingCalendar) -> datetime | None:
    """Return until when a supplement has to be asked for now; None before acceptance and where no rule says so."""
    received_at, days = _received_at(log, machine), machine.supplement.notice_days
    return clock.close_after_days(received_at, days, calendar) if received_at and days else None


def _received_at(log: Sequence[Happened], machine: Machine) -> datetime | None:
    """Return when the office last had a full dossier before it: None before acceptance."""
    received = None
    for event in log:
        was = machine.states[event.source] if event.source else None
        if machine.states[event.target].clock is Clock.RUNNING and was is not None:
            accepted, completed = was.clock is Clock.NOT_STARTED, was.pause is Pause.SUPPLEMENT
            received = event.at if accepted or completed else received
    return received
