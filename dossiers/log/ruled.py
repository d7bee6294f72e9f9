"""The days of a log that the rules of the one-stop mechanism follow, and the machine by what rules on them (ADR 0066)."""

from collections.abc import Sequence
from datetime import datetime

from dossiers.log.effective import Happened
from procedures.machine import Clock, Machine
from procedures.time.calendar import local
from procedures.time.regimes.book import Days, Regimes, lawful


def days_of(log: Sequence[Happened], machine: Machine, at: datetime) -> Days:
    """Return the local days of what happens at an instant, behind a log as it holds; that of a filing is behind none."""
    filed_at = log[0].at if log else at
    accepted_at = next((event.at for event in log if _accepts(event, machine)), None)
    return Days(
        act=local(at).date(),
        filing=local(filed_at).date(),
        acceptance=local(accepted_at).date() if accepted_at else None,
    )


def _accepts(event: Happened, machine: Machine) -> bool:
    """Say whether the clock starts with an event."""
    if not event.source:
        return False
    was, now = machine.states[event.source].clock, machine.states[event.target].clock
    return was is Clock.NOT_STARTED and now is Clock.RUNNING


def machine_by(regimes: Regimes, log: Sequence[Happened], machine: Machine, at: datetime) -> Machine:
    """Return the machine of a version with what it leaves to the regimes; RegimeError where none is stored."""
    return lawful(machine, regimes.ruling(days_of(log, machine, at))) if machine.supplement.by_regime else machine
