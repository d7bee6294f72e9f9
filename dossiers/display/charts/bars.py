"""Categories with a bar each: the rows of a table, which is the picture."""

from dataclasses import dataclass

from dossiers.display.charts import telling
from dossiers.display.charts.frame import Cell, cell
from dossiers.display.charts.scale import short
from dossiers.display.charts.values import Bar, Bars, Caption


@dataclass(frozen=True, slots=True)
class BarRow:
    """A row: how long its bar is and where the tick of what was before stands, in per cent of the room."""

    label: str
    value: Cell
    share: str
    before: Cell | None
    length: float
    tick: float | None


@dataclass(frozen=True, slots=True)
class BarsPicture:
    """A table with its heads; a head is empty where no row has anything under it."""

    caption: Caption
    of: str
    value_head: str
    before_head: str
    has_shares: bool
    rows: tuple[BarRow, ...]


def bars(given: Bars) -> BarsPicture | None:
    """Return the picture of categories; None where there is none with a value."""
    if all(row.mark.value is None for row in given.rows):
        return None
    marks = [mark for row in given.rows for mark in (row.mark, row.before) if mark]
    most = max(mark.value or 0 for mark in marks)
    return BarsPicture(
        given.caption,
        given.of,
        given.value,
        given.before if any(row.before for row in given.rows) else "",
        any(row.share is not None for row in given.rows),
        tuple(_row(row, given.unit, most) for row in given.rows),
    )


def _row(row: Bar, unit: str, most: float) -> BarRow:
    before = row.before.value if row.before else None
    return BarRow(
        row.label,
        cell(row.mark, unit),
        telling.measured(row.share, "%"),
        cell(row.before, unit) if row.before else None,
        _length(row.mark.value, most),
        _length(before, most) if before is not None else None,
    )


def _length(value: float | None, most: float) -> float:
    return short(100 * (value or 0) / most, 2) if most else 0
