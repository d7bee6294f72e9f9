"""What is brought or posted to the receiving point and not uploaded: what a dossier asks for, what of it came and what went back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from dossiers.acts import RECEIVE_HANDED
from dossiers.acts.handed import GIVES_BACK
from dossiers.display.formats import copies_asked
from dossiers.log.answers import standing
from dossiers.log.facts import facts_of, words_of
from dossiers.log.handed import lying, received, returned
from dossiers.models import Event
from procedures.form import Component, Text
from procedures.machine import Machine


@dataclass(frozen=True, slots=True)
class Came:
    """That it came: when that was noted, by whom, and how many of it in which condition, as the desk wrote."""

    at: datetime
    by: str
    note: str


@dataclass(frozen=True, slots=True)
class WentBack:
    """That it went back to whoever filed: when that was noted, by whom, who took it, and what the desk wrote."""

    at: datetime
    by: str
    to: str
    note: str


@dataclass(frozen=True, slots=True)
class Handed:
    """Something that is brought or posted."""

    component: Component
    came: Came | None = None
    goes_back: bool = False
    """Whether the dossier has ended without a result, so that what came is given back."""
    before: tuple[Came, ...] = ()
    """What came of it earlier and lies there too: that it was of no use gave nothing back."""
    back: WentBack | None = None
    """That it was given back."""

    @property
    def title(self) -> Text:
        """What it is."""
        return self.component.title

    @property
    def asked(self) -> str:
        """How many of it, in the reader's language."""
        return copies_asked(self.component)

    @property
    def notes(self) -> str:
        """How many of it lie there and in which condition, as the desk wrote each time that some came."""
        came = (*self.before, self.came) if self.came else self.before
        return "; ".join(one.note for one in came if one.note)


def asked_by(machine: Machine, values: Mapping[str, object]) -> list[Handed]:
    """Return what has to be brought with typed answers."""
    return [Handed(component) for component in machine.components if component.is_brought(values)]


def of_log(machine: Machine, events: Sequence[Event], values: Mapping[str, object] | None = None) -> list[Handed]:
    """Return what has to be brought by the answers that stand at the end of a log with its words, and what came all the same.

    ``values`` are the answers that would stand once others are sent.
    """
    asks = [component for component in machine.components if component.handed_in]
    if not asks:
        return []
    values, has_ended = standing(events) if values is None else values, gives_back(machine, events)
    # Of a dossier that has ended it is the desk's to give back, also where another was asked for since.
    came, gone = _ever(events) if has_ended else received(machine, events), returned(events)
    return [
        Handed(
            one,
            _came(came[one.name]) if one.name in came else None,
            goes_back=has_ended and one.name not in gone,
            back=_went_back(gone.get(one.name)),
        )
        for one in asks
        if one.name in came or one.is_brought(values)
    ]


def missing(machine: Machine, events: Sequence[Event], values: Mapping[str, object] | None = None) -> list[Handed]:
    """Return what of that is still to come."""
    return [one for one in of_log(machine, events, values) if one.came is None]


def to_take_back(machine: Machine, events: Sequence[Event]) -> list[Handed]:
    """Return what lies at the receiving point by a log with its words, also what was asked for once more since."""
    there = lying(events)
    return [
        Handed(one, _came(there[one.name][-1]), before=tuple(map(_came, there[one.name][:-1])))
        for one in machine.components
        if one.name in there
    ]


def taken_back(machine: Machine, events: Sequence[Event]) -> list[Handed]:
    """Return what came to the receiving point and was given back, by a log with its words."""
    gone, there = returned(events), lying(events)
    return [
        Handed(one, back=_went_back(gone[one.name]))
        for one in machine.components
        if one.name in gone and one.name not in there
    ]


def gives_back(machine: Machine, events: Sequence[Event]) -> bool:
    """Say whether a dossier has ended, by its log, so that what came is given back."""
    return machine.states[events[-1].target].status in GIVES_BACK


def _ever(events: Sequence[Event]) -> dict[str, Event]:
    """Return by component the last event that notes it as received."""
    return {facts_of(event).handed_in: event for event in events if event.action == RECEIVE_HANDED}


def _went_back(event: Event | None) -> WentBack | None:
    if event is None:
        return None
    words = words_of(event.payload)
    return WentBack(event.at, event.by_whom, words.recipient, words.note)


def _came(event: Event) -> Came:
    return Came(event.at, event.by_whom, words_of(event.payload).note)
