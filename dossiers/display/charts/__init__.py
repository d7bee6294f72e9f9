"""Pictures of statistics: drawn at the server as SVG, each mark a link, a table behind each (ADR-0059).

``chart`` draws a ``Line``, ``Columns``, ``Bars`` or ``Spark`` of plain values. Across everything is in per cent, down in
pixels: a picture is as wide as its place, and its letters stay as large as those around it. Attributes of the SVG say how
it looks on white paper, as the press, which reads no style sheet inside a picture, prints it; in a browser
``static/css/charts.css`` goes before them.
"""

from functools import singledispatch

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from dossiers.display.charts.bars import bars
from dossiers.display.charts.columns import columns
from dossiers.display.charts.lines import line
from dossiers.display.charts.sparks import spark
from dossiers.display.charts.values import (
    Across,
    Bar,
    Bars,
    Caption,
    Columns,
    Line,
    Mark,
    Reference,
    Series,
    Sign,
    Slot,
    Spark,
    Tone,
)

__all__ = [
    "Across",
    "Bar",
    "Bars",
    "Caption",
    "Columns",
    "Line",
    "Mark",
    "Reference",
    "Series",
    "Sign",
    "Slot",
    "Spark",
    "Tone",
    "chart",
]


@singledispatch
def chart(given: Line | Columns | Bars | Spark) -> SafeString:
    """Draw a picture; where it has no value, a sentence says so."""
    raise TypeError(type(given))


@chart.register
def _line(given: Line) -> SafeString:
    return _drawn("components/chart_line.html", {"picture": line(given), "caption": given.caption})


@chart.register
def _columns(given: Columns) -> SafeString:
    return _drawn("components/chart_columns.html", {"picture": columns(given), "caption": given.caption})


@chart.register
def _bars(given: Bars) -> SafeString:
    return _drawn("components/chart_bars.html", {"picture": bars(given), "caption": given.caption})


@chart.register
def _spark(given: Spark) -> SafeString:
    return _drawn("components/spark.html", {"picture": spark(given)})


def _drawn(template: str, values: dict[str, object]) -> SafeString:
    # What a template has written is escaped already.
    return SafeString(render_to_string(template, values).strip())
