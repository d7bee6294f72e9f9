"""Why dossiers were late: which steps went over their own limits and by how much, and in whose hands the office's time was."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from django.db.models import Exists, OuterRef, Q

from dossiers.clock import Part, Verdict
from dossiers.log.batches import Row, logs_of
from dossiers.log.effective import effective
from dossiers.log.facts import OVER_A_LIMIT, facts_of, still_stands
from dossiers.models import DossierQuerySet, Event
from dossiers.reports.lived import hands
from dossiers.reports.lived.hands import Place
from dossiers.reports.lived.measures import took
from dossiers.reports.lived.newest import newest_days
from dossiers.reports.lived.selection import resolved_in
from dossiers.reports.lived.steps import UNIT, called
from dossiers.reports.periods import Period
from procedures import steady
from procedures.machine import Machine, State
from procedures.models import machine_of_version
from procedures.steady import Steady
from procedures.time.calendars import calendar_by_digest

WITHIN = "none"
"""Stands in an address for: no step went over its own limit."""


@dataclass(frozen=True, slots=True)
class Overrun:
    """A step, or those that are called the same, which some late dossiers were late in."""

    step: str
    """The one that stands for all of them in an address."""
    state: State
    late: int
    """Of how many dossiers it took longer than its own limit."""
    days: float
    """For how long they were over it, in working days."""


@dataclass(slots=True)
class Why:
    """What was gathered of what was resolved late in the last days of a period: of all of it where not too many."""

    period: Period
    dossiers: int = 0
    by_procedure: Counter[int] = field(default_factory=Counter)
    states: dict[str, State] = field(default_factory=dict)
    late: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    """By the step that stands for all which are called the same, the dossiers that were over its limit."""
    days: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    within: int = 0
    """Of how many no step went over its own limit."""
    parts: dict[Place, Part] = field(default_factory=dict)
    """Working minutes from acceptance to the end of the clock by who had them; what is nobody's work is no cause."""
    longest: Counter[Place] = field(default_factory=Counter)
    """Of how many dossiers each place had most of the office's time."""

    @property
    def overruns(self) -> list[Overrun]:
        """The steps in which any was late, the one that went over by most first."""
        rows = (Overrun(step, self.states[step], len(late), self.days[step]) for step, late in self.late.items())
        return sorted(rows, key=lambda row: (-row.days, -row.late, row.step))

    @property
    def hands(self) -> list[Part]:
        """Who had them, whoever had them for most of the time first."""
        return sorted(self.parts.values(), key=lambda part: -part.minutes / part.day_minutes)

    def add(self, pk: int, log: Sequence[Row], machine: Machine, known: Steady) -> None:
        """Gather one more dossier."""
        self.dossiers += 1
        self.within += not self._add_steps(pk, effective(log), machine)
        own = [part for part in hands.parts_of(effective(log), machine, known) if part.hands.is_office]
        for part in own:
            place = part.hands, part.unit
            before = self.parts[place].minutes if place in self.parts else 0
            self.parts[place] = replace(part, minutes=before + part.minutes)
        if most := hands.most_of(own):
            self.longest[most.hands, most.unit] += 1

    def _add_steps(self, pk: int, log: Sequence[Row], machine: Machine) -> bool:
        """Gather which steps of a log went over their own limits; say whether any did."""
        places = {step.name: step.state for step in machine.steps}
        is_over = False
        for before, event in pairwise(log):
            ended = facts_of(event).step
            if ended is None or ended.verdict is not Verdict.OVERDUE or ended.name not in places:
                continue
            is_over, step = True, called(places[ended.name])
            self.states.setdefault(step, machine.states[places[ended.name]])
            self.late[step].add(pk)
            calendar = calendar_by_digest(before.step_calendar or before.calendar)
            self.days[step] += took(ended.due_at, event.at, calendar, UNIT).amount
        return is_over


def why_late(dossiers: DossierQuerySet, period: Period, most: int | None = None) -> Why:
    """Read the logs of what was resolved late in a period, or in as many of its last days as hold no more than so many."""
    late = resolved_in(dossiers, period).filter(verdict=Verdict.OVERDUE)
    instants = late.order_by("-resolved_at").values_list("resolved_at", flat=True)
    found = Why(newest_days(instants, period, hands.MOST if most is None else most))
    rows = resolved_in(late, found.period).order_by("pk").values_list("pk", "procedure", "version")
    procedures, machines = {}, {}
    for pk, procedure, version in rows:
        procedures[pk], machines[pk] = procedure, machine_of_version(version)
    found.by_procedure.update(procedures.values())
    now = steady.now()
    for pk, log in logs_of(list(machines)):
        found.add(pk, log, machines[pk], now)
    return found


def within_all() -> Q:
    """Return the filter of what went over the own limit of no step."""
    return ~Q(Exists(Event.objects.filter(OVER_A_LIMIT, still_stands(), dossier=OuterRef("pk"))))
