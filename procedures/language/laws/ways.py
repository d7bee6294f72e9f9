"""Ways through a machine: which actions lead on, what can be reached, and a path in words."""

from collections import deque
from collections.abc import Collection, Iterator, Mapping

from procedures.language.laws.law import path_of
from procedures.machine import Action, Guard, Machine, State, Status

type Path = tuple[Action, ...]


def key(state: State, name: str) -> str:
    """Return the key of a row of the definition that a state belongs to; of all rows where it belongs to none."""
    return f"steps.{state.step}.{name}" if state.step else "steps"


def leads(action: Action) -> bool:
    """Say whether an action leads anywhere: a recall only undoes what was done."""
    return action.source != action.target and Guard.JUST_SENT_BY_ME not in action.guards


def is_work(machine: Machine, action: Action) -> bool:
    """Say whether an action goes on with the work: it neither withdraws nor stops the dossier."""
    return leads(action) and machine.states[action.target].status not in {Status.WITHDRAWN, Status.STOPPED}


def leaving(machine: Machine, state: str) -> Iterator[Action]:
    """Return the actions that lead out of a state."""
    return (action for action in machine.actions if action.source == state and leads(action))


def paths_of(machine: Machine) -> Mapping[str, Path]:
    """Return a shortest path to every state that can be reached, nearest states first."""
    paths: dict[str, Path] = {machine.initial: ()}
    queue = deque([machine.initial])
    while queue:
        name = queue.popleft()
        for action in leaving(machine, name):
            if action.target not in paths:
                paths[action.target] = (*paths[name], action)
                queue.append(action.target)
    return paths


def can_reach(machine: Machine, goals: Collection[str]) -> frozenset[str]:
    """Return the states from which work leads to one of the goals."""
    found = set(goals)
    queue = deque(found)
    while queue:
        name = queue.popleft()
        for action in machine.actions:
            if action.target == name and action.source not in found and is_work(machine, action):
                found.add(action.source)
                queue.append(action.source)
    return frozenset(found)


def longest(paths: Mapping[str, Path]) -> Path:
    """Return the longest of some paths."""
    return max(paths.values(), key=len)


def walk(machine: Machine, start: str) -> tuple[Path, str]:
    """Work on from a state until one comes again or nothing is left to do; return also where that is."""
    walked: list[Action] = []
    seen = {start}
    name = start
    while onward := next((action for action in leaving(machine, name) if is_work(machine, action)), None):
        walked.append(onward)
        if onward.target in seen:
            break
        seen.add(onward.target)
        name = onward.target
    return tuple(walked), name


def path_in_words(machine: Machine, path: Path) -> str:
    """Return a path in words: what the states on it are called; empty for one that goes nowhere."""
    states = (machine.initial, *(action.target for action in path))
    return path_of(machine.states[name].label for name in states) if path else ""
