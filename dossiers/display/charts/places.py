"""Where slots stand, in per cent of the width, and which of their names have room; pure arithmetic.

A picture is as wide as its place, its letters are always of one size. So names are chosen twice: for a narrow place
and for a wide one; the style sheet shows those that fit.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from dossiers.display.charts.scale import BASE, short
from dossiers.display.charts.values import Slot
from dossiers.display.diagram.lettering import width, wrapped

NARROW, WIDE = 250, 440
"""Pixels that a plot has at least: on a phone, and where its figure has the 600 from which the style sheet calls it wide."""
LETTERS, LINE = 12, 14
"""Size of type, and from one base line to the next."""
APART = 6
MOST_LINES = 3


@dataclass(frozen=True, slots=True)
class Label:
    """A text in the picture; ``room`` is ``wide`` or ``narrow`` where it is shown in one of them alone."""

    x: float
    y: float
    lines: tuple[str, ...]
    room: str = ""


@dataclass(frozen=True, slots=True)
class Places:
    """The names under the axis; ``starts`` are where groups begin."""

    labels: tuple[Label, ...]
    groups: tuple[Label, ...]
    starts: tuple[float, ...]
    height: int
    """What they take under the plot."""


def left(place: int, count: int) -> float:
    """Return the left edge of a slot."""
    return short(100 * place / count, 2)


def middle(place: int, count: int) -> float:
    """Return the middle of a slot."""
    return short(100 * (place + 0.5) / count, 2)


def places(slots: Sequence[Slot]) -> Places:
    """Return the names of slots, and under them those of their groups."""
    found = {"narrow": _chosen(slots, NARROW), "wide": _chosen(slots, WIDE)}
    labels = tuple(_labels(found, len(slots)))
    lines = max((len(label.lines) for label in labels), default=0)
    groups = [(name, len(list(members))) for name, members in groupby(slots, key=lambda slot: slot.group)]
    named = any(name for name, _count in groups)
    under = BASE + 2 + LINE * (lines + 1)
    starts = [sum(count for _name, count in groups[:at]) for at in range(len(groups))]
    return Places(
        labels,
        tuple(_groups(groups, starts, len(slots), under)) if named else (),
        tuple(left(start, len(slots)) for start in starts[1:]) if named else (),
        LINE * (lines + named) + APART,
    )


def merged[K](found: dict[str, dict[K, tuple[str, ...]]]) -> Iterator[tuple[K, tuple[str, ...], str]]:
    """Yield what is written at each place, and in which room: once, where both rooms have the same."""
    narrow, wide = found["narrow"], found["wide"]
    for place, lines in narrow.items():
        yield place, lines, "" if wide.get(place) == lines else "narrow"
    for place, lines in wide.items():
        if narrow.get(place) != lines:
            yield place, lines, "wide"


def _labels(found: dict[str, dict[int, tuple[str, ...]]], count: int) -> Iterator[Label]:
    for place, lines, room in merged(found):
        yield Label(middle(place, count), BASE + 2 + LINE, lines, room)


def _chosen(slots: Sequence[Slot], pixels: int) -> dict[int, tuple[str, ...]]:
    """Return the names that are written, by place: all, or every so many, so that none runs into the next."""
    grouped = any(slot.group for slot in slots)
    numbers = _numbers(slots) if grouped else [len(slots) - 1 - place for place in range(len(slots))]
    longest = max(numbers, default=0) + 1
    steps = (1, 2, 3, 4, 6) if grouped else range(1, len(slots) + 1)
    for step in (step for step in steps if step < longest or longest == 1):
        room = pixels / len(slots) * step - APART
        shown = {place: slot for place, slot in enumerate(slots) if numbers[place] % step == 0}
        lines = {place: wrapped(slot.label, LETTERS, max(room, 1)) for place, slot in shown.items()}
        words = [word for slot in shown.values() for word in slot.label.split()]
        if all(width(word, LETTERS) <= room for word in words) and all(
            len(one) <= MOST_LINES for one in lines.values()
        ):
            return lines
    return {}


def _numbers(slots: Sequence[Slot]) -> list[int]:
    """Return the place of each slot in its group; a first group that is cut off ends where whole ones end."""
    sizes = [len(list(members)) for _name, members in groupby(slots, key=lambda slot: slot.group)]
    starts = [max(sizes) - sizes[0] if len(sizes) > 1 else 0] + [0] * (len(sizes) - 1)
    return [start + place for start, size in zip(starts, sizes, strict=True) for place in range(size)]


def _groups(groups: list[tuple[str, int]], starts: list[int], count: int, y: float) -> Iterator[Label]:
    found = {room: _named(groups, starts, pixels / count) for room, pixels in (("narrow", NARROW), ("wide", WIDE))}
    for place, lines, room in merged(found):
        yield Label(left(starts[place], count), y, lines, room)


def _named(groups: list[tuple[str, int]], starts: list[int], pixels: float) -> dict[int, tuple[str, ...]]:
    """Return the names of groups that have room up to the next one, or up to the edge."""
    longest = max(count for _name, count in groups) * pixels
    widest = max(width(name, LETTERS) for name, _count in groups) + APART
    step = max(1, -(-widest // longest))
    shown = [place for place in range(len(groups)) if place % step == len(groups) % step]
    ends = [*(starts[place] for place in shown[1:]), sum(count for _name, count in groups)]
    return {
        place: (groups[place][0],)
        for place, end in zip(shown, ends, strict=True)
        if (end - starts[place]) * pixels >= width(groups[place][0], LETTERS)
    }


def spread(heights: Sequence[tuple[float, float]], low: float, high: float) -> list[float]:
    """Return where the tops of texts go, each (wanted top, height), so that none covers another between two edges."""
    order = sorted(range(len(heights)), key=lambda at: heights[at][0])
    tops = [max(low, heights[at][0]) for at in order]
    for (before, after), at in zip(pairwise(range(len(order))), order, strict=False):
        tops[after] = max(tops[after], tops[before] + heights[at][1])
    edge = high
    for place in reversed(range(len(order))):
        tops[place] = min(tops[place], edge - heights[order[place]][1])
        edge = tops[place]
    by_text = dict(zip(order, tops, strict=True))
    return [round(by_text[at], 1) for at in range(len(heights))]
