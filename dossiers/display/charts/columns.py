"""Columns over slots, side by side or upon one another, with their values where there is room."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from django.utils.translation import gettext as _

from dossiers.display.charts import telling
from dossiers.display.charts.frame import Frame, Key, Sums, frame, has_values
from dossiers.display.charts.places import LETTERS, NARROW, WIDE, Label
from dossiers.display.charts.scale import Scale, scale, short
from dossiers.display.charts.values import Columns, Mark, Series, Tone
from dossiers.display.diagram.lettering import width

BETWEEN = 0.22
"""The share of a slot that stays empty between columns."""
SEEN = 1.5
"""A column of a few among thousands is as high as this, in pixels."""


@dataclass(frozen=True, slots=True)
class Column:
    """A mark as it is drawn; side by side a value of zero has its link too, and no height."""

    tone: Tone
    x: float
    y: float
    width: float
    height: float
    title: str
    href: str
    is_running: bool


@dataclass(frozen=True, slots=True)
class ColumnsPicture:
    """Columns with all their coordinates."""

    frame: Frame
    runs: tuple[tuple[Tone, tuple[Column, ...]], ...]
    """Columns of one look that follow one another."""
    values: tuple[Label, ...]
    has_rooms: bool
    """Whether the whole height over a column opens its list."""


def columns(given: Columns) -> ColumnsPicture | None:
    """Return the picture of columns; None where there is nothing to draw."""
    if not has_values(given.series):
        return None
    axis = scale(_tops(given))
    sums = Sums(_("Total"), _sums(given)) if given.stacked and len(given.series) > 1 else None
    keys = [Key(one.name, one.tone) for one in given.series]
    drawn = _stacked(given, axis) if given.stacked else _beside(given, axis)
    runs = tuple((tone, tuple(found)) for tone, found in groupby(drawn, key=attrgetter("tone")))
    return ColumnsPicture(frame(given, axis, keys, sums), runs, tuple(_values(given, axis)), not given.stacked)


def _tops(given: Columns) -> list[float]:
    """Return the values at which columns end."""
    if given.stacked:
        return [mark.value or 0 for mark in _sums(given)]
    return [value for one in given.series for value in one.values]


def _beside(given: Columns, axis: Scale) -> Iterator[Column]:
    for place, one in enumerate(given.series):
        for at in range(len(given.slots)):
            x, wide = _edges(given, at, place)
            yield from _column(given, one, at, (x, wide), (axis.y(0), axis.y(one.marks[at].value or 0)))


def _stacked(given: Columns, axis: Scale) -> Iterator[Column]:
    for at in range(len(given.slots)):
        edges, reached = _edges(given, at, 0), 0.0
        for one in given.series:
            foot, reached = reached, reached + (one.marks[at].value or 0)
            yield from _column(given, one, at, edges, (axis.y(foot), axis.y(reached)))


def _column(
    given: Columns, one: Series, at: int, edges: tuple[float, float], ends: tuple[float, float]
) -> Iterator[Column]:
    mark, (foot, top) = one.marks[at], ends
    if mark.value is None or (given.stacked and not mark.value):
        return
    least = SEEN if mark.value else 0
    height = short(max(foot - top, least), 1)
    said = telling.title(given.slots[at], one, mark, given.unit, alone=len(given.series) == 1)
    yield Column(
        one.tone, edges[0], short(foot - height, 1), edges[1], height, said, mark.href, given.slots[at].is_running
    )


def _edges(given: Columns, at: int, place: int) -> tuple[float, float]:
    """Return the left edge and the width of a column, in per cent."""
    slot, side = 100 / len(given.slots), 1 if given.stacked else len(given.series)
    wide = slot * (1 - BETWEEN) / side
    return short(at * slot + slot * BETWEEN / 2 + place * wide, 2), short(wide, 2)


def _values(given: Columns, axis: Scale) -> Iterator[Label]:
    """Yield the numbers over columns, where the longest of them has room."""
    found = []
    for at in range(len(given.slots)):
        marks = [one.marks[at] for one in given.series]
        ends = [_sum(marks).value] if given.stacked else [mark.value for mark in marks]
        for place, value in enumerate(ends):
            x, wide = _edges(given, at, place)
            if value is not None:
                found.append((short(x + wide / 2, 2), axis.y(value) - 5, telling.number(value)))
    longest = max(width(text, LETTERS) for _x, _y, text in found) + 2
    share = 1 / len(given.slots) / (1 if given.stacked else len(given.series))
    room = "" if longest <= NARROW * share else "wide" if longest <= WIDE * share else None
    if room is not None:
        yield from (Label(x, short(y, 1), (text,), room) for x, y, text in found)


def _sums(given: Columns) -> list[Mark]:
    """Return the sum of each column with its list; None where no series has a value."""
    addresses = given.totals or [""] * len(given.slots)
    return [_sum([one.marks[at] for one in given.series], href) for at, href in enumerate(addresses)]


def _sum(marks: list[Mark], href: str = "") -> Mark:
    there = [mark.value for mark in marks if mark.value is not None]
    return Mark(sum(there) if there else None, href)
