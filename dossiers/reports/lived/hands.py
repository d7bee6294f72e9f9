"""In whose hands the time of many dossiers was: what ``clock.attribute`` says of each, summed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from dossiers import clock
from dossiers.clock import Attribution, Hands, Part, Verdict
from dossiers.log.batches import Row, logs_of
from dossiers.log.effective import effective
from dossiers.log.moment import calendars_until, holdings_of
from dossiers.models import DossierQuerySet
from procedures import steady
from procedures.machine import Clock, Machine
from procedures.models import machine_of_version
from procedures.steady import Steady
from procedures.time.calendars import calendar_by_digest

MOST = 2_000
"""Late dossiers whose logs are read: the newest."""


@dataclass(frozen=True, slots=True)
class Summed:
    """The minutes of some dossiers from acceptance to the end of the clock, by who had them, the most first."""

    parts: tuple[Part, ...]
    """*Closed*, what lies outside office hours, comes last."""
    dossiers: int
    total: int
    """How many there are; more than ``dossiers`` where only the newest were read."""

    @property
    def minutes(self) -> int:
        """Return the whole, counted day and night."""
        return sum(part.minutes for part in self.parts)

    @property
    def is_cut(self) -> bool:
        """Say whether there are more than were read."""
        return self.total > self.dossiers

    @property
    def unit_ids(self) -> frozenset[int]:
        """Return the units among them, whose names a page needs."""
        return frozenset(part.unit for part in self.parts if part.unit is not None)


def of_late(dossiers: DossierQuerySet, most: int = MOST) -> Summed:
    """Sum over the dossiers that were resolved late, the newest of them, at most so many."""
    late = dossiers.filter(verdict=Verdict.OVERDUE)
    newest = late.order_by("-resolved_at", "-pk").values_list("pk", "version")[:most]
    machines = {pk: machine_of_version(version) for pk, version in newest}
    total = late.count() if len(machines) == most else len(machines)
    return Summed(_sum(machines), len(machines), total)


def longest(machines: Mapping[int, Machine]) -> dict[int, Part]:
    """Return for each of some resolved dossiers, by their ids, in whose hands it was longest in office hours."""
    known = steady.now()
    found = {}
    for pk, log in logs_of(list(machines)):
        parts = attributed(effective(log), machines[pk], known).parts if log else ()
        held = [part for part in parts if part.hands is not Hands.CLOSED]
        if held:
            found[pk] = max(held, key=lambda part: part.minutes)
    return found


def _sum(machines: Mapping[int, Machine]) -> tuple[Part, ...]:
    known = steady.now()
    found: dict[tuple[Hands, int | None], Part] = {}
    for pk, log in logs_of(list(machines)):
        for part in attributed(effective(log), machines[pk], known).parts if log else ():
            key = part.hands, part.unit
            before = found[key].minutes if key in found else 0
            found[key] = replace(part, minutes=before + part.minutes)
    return tuple(sorted(found.values(), key=lambda part: (part.hands is Hands.CLOSED, -part.minutes)))


def attributed(log: Sequence[Row], machine: Machine, known: Steady) -> Attribution:
    """Return in whose hands a resolved dossier was from acceptance on, as its own page tells it (``Moment.accepted``)."""
    clocks = [machine.states[event.target].clock for event in log]
    since, ended = log[clocks.index(Clock.RUNNING)], log[clocks.index(Clock.ENDED)]
    calendars = calendars_until(ended.at, calendar_by_digest(ended.calendar), known)
    return clock.attribute(holdings_of(log, machine), calendars.of, since=since.at, until=ended.at)
