"""The machine as dossiers went through it: how often each arc was taken, and how long each state before it had lasted."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from dossiers import acts
from dossiers.clock import Verdict
from dossiers.log.batches import Row, logs_of
from dossiers.log.effective import effective
from dossiers.log.facts import facts_of
from dossiers.reports.lived.conformance import Conformance, fits
from dossiers.reports.lived.measures import Took, is_worked, took
from dossiers.reports.lived.selection import Chosen
from procedures.machine import Clock, LimitUnit, Machine
from procedures.time.calendars import calendar_by_digest

BESIDE = frozenset({*acts.ACTS, acts.TAKE_BACK})
"""What moves nothing, and ends no stay."""
RECALL = "recall"
"""How the actions begin by whose name somebody takes the own last step back."""


class Arc(NamedTuple):
    """A way from one state to another, or to itself, by an action."""

    source: str
    action: str
    target: str


@dataclass(slots=True)
class Judged:
    """How a step kept its own limit, as it was recorded when it ended."""

    dossiers: set[int] = field(default_factory=set)
    late: set[int] = field(default_factory=set)

    def add(self, pk: int, verdict: Verdict) -> None:
        """Add how one more dossier kept it."""
        self.dossiers.add(pk)
        if verdict is Verdict.OVERDUE:
            self.late.add(pk)


@dataclass(slots=True)
class Handovers:
    """How often dossiers went back: sent back by a later step, recalled by whoever had just sent them on."""

    sent_back: Counter[int] = field(default_factory=Counter)
    recalled: Counter[int] = field(default_factory=Counter)
    """By dossier, of those that did at all."""


@dataclass(slots=True)
class Times:
    """Time from the filing to the end of the clock, in the unit of the limit: in the hands of the office, of the applicant."""

    worked: float = 0
    waited: float = 0

    @property
    def whole(self) -> float:
        """Both together."""
        return self.worked + self.waited


@dataclass(slots=True)
class Process:
    """What was gathered of some dossiers, each log read once."""

    unit: LimitUnit
    """That of the limit of the newest version."""
    dossiers: int = 0
    arcs: dict[Arc, list[Took]] = field(default_factory=lambda: defaultdict(list))
    """By arc: the time in its source before it, since the dossier had come there."""
    stays: dict[str, list[Took]] = field(default_factory=lambda: defaultdict(list))
    """By state: for each dossier that has passed it, the time of all its stays there together."""
    gone_by: dict[Arc, set[int]] = field(default_factory=lambda: defaultdict(set))
    """By arc: the dossiers that took it."""
    judged: dict[str, Judged] = field(default_factory=lambda: defaultdict(Judged))
    """By the name of a step."""
    handovers: Handovers = field(default_factory=Handovers)
    times: Times = field(default_factory=Times)
    misfits: list[int] = field(default_factory=list)

    @property
    def conformance(self) -> Conformance:
        """Whether their logs fit their machines."""
        return Conformance(self.dossiers + len(self.misfits), tuple(self.misfits))

    def add(self, pk: int, log: Sequence[Row], machine: Machine) -> None:
        """Gather one more dossier; a log that does not fit its machine is named and tells nothing more."""
        if not fits(log, machine):
            self.misfits.append(pk)
            return
        self.dossiers += 1
        spent: dict[str, Took] = {}
        for move, time in moves(effective(log), self.unit):
            arc = Arc(move.source, move.action, move.target)
            self.arcs[arc].append(time)
            self.gone_by[arc].add(pk)
            self._judge(pk, move)
            self._hand_over(pk, arc, machine)
            if move.source != move.target:
                spent[move.source] = spent[move.source] + time if move.source in spent else time
        for state, time in spent.items():
            self.stays[state].append(time)
            self._share(state, time, machine)
        undone = sum(event.action == acts.TAKE_BACK for event in log)
        if undone:
            self.handovers.recalled[pk] += undone

    def _judge(self, pk: int, move: Row) -> None:
        step = facts_of(move).step
        if step is not None:
            self.judged[step.name].add(pk, step.verdict)

    def _hand_over(self, pk: int, arc: Arc, machine: Machine) -> None:
        if arc.action.startswith(RECALL):
            self.handovers.recalled[pk] += 1
        elif leads_back(machine, arc):
            self.handovers.sent_back[pk] += 1

    def _share(self, state: str, time: Took, machine: Machine) -> None:
        place = machine.states[state]
        if place.clock is Clock.ENDED:
            return
        if is_worked(place):
            self.times.worked += time.amount
        else:
            self.times.waited += time.amount


def leads_back(machine: Machine, arc: Arc) -> bool:
    """Say whether an arc sends a dossier to a step before its own; a recall undoes what somebody has just done."""
    order = {step.name: place for place, step in enumerate(machine.steps)}
    was, now = machine.states[arc.source].step, machine.states[arc.target].step
    is_back = was is not None and now is not None and order[now] < order[was]
    return is_back and not arc.action.startswith(RECALL)


def moves(log: Sequence[Row], unit: LimitUnit) -> Iterator[tuple[Row, Took]]:
    """Yield each event of a log that holds, but acts beside the procedure, with the time since the state was entered.

    It is measured on the calendar that was in force there last. What leads from a state to itself ends no stay.
    """
    entered = last = log[0]
    for event in log[1:]:
        if event.action not in BESIDE:
            calendar = calendar_by_digest(last.step_calendar or last.calendar)
            yield event, took(entered.at, event.at, calendar, unit)
            if event.source != event.target:
                entered = event
        last = event


def lived(chosen: Chosen, unit: LimitUnit) -> Process:
    """Read the logs of the chosen dossiers once."""
    process = Process(unit)
    for pk, log in logs_of(chosen.ids):
        process.add(pk, log, chosen.machines[pk])
    return process
