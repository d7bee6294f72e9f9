"""A chart of individual values (XmR): what is ordinary for a process, and which values say that it has changed.

Limits are the mean and three sigmas, which are estimated from the mean moving range: W. A. Shewhart; D. J. Wheeler,
*Understanding Variation*; NIST/SEMATECH e-Handbook of Statistical Methods, section 6.3.2.2.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby, pairwise

RANGE_OF_TWO = 1.128
"""d2: the mean range of two values of a normal distribution, in sigmas."""
RUN = 8
"""So many values in a row on one side of the centre are no chance."""
FEWEST = 6
"""With fewer values there is nothing that is ordinary yet."""


class Signal(StrEnum):
    """Why a value is marked."""

    ABOVE = "above"
    BELOW = "below"
    RUN_ABOVE = "run_above"
    RUN_BELOW = "run_below"


BEYOND = frozenset({Signal.ABOVE, Signal.BELOW})
"""What says that a value alone lies outside the limits."""


@dataclass(frozen=True, slots=True)
class Chart:
    """The natural process limits of some values, and what each value says; a time is never below nothing."""

    values: tuple[float, ...]
    centre: float
    lower: float
    upper: float
    signals: tuple[frozenset[Signal], ...]
    """By value."""


def chart(values: Sequence[float], *, least: float | None = 0) -> Chart | None:
    """Return the chart of values in the order of time; None of too few. ``least`` is what no value can be below."""
    if len(values) < FEWEST:
        return None
    centre = sum(values) / len(values)
    ranges = [abs(after - before) for before, after in pairwise(values)]
    away = 3 * sum(ranges) / len(ranges) / RANGE_OF_TWO
    lower = centre - away if least is None else max(least, centre - away)
    upper = centre + away
    runs = _runs(values, centre)
    marks = (_beyond(value, lower, upper) | run for value, run in zip(values, runs, strict=True))
    return Chart(tuple(values), centre, lower, upper, tuple(marks))


def _beyond(value: float, lower: float, upper: float) -> frozenset[Signal]:
    if value > upper:
        return frozenset({Signal.ABOVE})
    return frozenset({Signal.BELOW}) if value < lower else frozenset()


def _runs(values: Sequence[float], centre: float) -> list[frozenset[Signal]]:
    """Return for each value whether it is in a run; one on the centre is on no side, and ends a run."""
    found: list[frozenset[Signal]] = []
    for side, group in groupby((value > centre) - (value < centre) for value in values):
        length = len(list(group))
        signal = {1: Signal.RUN_ABOVE, -1: Signal.RUN_BELOW}.get(side)
        found += [frozenset({signal}) if signal and length >= RUN else frozenset()] * length
    return found
