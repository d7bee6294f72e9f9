"""What came to the receiving point of what is brought and not uploaded: who noted it, when, and until when that is taken back."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from dossiers.acts import RECEIVE_HANDED
from dossiers.log import columns
from dossiers.log.answers import standing_of
from dossiers.log.effective import Happened, effective
from dossiers.log.facts import facts_of
from dossiers.models import Dossier
from procedures.form import Component
from procedures.machine import Machine


def received[E: Happened](log: Iterable[E]) -> dict[str, E]:
    """Return by component the event that notes it as received, in a log that holds."""
    return {facts_of(event).handed_in: event for event in log if event.action == RECEIVE_HANDED}


def missing(machine: Machine, answers: Mapping[str, object], log: Iterable[Happened]) -> list[Component]:
    """Return what has to be brought with these answers and is not noted as received."""
    came = received(log)
    return [one for one in machine.components if one.is_brought(answers) and one.name not in came]


def awaited(dossier: Dossier, log: Iterable[Happened]) -> list[Component]:
    """Return what of it a dossier waits for by its answers as they stand: one query, none where nothing is ever brought."""
    if not any(component.handed_in for component in dossier.machine.components):
        return []
    return missing(dossier.machine, standing_of(dossier), log)


def undoable[E: Happened](log: Sequence[E]) -> Iterator[E]:
    """Yield what may be taken back of a log, if at all: its last move, then what was noted as received behind it, the newest first."""
    last = columns.last_move(log)
    yield last
    yield from (
        event for event in reversed(effective(log)) if event.sequence > last.sequence and event.action == RECEIVE_HANDED
    )


def undoable_at[E: Happened](log: Sequence[E], sequence: int) -> E:
    """Return which of these has a sequence; the last move where none has."""
    found = list(undoable(log))
    return next((event for event in found if event.sequence == sequence), found[0])
