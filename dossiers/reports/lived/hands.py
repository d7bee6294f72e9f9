"""In whose hands the time of many dossiers was: what ``clock.attribute`` says of each, from acceptance on, and summed."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from dossiers import clock
from dossiers.clock import Attribution, ClockError, Hands, Part, Verdict
from dossiers.log.batches import Row, logs_of
from dossiers.log.effective import effective
from dossiers.log.moment import calendars_until, holdings_of
from dossiers.models import DossierQuerySet
from procedures import steady
from procedures.machine import Clock, Machine
from procedures.models import machine_of_version
from procedures.steady import Steady
from procedures.time.calendar import CalendarExhausted
from procedures.time.calendars import calendar_by_digest

MOST_DIGITS = 10
"""Of the number of a unit: what is longer is none."""
MOST = 2_000
"""Late dossiers whose logs are read: the newest."""

type Place = tuple[Hands, int | None]
"""Who had a dossier, and in which unit; None of an applicant."""


def written(place: Place) -> str:
    """Return a place as a part of an address: ``division-7``."""
    hands, unit = place
    return f"{hands}-{unit or 0}"


def place_of(text: str) -> Place | None:
    """Return the place that a part of an address names; None for all else."""
    hands, _hyphen, unit = text.partition("-")
    is_number = unit.isascii() and unit.isdecimal() and len(unit) < MOST_DIGITS
    return (Hands(hands), int(unit) or None) if hands in set(Hands) and is_number else None


@dataclass(frozen=True, slots=True)
class Summed:
    """The minutes of some dossiers from acceptance to the end of the clock, by who had them, the most first."""

    parts: tuple[Part, ...]
    """*Closed*, what lies outside office hours, comes last."""
    dossiers: int
    total: int
    """How many there are; more than ``dossiers`` where only the newest were read."""
    longest: Mapping[Place, int] = field(default_factory=dict)
    """Of how many dossiers each place had most time."""

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
    machines = _newest(late, most)
    total = late.count() if len(machines) == most else len(machines)
    found: dict[Place, Part] = {}
    longest = Counter[Place]()
    for _pk, each in attributions(machines):
        parts = each.parts if each else ()
        for part in parts:
            key = part.hands, part.unit
            before = found[key].minutes if key in found else 0
            found[key] = replace(part, minutes=before + part.minutes)
        if most_of := _longest(parts):
            longest[most_of.hands, most_of.unit] += 1
    ordered = sorted(found.values(), key=lambda part: (part.hands is Hands.CLOSED, -part.minutes))
    return Summed(tuple(ordered), len(machines), total, longest)


def longest(machines: Mapping[int, Machine]) -> dict[int, Part]:
    """Return for each of some resolved dossiers, by their ids, in whose hands it was longest in office hours."""
    found = ((pk, _longest(each.parts)) for pk, each in attributions(machines) if each)
    return {pk: part for pk, part in found if part}


def longest_at(dossiers: DossierQuerySet, place: str) -> list[int]:
    """Return which of resolved dossiers, the newest of them, were longest in some hands, by their ids; none of no place."""
    wanted = place_of(place)
    return [pk for pk, part in longest(_newest(dossiers, MOST)).items() if (part.hands, part.unit) == wanted]


def _newest(dossiers: DossierQuerySet, most: int) -> dict[int, Machine]:
    rows = dossiers.order_by("-resolved_at", "-pk").values_list("pk", "version")[:most]
    return {pk: machine_of_version(version) for pk, version in rows}


def _longest(parts: Iterable[Part]) -> Part | None:
    """Return the part of the time in somebody's hands that is longest; that outside office hours is nobody's."""
    return max((part for part in parts if part.hands is not Hands.CLOSED), key=lambda part: part.minutes, default=None)


def attributions(
    machines: Mapping[int, Machine], until: datetime | None = None
) -> Iterator[tuple[int, Attribution | None]]:
    """Yield in whose hands each of some dossiers was, None where its log does not tell; ``until`` is of those that run."""
    known = steady.now()
    for pk, log in logs_of(list(machines)):
        read = effective(event for event in log if until is None or event.at < until)
        try:
            yield pk, attributed(read, machines[pk], known, until)
        except (ClockError, CalendarExhausted):
            yield pk, None


def attributed(
    log: Sequence[Row], machine: Machine, known: Steady, until: datetime | None = None
) -> Attribution | None:
    """Return in whose hands a dossier was from acceptance to the end of its clock, or to an instant, as its own page tells it.

    None before acceptance, and of a clock that runs where no instant is named (``Moment.accepted``).
    """
    clocks = [machine.states[event.target].clock for event in log]
    last = log[clocks.index(Clock.ENDED)] if Clock.ENDED in clocks else None
    end = last.at if last else until
    if Clock.RUNNING not in clocks or end is None:
        return None
    calendars = calendars_until(end, calendar_by_digest((last or log[-1]).calendar), known)
    since = log[clocks.index(Clock.RUNNING)].at
    return clock.attribute(holdings_of(log, machine), calendars.of, since=since, until=end)
