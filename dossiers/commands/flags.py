"""What an event says of the smaller limits that it keeps, breaks or reports: pure functions of the log before it.

The verdict on the whole is in the reading; these lie among the event's facts, each with the date that it was
measured against, and ``audit`` computes them again.
"""

from collections.abc import Sequence
from datetime import datetime

from dossiers import clock
from dossiers.log import columns
from dossiers.models import Event
from procedures.language.remarks import DUE_SOON, OVERDUE, UNANSWERED
from procedures.machine import Clock, LimitUnit, Machine, Pause
from procedures.time.calendar import WorkingCalendar

NAMES = ("answer", "supplement", "deadline")

PASSED = {DUE_SOON: "due_at", OVERDUE: "due_at", UNANSWERED: "answer_due_at", "lapse": "applicant_due_at"}
"""The date of the reading before it that each of the system's own actions is about."""


def flags(
    log: Sequence[Event], happening: columns.Happened, machine: Machine, calendar: WorkingCalendar
) -> dict[str, object]:
    """Return what there is to say: ``answer``, ``supplement`` and ``deadline``, each only where it applies."""
    if not log:
        return {}
    return {
        **_answer(log, happening, machine),
        **_supplement(log, happening, machine, calendar),
        **_deadline(log, happening),
    }


def _answer(log: Sequence[Event], happening: columns.Happened, machine: Machine) -> dict[str, object]:
    """Return by when the desk owed the answer that it gives now, and whether it is late (design: 8 working hours)."""
    place, now = machine.states[happening.source], machine.states[happening.target]
    due = log[-1].reading.get("answer_due_at")
    if due is None or not place.owes_answer or place == now:
        return {}
    late = clock.is_late(datetime.fromisoformat(due), happening.at, LimitUnit.WORKING_HOUR)
    return {"answer": {"due_at": due, "late": late}}


def _supplement(
    log: Sequence[Event], happening: columns.Happened, machine: Machine, calendar: WorkingCalendar
) -> dict[str, object]:
    """Return which round of supplement begins, and whether it is asked late or beyond those that are allowed.

    Both are allowed and reported, never blocked. The time to ask runs in working days from reception of a
    full dossier: the acceptance, or the confirmation of the papers of the round before (NĐ 61/2018 art. 15(3),
    19(4)). Before acceptance the hours to answer are the limit, and there is no such date.
    """
    if not columns.begins_round(happening, machine):
        return {}
    number = 1 + sum(columns.begins_round(event, machine) for event in log)
    due = notice_due(log, machine, calendar)
    facts = {
        "round": number,
        "notice_due_at": due.isoformat() if due else None,
        "late": due is not None and clock.is_late(due, happening.at, LimitUnit.WORKING_DAY),
        "beyond": number > machine.supplement.rounds,
    }
    return {"supplement": facts}


def notice_due(log: Sequence[columns.Happened], machine: Machine, calendar: WorkingCalendar) -> datetime | None:
    """Return until when a supplement has to be asked for now; None before acceptance and where no rule says so."""
    received_at, days = _received_at(log, machine), machine.supplement.notice_days
    return clock.close_after_days(received_at, days, calendar) if received_at and days else None


def _received_at(log: Sequence[columns.Happened], machine: Machine) -> datetime | None:
    """Return when the office last had a full dossier before it: None before acceptance."""
    received = None
    for event in log:
        was = machine.states[event.source] if event.source else None
        if machine.states[event.target].clock is Clock.RUNNING and was is not None:
            accepted, completed = was.clock is Clock.NOT_STARTED, was.pause is Pause.SUPPLEMENT
            received = event.at if accepted or completed else received
    return received


def _deadline(log: Sequence[Event], happening: columns.Happened) -> dict[str, object]:
    name = PASSED.get(happening.action)
    return {"deadline": log[-1].reading.get(name)} if name else {}
