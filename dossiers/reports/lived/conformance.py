"""Whether logs fit their machines: each event is a transition of the version that the dossier follows, or an act."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dossiers import acts
from dossiers.log.batches import Row, logs_of
from dossiers.log.facts import facts_of
from procedures.machine import Machine


@dataclass(frozen=True, slots=True)
class Conformance:
    """How many logs fit, and the ids of the dossiers whose log does not."""

    dossiers: int
    misfits: tuple[int, ...]

    @property
    def share(self) -> float:
        """The part that fits, 0 to 1; 1 of none."""
        return 1 - len(self.misfits) / self.dossiers if self.dossiers else 1.0


def fits(log: Sequence[Row], machine: Machine) -> bool:
    """Say whether a log goes on from each event to the next by what its machine has; nothing is no log."""
    state, before = "", dict[int, Row]()
    for event in log:
        if event.source != state or not _leads(event, machine, before):
            return False
        state, before[event.sequence] = event.target, event
    return bool(log)


def _leads(event: Row, machine: Machine, before: Mapping[int, Row]) -> bool:
    if event.action != acts.TAKE_BACK:
        return acts.leads(machine, event.source, event.action, event.target)
    undone = before.get(facts_of(event).undoes)
    return undone is not None and event.target == undone.source


def check(machines: Mapping[int, Machine]) -> Conformance:
    """Read the logs of some dossiers, given with the machine of each, once."""
    misfits = tuple(pk for pk, log in logs_of(list(machines)) if not fits(log, machines[pk]))
    return Conformance(len(machines), misfits)
