"""A line as small as a word, for a cell of a table; pure arithmetic but for what it says."""

from collections.abc import Iterator
from dataclasses import dataclass

from dossiers.display.charts import telling
from dossiers.display.charts.values import Spark

WIDTH, HEIGHT, EDGE = 88, 22, 3


@dataclass(frozen=True, slots=True)
class SparkPicture:
    """Its path, the point where it ends, and what it says."""

    summary: str
    path: str
    x: float
    y: float
    width: int = WIDTH
    height: int = HEIGHT


def spark(given: Spark) -> SparkPicture | None:
    """Return the picture of a small line; None where there is nothing to draw."""
    points = list(_points(given))
    there = [point for point in points if point]
    if not there:
        return None
    path = "".join(
        f"L{point[0]:g} {point[1]:g}" if at and points[at - 1] else f"M{point[0]:g} {point[1]:g}h0"
        for at, point in enumerate(points)
        if point
    )
    values = [value for value in given.values if value is not None]
    said = telling.ends(given.name, values, given.unit)
    return SparkPicture(said, path, *there[-1])


def _points(given: Spark) -> Iterator[tuple[float, float] | None]:
    values = [value for value in given.values if value is not None]
    low, high = min(values, default=0), max(values, default=0)
    step = (WIDTH - 2 * EDGE) / max(len(given.values) - 1, 1)
    for at, value in enumerate(given.values):
        if value is None:
            yield None
        else:
            share = (value - low) / (high - low) if high > low else 0.5
            yield round(EDGE + at * step, 1), round(HEIGHT - EDGE - share * (HEIGHT - 2 * EDGE), 1)
