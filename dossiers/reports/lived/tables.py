"""What was gathered of a process, as rows: the states that ate the time, the arcs, and how often ways were gone."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from dossiers import acts
from dossiers.reports.lived.measures import Spread, Took, rounded
from dossiers.reports.lived.process import Arc, Process
from dossiers.reports.lived.selection import Family
from procedures.machine import Clock, Limit, Machine, State, Step, Text


@dataclass(frozen=True, slots=True)
class StateRow:
    """The time that dossiers spent in a state which somebody has."""

    state: State
    step: Step | None
    """The step whose own state it is."""
    spread: Spread
    time: Limit
    """All of it."""
    share: float
    """Its part of all the time from the filing to the end of the clock, 0 to 100."""
    judged: int
    """Dossiers of which it was recorded how they kept the step's limit, and those of them that did not."""
    late: int

    @property
    def late_share(self) -> float | None:
        """The part over the step's limit, 0 to 100; None where nothing was recorded."""
        return 100 * self.late / self.judged if self.judged else None


@dataclass(frozen=True, slots=True)
class ArcRow:
    """An arc that was taken, and by how many dossiers."""

    arc: Arc
    source: State
    label: Text
    target: State
    dossiers: int
    spread: Spread


def states(process: Process, family: Family) -> list[StateRow]:
    """Return the states in which the clock has not ended, the one that took most time of all first."""
    spent = {name: sum(time.amount for time in times) for name, times in process.stays.items()}
    rows = [_state_row(name, spent[name], process, family) for name in sorted(spent, key=lambda name: -spent[name])]
    return [row for row in rows if row.state.clock is not Clock.ENDED]


def _state_row(name: str, amount: float, process: Process, family: Family) -> StateRow:
    machine = _having(name, family)
    state = machine.states[name]
    step = next((step for step in machine.steps if step.state == name), None)
    judged = process.judged.get(step.name) if step else None
    return StateRow(
        state,
        step,
        Spread.of(process.stays[name], process.unit),
        rounded(amount, process.unit),
        100 * amount / process.times.whole if process.times.whole else 0,
        len(judged.dossiers) if judged else 0,
        len(judged.late) if judged else 0,
    )


def arcs(process: Process, family: Family) -> list[ArcRow]:
    """Return the arcs, the one that was taken most often first."""
    taken = sorted(process.arcs.items(), key=lambda pair: -len(pair[1]))
    return [_arc_row(arc, times, process, family) for arc, times in taken]


def _arc_row(arc: Arc, times: Sequence[Took], process: Process, family: Family) -> ArcRow:
    machine = next(one for one in family.machines.values() if _has(one, arc))
    source, target = machine.states[arc.source], machine.states[arc.target]
    label = acts.label_of(machine, arc.source, arc.action) or Text(arc.action, arc.action)
    return ArcRow(arc, source, label, target, len(process.gone_by[arc]), Spread.of(times, process.unit))


def _having(state: str, family: Family) -> Machine:
    """Return the newest machine that has a state."""
    return next(machine for machine in family.machines.values() if state in machine.states)


def _has(machine: Machine, arc: Arc) -> bool:
    action = machine.action(arc.source, arc.action)
    return action is not None and action.target == arc.target


def together(process: Process, family: Family, actions: Collection[tuple[str, str]]) -> Spread | None:
    """Return how often some actions, by state and name, were taken and how long what came before lasted; None where never.

    What only an older version calls so is counted with what leads the same way now, whatever it is called.
    """
    found = (times for arc, times in process.arcs.items() if _now(family.machine, arc) in actions)
    times = [time for some in found for time in some]
    return Spread.of(times, process.unit) if times else None


def _now(machine: Machine, arc: Arc) -> tuple[str, str]:
    """Return an arc as the newest version has it, by state and name: its own action, else the first that leads the same way."""
    if machine.action(arc.source, arc.action):
        return arc.source, arc.action
    same = (one.name for one in machine.actions if (one.source, one.target) == (arc.source, arc.target))
    return arc.source, next(same, arc.action)


def stayed(process: Process, states: Collection[str]) -> Spread | None:
    """Return of how many dossiers and how long some states lasted, as the table of states has it; None where never."""
    times = [time for state in states for time in process.stays.get(state, ())]
    return Spread.of(times, process.unit) if times else None
