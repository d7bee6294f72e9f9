"""What a picture of statistics is made of: plain values with the lists that they open; which figure they are, it does not know."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Tone(StrEnum):
    """How a series looks; each is told apart by shape as well: full, hollow, thin, hatched."""

    MAIN = "main"
    OTHER = "other"
    PAST = "past"
    """What the main one is compared with: the period before, the same one last year."""
    LATE = "late"

    @property
    def ink(self) -> str:
        """Return its colour on white paper; a browser's style sheet says which one it is on a screen."""
        return _INKS[self]

    @property
    def ground(self) -> str:
        """Return what its marks are filled with on white paper."""
        return "#fff" if self is Tone.OTHER else _INKS[self]


_INKS = {Tone.MAIN: "#1d4f7c", Tone.OTHER: "#8a5300", Tone.PAST: "#8a8075", Tone.LATE: "#b3211a"}


class Sign(StrEnum):
    """Why a mark stands out; each has a shape and a colour of its own."""

    BEYOND = "beyond"
    """Outside the natural limits of a control chart."""
    RUN = "run"
    """One of so many in a row on one side of the mean."""


@dataclass(frozen=True, slots=True)
class Caption:
    """What frames a picture. ``key`` makes ids in the page, so that each picture of one has another."""

    key: str
    title: str
    subtitle: str
    """What is counted, in which unit."""
    source: str


@dataclass(frozen=True, slots=True)
class Slot:
    """A place on the axis along which things are ordered: a month, a class of ages, a day."""

    label: str
    """As short as under the axis: ``3``."""
    name: str = ""
    """By itself: ``03/2018``; where it is not the label."""
    group: str = ""
    """What it is a part of: ``2018``; slots of a group stand together."""

    is_running: bool = False
    """Whether it is not over yet: its marks are drawn lighter than those of whole ones."""

    @property
    def full(self) -> str:
        """Return what it is called where it stands alone."""
        return self.name or self.label


@dataclass(frozen=True, slots=True)
class Mark:
    """A value and the list that it opens; None where there is no data, which is never 0."""

    value: float | None
    href: str = ""
    note: str = ""
    """What stands behind the value: ``of 412 dossiers``."""
    sign: Sign | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """A mark for each slot."""

    name: str
    marks: Sequence[Mark]
    tone: Tone = Tone.MAIN

    @property
    def values(self) -> tuple[float, ...]:
        """Return the values that there are."""
        return tuple(mark.value for mark in self.marks if mark.value is not None)


class Across(StrEnum):
    """What a line across is; each is dashed in its own way."""

    GOAL = "goal"
    LIMIT = "limit"
    MEAN = "mean"

    @property
    def dashes(self) -> str:
        """Return its dashes and gaps."""
        return {Across.GOAL: "5 3", Across.LIMIT: "9 4", Across.MEAN: "2 3"}[self]


@dataclass(frozen=True, slots=True)
class Reference:
    """A value to compare with, drawn as a line across: a goal, a natural limit, the mean."""

    name: str
    value: float
    kind: Across = Across.GOAL


@dataclass(frozen=True, slots=True)
class Line:
    """One or two series over ordered slots. ``of`` heads the slots in the table: ``Month``."""

    caption: Caption
    of: str
    slots: Sequence[Slot]
    series: Sequence[Series]
    unit: str
    references: Sequence[Reference] = ()
    from_zero: bool = True
    """False where a rate stays near its top: then the axis starts higher, and the picture says so."""
    most: float | None = None
    """What no value can pass: 100 for a rate."""

    def __post_init__(self) -> None:
        """Raise ``ValueError`` where a series has not a mark for each slot."""
        _checked(self.slots, self.series)


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns that stand on zero, side by side or upon one another."""

    caption: Caption
    of: str
    slots: Sequence[Slot]
    series: Sequence[Series]
    unit: str
    stacked: bool = False
    totals: Sequence[str] = ()
    """Addresses of the lists of whole columns, where they are upon one another."""

    def __post_init__(self) -> None:
        """Raise ``ValueError`` where a series has not a mark for each slot, or a value is below zero."""
        _checked(self.slots, self.series)
        if self.totals and len(self.totals) != len(self.slots):
            raise ValueError("a sum for each slot, or none")
        if any(value < 0 for one in self.series for value in one.values):
            raise ValueError("a column stands on zero")


@dataclass(frozen=True, slots=True)
class Bar:
    """A category with its value, its share of all in per cent, and what it was in the period before."""

    label: str
    mark: Mark
    share: float | None = None
    before: Mark | None = None


@dataclass(frozen=True, slots=True)
class Bars:
    """Categories in the order in which they are given: a table with a bar in each row. ``before`` heads what was before."""

    caption: Caption
    of: str
    rows: Sequence[Bar]
    unit: str
    value: str
    """What heads the values: ``Dossiers``."""
    before: str = ""

    def __post_init__(self) -> None:
        """Raise ``ValueError`` where a value is below zero, or what was before has no name."""
        marks = [mark for row in self.rows for mark in (row.mark, row.before) if mark]
        if any(mark.value is not None and mark.value < 0 for mark in marks):
            raise ValueError("a bar begins at zero")
        if not self.before and any(row.before for row in self.rows):
            raise ValueError("what was before needs a name")


@dataclass(frozen=True, slots=True)
class Spark:
    """A line without axes for a cell of a table, whose numbers stand beside it."""

    name: str
    values: Sequence[float | None]
    unit: str


def _checked(slots: Sequence[Slot], series: Sequence[Series]) -> None:
    if any(len(one.marks) != len(slots) for one in series):
        raise ValueError("a series has a mark for each slot")
