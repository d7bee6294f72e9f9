"""What came to the receiving point of what is brought and not uploaded: who noted it, when, and until when that is taken back."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from accounts.roles import Role
from dossiers.acts import RECEIVE_HANDED
from dossiers.log import columns
from dossiers.log.answers import standing_of
from dossiers.log.effective import Happened, effective
from dossiers.log.facts import facts_of
from dossiers.models import Dossier, Event
from dossiers.refusals import Refusal
from dossiers.refusals.receiving import NotedBefore, NothingAwaited
from procedures.form import Component
from procedures.machine import Machine


def received[E: Happened](machine: Machine, log: Iterable[E]) -> dict[str, E]:
    """Return by component the event that notes it as received, in a log that holds.

    What the applicant is asked for once more has to come once more: that what came was of no use says nothing of the next.
    """
    found: dict[str, E] = {}
    for event in log:
        facts = facts_of(event)
        if event.action == RECEIVE_HANDED:
            found[facts.handed_in] = event
        elif facts.components and machine.states[event.target].holder is Role.CITIZEN:
            found = {name: came for name, came in found.items() if name not in facts.components}
    return found


def originals(machine: Machine, log: Sequence[Happened]) -> list[tuple[Component, int]]:
    """Return what lies at the desk in the original, in a log that holds, each with how many; 0 where nobody counted them.

    The application is none of it: it is written to the office and stays in the dossier. What was of no use and came once
    more lies there all the same.
    """
    counted: dict[str, int] = {}
    for event in log:
        for name, (count, _certified, _copies) in facts_of(event).brought.items():
            counted[name] = counted.get(name, 0) + count
    noted = {facts_of(event).handed_in for event in log if event.action == RECEIVE_HANDED} - counted.keys()
    return [
        (one, counted.get(one.name, 0))
        for one in machine.components
        if not one.eform and (counted.get(one.name) or (one.name in noted and one.originals))
    ]


def missing(machine: Machine, answers: Mapping[str, object], log: Iterable[Happened]) -> list[Component]:
    """Return what has to be brought with these answers and is not noted as received."""
    came = received(machine, log)
    return [one for one in machine.components if one.is_brought(answers) and one.name not in came]


def awaited(dossier: Dossier, log: Iterable[Happened]) -> list[Component]:
    """Return what of it a dossier waits for by its answers as they stand: one query, none where nothing is ever brought."""
    if not any(component.handed_in for component in dossier.machine.components):
        return []
    return missing(dossier.machine, standing_of(dossier), log)


def noted_before(machine: Machine, log: Iterable[Event], name: str = "") -> NotedBefore | None:
    """Return the refusal of a second note of a component; of what came last where none is named; None where it has not come."""
    came = received(machine, log)
    last = max(came.values(), key=lambda event: event.sequence, default=None)
    event = came.get(name) if name else last
    component = machine.component(facts_of(event).handed_in) if event else None
    return NotedBefore(component.title, event.by_whom, event.at) if event and component else None


def unmet(dossier: Dossier, log: Sequence[Event]) -> Refusal | None:
    """Return why nothing can be noted as received; None where something is to come: at most one query."""
    if awaited(dossier, log):
        return None
    return noted_before(dossier.machine, log) or NothingAwaited()


def undoable[E: Happened](log: Sequence[E]) -> Iterator[E]:
    """Yield what may be taken back of a log, if at all, the newest first: what was noted as received behind the last move, and that move."""
    last = columns.last_move(log)
    yield from (
        event for event in reversed(effective(log)) if event.sequence > last.sequence and event.action == RECEIVE_HANDED
    )
    yield last


def undoable_at[E: Happened](log: Sequence[E], sequence: int) -> E:
    """Return which of these has a sequence; the last move where none has."""
    found = list(undoable(log))
    return next((event for event in found if event.sequence == sequence), found[-1])
