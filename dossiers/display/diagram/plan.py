"""What a diagram of a procedure shows, before anything has a place.

The stations of the line are the filing (0), the steps (1 … n) and the end (n + 1).
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from procedures.machine import LimitUnit

HEAVIEST = 5
NEAREST_LEAN, LEAN, FARTHEST_LEAN = 3, 4, 11
"""Pixels from the middle of a disc to where its arcs end."""


class Mark(StrEnum):
    """How a dossier stands to something; the value is a CSS class."""

    NONE = ""
    TAKEN = "taken"
    NOW = "now"


class LinkKind(StrEnum):
    """What leads from one station to another."""

    NEXT = "next"
    JUMP = "jump"
    BACK = "back"


@dataclass(frozen=True, slots=True)
class Form:
    """An official form: its number and what it is called."""

    number: str
    title: str


@dataclass(frozen=True, slots=True)
class Flow:
    """How many times a way was gone, and how long what comes before it had lasted, in words that stand beside it.

    Of a wait it is how many dossiers waited, and how long they did.
    """

    count: str
    time: str
    weight: int
    """How broad its line is, 1 to ``HEAVIEST``; 0 is that of a way that nobody went."""

    def __str__(self) -> str:
        return " · ".join(filter(None, (self.count, self.time)))


@dataclass(frozen=True, slots=True)
class Wait:
    """A reason for which a step waits for the applicant and goes on afterwards."""

    label: str
    form: Form | None
    pauses: bool
    mark: Mark
    flow: Flow | None = None


@dataclass(frozen=True, slots=True)
class Exit:
    """A way out that ends the dossier: off one station, or off all from ``first`` to ``last``."""

    label: str
    form: Form | None
    first: int
    last: int
    mark: Mark
    left_at: int | None = None
    """The station at which this dossier took it."""
    flow: Flow | None = None


@dataclass(frozen=True, slots=True)
class Station:
    """A step, or the filing before the first."""

    number: str
    title: str
    role: str
    agency: str
    time: str
    share: Decimal
    """Its part of the longest step's time, 0 to 1."""
    tip: str
    mark: Mark
    waits: tuple[Wait, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A way from one station to another."""

    kind: LinkKind
    source: int
    target: int
    taken: bool
    label: str
    form: Form | None
    flow: Flow | None = None

    @property
    def length(self) -> int:
        """Return how many steps it goes on or back."""
        return abs(self.source - self.target)


@dataclass(frozen=True, slots=True)
class Ending:
    """An outcome: what the applicant gets."""

    label: str
    form: Form | None
    time: str
    refuses: bool
    mark: Mark


@dataclass(frozen=True, slots=True)
class Plan:
    """All that is drawn, in one language."""

    language: str | None
    stations: tuple[Station, ...]
    links: tuple[Link, ...]
    endings: tuple[Ending, ...]
    refusals: tuple[Exit, ...]
    spans: tuple[Exit, ...]
    forms: tuple[Form, ...]
    end_mark: Mark
    has_path: bool
    flow_unit: LimitUnit | None
    """In which times were counted, with how often each way was gone; None where nothing was."""
    place: str
    """What the state is called in which the dossier is; empty without one."""

    @property
    def now(self) -> int | None:
        """Return the station at which the dossier is; None without one and off the line."""
        marks = [*(station.mark for station in self.stations), self.end_mark]
        return next((place for place, mark in enumerate(marks) if mark is Mark.NOW), None)

    @property
    def has_flow(self) -> bool:
        """Say whether it was counted how often each way was gone."""
        return self.flow_unit is not None

    @property
    def end(self) -> int:
        """Return the number of the station after the last step."""
        return len(self.stations)

    @property
    def arcs(self) -> tuple[Link, ...]:
        """Return the ways that are not simply the next step, the short ones first."""
        found = (link for link in self.links if link.kind is not LinkKind.NEXT)
        return tuple(sorted(found, key=lambda link: (link.length, link.source, link.target)))

    def line(self, kind: str, link: Link) -> str:
        """Return the CSS classes of a way's line: what it is, whether the dossier took it, how often it was gone."""
        weight = f"flow-{link.flow.weight if link.flow else 0}" if self.has_flow else ""
        return " ".join(filter(None, (kind, "taken" if link.taken else "", weight)))

    def lean(self, link: Link, station: int) -> int:
        """Return how far from the middle of a disc an arc ends: a short one within a long one, all apart."""
        onward = link.source + link.target > 2 * station
        side = [
            a for a in self.arcs if station in {a.source, a.target} and onward == (a.source + a.target > 2 * station)
        ]
        away = min(NEAREST_LEAN + LEAN * (len(side) - 1 - side.index(link)), FARTHEST_LEAN)
        return away if onward else -away
