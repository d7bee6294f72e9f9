"""The lines of a diagram as SVG paths. An arrow's head is part of its path: two short strokes."""

from itertools import pairwise
from math import sqrt

HEAD_DOWN = "m-3-5 3 5 3-5"
HEAD_UP = "m-3 5 3-5 3 5"
HEAD_LEFT = "m5-3-5 3 5 3"
HEAD_RIGHT = "m-5-3 5 3-5 3"
CORNER = 6
"""Radius where a line turns."""

type Point = tuple[int, int]


def chord(radius: int, lean: int) -> int:
    """Return how far from the middle line the edge of a circle is, ``lean`` pixels beside it."""
    return round(sqrt(radius**2 - lean**2))


def over(start: Point, end: Point, y: int, height: int) -> str:
    """Return an arc over a line, from one disc on it to another; ``y`` is where it begins to bend."""
    (x1, y1), (x2, y2) = start, end
    return f"M{x1} {y1}V{y}A{abs(x2 - x1) / 2:g} {height} 0 0 {int(x2 > x1)} {x2} {y}V{y2}{HEAD_DOWN}"


def beside(start: Point, end: Point, x: int, depth: int) -> str:
    """Return an arc on the left of a line that runs downwards, as ``over`` does over one."""
    (x1, y1), (x2, y2) = start, end
    return f"M{x1} {y1}H{x}A{depth} {abs(y2 - y1) / 2:g} 0 0 {int(y2 < y1)} {x} {y2}H{x2}{HEAD_RIGHT}"


def loop(out: int, back: int, upper: int, lower: int) -> str:
    """Return a way down from one box to another, and beside it the way up again."""
    return f"M{out} {upper}V{lower}{HEAD_DOWN}M{back} {lower}V{upper}{HEAD_UP}"


def turning(points: list[Point], head: str = "") -> str:
    """Return a line through points at right angles to one another, its corners rounded."""
    path = f"M{points[0][0]} {points[0][1]}"
    for (before, corner), (_, after) in pairwise(pairwise(points)):
        near, far = _toward(corner, before), _toward(corner, after)
        path += f"L{near[0]} {near[1]}Q{corner[0]} {corner[1]} {far[0]} {far[1]}"
    return f"{path}L{points[-1][0]} {points[-1][1]}{head}"


def _toward(corner: Point, other: Point) -> Point:
    """Return the place where a rounded corner begins or ends."""
    return _near(corner[0], other[0]), _near(corner[1], other[1])


def _near(here: int, there: int) -> int:
    away = min(CORNER, abs(there - here) // 2)
    return here + away if there > here else here - away
