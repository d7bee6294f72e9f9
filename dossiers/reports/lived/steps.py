"""The steps that dossiers of any procedures went through, by what they are called: how long each took, in working days."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from django.db.models import Exists, F, OuterRef, Q

from dossiers import acts
from dossiers.lists.known import known
from dossiers.log.batches import Row, logs_of
from dossiers.log.effective import effective
from dossiers.log.facts import facts_of, past_limit_of, still_stands
from dossiers.models import DossierQuerySet, Event
from dossiers.reports.lived.conformance import fits
from dossiers.reports.lived.measures import Spread, Took
from dossiers.reports.lived.newest import newest_days
from dossiers.reports.lived.process import Judged, moves
from dossiers.reports.lived.selection import MOST, resolved_in
from dossiers.reports.periods import Period
from procedures.machine import Clock, LimitUnit, Machine, State
from procedures.models import ProcedureVersion, VersionStatus, machine_of_version, machines_of

UNIT = LimitUnit.WORKING_DAY
"""In which all times are told, whatever the procedure counts by."""


@dataclass(frozen=True, slots=True)
class StepRow:
    """The time that dossiers spent in steps which are called the same, all their stays there taken together."""

    step: str
    """The one that stands for all of them in an address."""
    state: State
    spread: Spread
    amount: float
    """All of it, in the unit of the spread."""
    judged: int
    """Dossiers of which it was recorded how they kept the step's limit, and those of them that did not."""
    late: int

    @property
    def late_share(self) -> float | None:
        """The part over the step's limit, 0 to 100; None where nothing was recorded."""
        return 100 * self.late / self.judged if self.judged else None


@dataclass(slots=True)
class Steps:
    """What was gathered of the dossiers that were resolved in the last days of a period: of all of it where not too many."""

    period: Period
    dossiers: int = 0
    misfits: list[int] = field(default_factory=list)
    """Whose log fits no machine, by their ids: they tell nothing more."""
    states: dict[str, State] = field(default_factory=dict)
    stays: dict[str, list[Took]] = field(default_factory=lambda: defaultdict(list))
    judged: dict[str, Judged] = field(default_factory=lambda: defaultdict(Judged))

    @property
    def rows(self) -> list[StepRow]:
        """The steps, the one that took most time of all first."""
        return sorted(map(self._row, self.stays), key=lambda row: -row.amount)

    def _row(self, step: str) -> StepRow:
        times, judged = self.stays[step], self.judged[step]
        amount = sum(time.amount for time in times)
        spread = Spread.of(times, UNIT)
        return StepRow(step, self.states[step], spread, amount, len(judged.dossiers), len(judged.late))

    def add(self, pk: int, log: Sequence[Row], machine: Machine) -> None:
        """Gather one more dossier."""
        if not fits(log, machine):
            self.misfits.append(pk)
            return
        self.dossiers += 1
        places = {step.name: step.state for step in machine.steps}
        spent: dict[str, Took] = {}
        for move, time in moves(effective(log), UNIT):
            if ended := facts_of(move).step:
                self.judged[called(places[ended.name])].add(pk, ended.verdict)
            if move.source != move.target and machine.states[move.source].clock is not Clock.ENDED:
                step = called(move.source)
                self.states.setdefault(step, machine.states[move.source])
                spent[step] = spent[step] + time if step in spent else time
        for step, time in spent.items():
            self.stays[step].append(time)


def called(state: str) -> str:
    """Return the step that stands for all which are called as a state is."""
    return known().same_steps.get(state, (state,))[0]


def steps(dossiers: DossierQuerySet, period: Period, most: int | None = None) -> Steps:
    """Read the logs of what was resolved in a period, or in as many of its last days as hold no more than so many dossiers."""
    instants = resolved_in(dossiers, period).order_by("-resolved_at").values_list("resolved_at", flat=True)
    found = Steps(newest_days(instants, period, MOST if most is None else most))
    rows = resolved_in(dossiers, found.period).order_by("pk").values_list("pk", "version")
    machines = {pk: machine_of_version(version) for pk, version in rows}
    for pk, log in logs_of(list(machines)):
        found.add(pk, log, machines[pk])
    return found


def passed(states: Collection[str]) -> Q:
    """Return the filter of what went through some states."""
    left = Event.objects.filter(still_stands(), source__in=states, dossier=OuterRef("pk"))
    return Q(Exists(left.exclude(target=F("source")).exclude(action=acts.TAKE_BACK)))


def past_limit(states: Collection[str]) -> Q:
    """Return the filter of what was in some states for longer than the own limit of a step whose state one is."""
    machines = machines_of(ProcedureVersion.objects.exclude(status=VersionStatus.DRAFT))
    names = {one.name for machine in machines for one in machine.steps if one.state in states}
    return Q(Exists(Event.objects.filter(past_limit_of(names), still_stands(), dossier=OuterRef("pk"))))
