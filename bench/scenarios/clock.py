"""The clock's own bench, which needs no server, as figures."""

from collections.abc import Iterator

from bench import clock
from bench.bench import Bench
from bench.figures import Figure


def results(_bench: Bench) -> Iterator[Figure]:
    """Measure due dates and readings."""
    return map(Figure.of_clock, clock.results())
