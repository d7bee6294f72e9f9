"""The axis of values: from where to where, and its round ticks; pure arithmetic."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

TICKS = 4
"""Steps that an axis has, more or less."""
LEAST = 0.05
"""A span smaller than this share of its greatest value would blow trifles up."""
TOP, DEPTH = 18, 180
"""Where the plot begins, under room for a value over the highest column, and how high it is, in pixels."""
BASE = TOP + DEPTH


def short(number: float, digits: int) -> float:
    """Return a coordinate with so many decimals at most, and none of them where it is whole: a page has hundreds."""
    rounded = round(number, digits)
    return int(rounded) if rounded == int(rounded) else rounded


@dataclass(frozen=True, slots=True)
class Scale:
    """An axis with its ticks from the lowest to the highest."""

    ticks: tuple[float, ...]

    @property
    def low(self) -> float:
        """Return where it starts."""
        return self.ticks[0]

    @property
    def high(self) -> float:
        """Return where it ends."""
        return self.ticks[-1]

    def y(self, value: float) -> float:
        """Return how far down the picture a value stands, in pixels."""
        return short(TOP + DEPTH * (self.high - value) / (self.high - self.low), 1)


def scale(values: Iterable[float], *, from_zero: bool = True, most: float | None = None) -> Scale:
    """Return an axis that holds all values; it passes ``most`` only where a value does."""
    found = tuple(values)
    low = min((*found, 0)) if from_zero else min(found, default=0)
    high = max((*found, 0)) if from_zero else max(found, default=0)
    least = max(abs(high), abs(low)) * LEAST
    if high - low <= least:
        wanted = low + (least or 1)
        high = wanted if most is None else max(high, min(wanted, most))
        low = min(low, high - (least or 1))
    step = _round(high - low, whole=all(float(value).is_integer() for value in found))
    first, last = math.floor(_near(low / step)), math.ceil(_near(high / step))
    if most is not None and high <= most:
        last = min(last, math.floor(_near(most / step)))
    # What looks like a tick in the first twelve digits may be past it by the last ones.
    first, last = first - (_near(first * step) > low), last + (_near(last * step) < high)
    return Scale(tuple(_near(count * step) for count in range(first, last + 1)))


def _round(span: float, *, whole: bool) -> float:
    """Return a step of 1, 2 or 5 times a power of ten; at least 1 between whole numbers."""
    rough = span / TICKS
    power = 10.0 ** math.floor(math.log10(rough))
    step = _near(min((1, 2, 5, 10), key=lambda digit: abs(math.log(digit * power / rough))) * power)
    return max(step, 1) if whole else step


def _near(value: float) -> float:
    """Return a value without the dust of its last binary digits."""
    return float(f"{value:.12g}")
