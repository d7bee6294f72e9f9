"""How other systems count, each rule written anew from its description, in the few words that it takes.

Where a description says nothing the rule is given what we know: from which opening a limit counts, which
pauses there were, on which local day an end lies. What was assumed beyond that stands in docs/sla.md.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil

from procedures.machine import AfterSupplement, LimitUnit, Pause
from tests.dossiers.clock.naive_clock import DAY, Case, Holding, ceiling
from tests.dossiers.clock.simulated import DAY_MINUTES, Office, Simulated

WORK_WEEK, WEEK = 5, 7
WAITED = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Judged:
    """What a rule says of a dossier that has ended; no date where it lost it."""

    due_on: date | None
    late: bool


type Rule = Callable[[Simulated, Office], Judged]


def ours(dossier: Simulated, office: Office) -> Judged:
    """Read the log."""
    del office
    return Judged(dossier.reading.lawful_due_at.date(), dossier.late)


def lite(dossier: Simulated, office: Office) -> Judged:
    """Take one day from what is left, each night in which the job runs."""
    case = dossier.case
    first = office.calendar.opening_after(ceiling(_since(case))).date()
    left, last, night = working_days(case), None, first
    while left:
        night += DAY
        paused = any(held.start.date() <= night < (held.end or case.as_of).date() for held in case.held)
        counted_already = last is not None and last.day == night.day
        if night in office.lost or paused or counted_already or not _worked(night, office):
            continue
        left, last = left - 1, night
    return Judged(night, case.as_of.date() > night)


def _worked(night: date, office: Office) -> bool:
    """Say whether a list of holidays from the network, and none without the network, calls it a working day."""
    if night.weekday() >= WORK_WEEK:
        return False
    row = office.calendar.exception_on(night)
    return row is None or night in office.offline


def digit(dossier: Simulated, office: Office) -> Judged:
    """Subtract instants."""
    del office
    due_at = dossier.case.started + timedelta(days=calendar_days(dossier.case))
    return Judged(due_at.date(), dossier.case.as_of > due_at)


def digit_read_later(dossier: Simulated, office: Office) -> Judged:
    """Subtract instants, a month after the end."""
    due_on = digit(dossier, office).due_on
    return Judged(due_on, dossier.case.as_of + WAITED > dossier.case.started + timedelta(calendar_days(dossier.case)))


def opencps(dossier: Simulated, office: Office) -> Judged:
    """Store a date, and write another over it at each resumption and each new promise."""
    case = dossier.case
    if not dossier.dated:
        return Judged(None, late=False)

    def after(instant: datetime) -> datetime:
        opening = office.calendar.opening_after(ceiling(instant))
        return office.calendar.add_working_minutes(opening, working_days(case) * DAY_MINUTES)

    written = [(case.started, after(case.started))]
    written += [(held.end, after(held.end)) for held in case.held if held.end]
    written += [dossier.promised] if dossier.promised else []
    due_at = max(written)[1]
    return Judged(due_at.date(), case.as_of > due_at)


def demarche_numerique(dossier: Simulated, office: Office) -> Judged:
    """Add calendar days and the sum of the corrections."""
    case, since = dossier.case, _since(dossier.case)
    held = ((max(held.start, since), held.end or case.as_of) for held in _carried(case))
    corrections = sum((end - start for start, end in held if start < end), timedelta())
    due_on = (office.calendar.opening_after(ceiling(since)) + timedelta(calendar_days(case)) + corrections).date()
    return Judged(due_on, case.as_of.date() > due_on)


def demarche_numerique_statistics(dossier: Simulated, office: Office) -> Judged:
    """Compare the whole time with the limit."""
    due_on = (office.calendar.opening_after(dossier.case.started) + timedelta(calendar_days(dossier.case))).date()
    return Judged(due_on, dossier.case.as_of.date() > due_on)


RULES: dict[str, Rule] = {
    "ours": ours,
    "LITE: a nightly counter": lite,
    "DIGIT: the wall clock, read at the end": digit,
    "DIGIT, read 30 days later": digit_read_later,
    "OpenCPS: an overwritten date": opencps,
    "Démarche numérique: summed corrections": demarche_numerique,
    "Démarche numérique, in its statistics": demarche_numerique_statistics,
}


def working_days(case: Case) -> int:
    """Return a limit as a system would hold it that knows working days alone: five for seven, rounded up."""
    if case.unit is LimitUnit.WORKING_HOUR:
        return ceil(case.amount * 60 / DAY_MINUTES)
    return case.amount if case.unit is LimitUnit.WORKING_DAY else ceil(case.amount * WORK_WEEK / WEEK)


def calendar_days(case: Case) -> int:
    """Return a limit as a system would hold it that knows calendar days alone: seven for five, rounded up."""
    if case.unit is LimitUnit.CALENDAR_DAY:
        return case.amount
    days = working_days(case)
    return days if days == 1 else ceil(days * WEEK / WORK_WEEK)


def _since(case: Case) -> datetime:
    """Return from where the limit counts: the acceptance, or the last supplement after which it restarts."""
    return max([case.started, *(held.end for held in case.held if held.end and _restarts(held, case))])


def _carried(case: Case) -> Iterator[Holding]:
    return (held for held in case.held if held.end is None or not _restarts(held, case))


def _restarts(held: Holding, case: Case) -> bool:
    return held.pause is Pause.SUPPLEMENT and case.after is AfterSupplement.RESTART
