"""A line over ordered slots: strokes from mark to mark, gaps where there is no data, names where lines end."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from dossiers.display.charts import telling
from dossiers.display.charts.frame import Frame, Key, frame, has_values
from dossiers.display.charts.places import APART, LETTERS, LINE, Label, left, middle, spread
from dossiers.display.charts.scale import BASE, Scale, scale
from dossiers.display.charts.values import Across, Line, Reference, Series, Sign, Tone
from dossiers.display.diagram.lettering import width, wrapped

ROOM = 104
"""How wide the names are that stand where lines end."""
SLACK = 1.15
"""How much wider names come out while the device's own typeface stands in for ours."""
MANY = 48
"""From so many on marks are smaller."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """From one mark to the next."""

    x: float
    y: float
    to_x: float
    to_y: float


@dataclass(frozen=True, slots=True)
class Point:
    """A mark; of the first series the whole height over its slot opens its list, from ``left`` on."""

    x: float
    y: float
    left: float
    radius: float
    title: str
    href: str
    sign: Sign | None
    is_running: bool


@dataclass(frozen=True, slots=True)
class Crossing:
    """A line across."""

    y: float
    kind: Across


@dataclass(frozen=True, slots=True)
class Drawn:
    """A series as it is drawn."""

    tone: Tone
    is_first: bool
    strokes: tuple[Stroke, ...]
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class LinePicture:
    """A line with all its coordinates."""

    frame: Frame
    series: tuple[Drawn, ...]
    across: tuple[Crossing, ...]
    ends: tuple[Label, ...]
    """What stands to the right, each at its own height; in pixels across too."""
    margin: int
    slot: float
    """How wide a slot is."""


def line(given: Line) -> LinePicture | None:
    """Return the picture of a line; None where there is nothing to draw."""
    if not has_values(given.series):
        return None
    values = [value for one in given.series for value in one.values]
    across = given.references
    axis = scale((*values, *(one.value for one in across)), from_zero=given.from_zero, most=given.most)
    keys = [Key(one.name, one.tone) for one in given.series]
    keys += [Key(_across(one, given.unit), one.kind) for one in across]
    ends = tuple(_ends(given, axis))
    return LinePicture(
        frame(given, axis, keys),
        tuple(_drawn(given, one, axis) for one in given.series),
        tuple(Crossing(axis.y(one.value), one.kind) for one in across),
        ends,
        round(max(width(text, LETTERS) for end in ends for text in end.lines) * SLACK) + APART,
        left(1, len(given.slots)),
    )


def _across(one: Reference, unit: str) -> str:
    return f"{one.name} {telling.measured(one.value, unit)}"


def _ends(given: Line, axis: Scale) -> Iterator[Label]:
    """Yield the last value of each series and its name, beside where it ends, and what lines across are."""
    named = len(given.series) > 1 or bool(given.references)
    texts = []
    for one in (one for one in given.series if one.values):
        last = telling.measured(one.values[-1], given.unit)
        texts.append((axis.y(one.values[-1]), (last, *(wrapped(one.name, LETTERS, ROOM) if named else ()))))
    for across in given.references:
        lines = (telling.measured(across.value, given.unit), *wrapped(across.name, LETTERS, ROOM))
        texts.append((axis.y(across.value), lines))
    wanted = [(y - LINE / 2, LINE * len(lines) + APART / 2) for y, lines in texts]
    tops = spread(wanted, 0, BASE + 2 * LINE)
    for top, (_y, lines) in zip(tops, texts, strict=True):
        yield Label(APART, round(top + LETTERS - 1, 1), lines)


def _drawn(given: Line, one: Series, axis: Scale) -> Drawn:
    count = len(given.slots)
    points = [
        None if mark.value is None else (middle(at, count), axis.y(mark.value)) for at, mark in enumerate(one.marks)
    ]
    strokes = (Stroke(*here, *there) for here, there in pairwise(points) if here and there)
    return Drawn(one.tone, one is given.series[0], tuple(strokes), tuple(_points(given, one, points)))


def _points(given: Line, one: Series, points: Sequence[tuple[float, float] | None]) -> Iterator[Point]:
    alone = len(given.series) == 1
    usual = 2 if len(points) >= MANY or one.tone is Tone.PAST else 3
    for at, (slot, mark, point) in enumerate(zip(given.slots, one.marks, points, strict=True)):
        if point:
            neighbours = (*points[max(at - 1, 0) : at], *points[at + 1 : at + 2])
            radius = usual if any(neighbours) else 3
            said = telling.title(slot, one, mark, given.unit, alone=alone)
            yield Point(*point, left(at, len(points)), radius, said, mark.href, mark.sign, slot.is_running)
