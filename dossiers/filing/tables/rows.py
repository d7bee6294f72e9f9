"""The rows of a table while it is being filled in: how many are shown, one more, one less."""

from collections.abc import Mapping

from procedures.answers import cell_field, raw_names, rows_field, shown_rows
from procedures.form import ROWS_BY_DEFAULT, Question


def most(question: Question) -> int:
    """Return how many rows a table may have; there is always room for one."""
    return max(1, ROWS_BY_DEFAULT if question.maximum is None else question.maximum)


def shown(question: Question, raw: Mapping[str, str]) -> int:
    """Return how many rows are on the page: those that were there, at least one, never too many."""
    fewest = min(max(1, question.minimum or 0), most(question))
    return min(max(fewest, shown_rows(question.name, raw)), most(question))


def bounded(question: Question, raw: Mapping[str, str]) -> dict[str, str]:
    """Return the fields of a table without the rows that nobody was shown."""
    rows = shown(question, raw)
    kept = {field: raw[field] for field in raw_names(question, raw) if _row(question, field) < rows}
    return kept | {rows_field(question.name): str(rows)}


def added(question: Question, raw: Mapping[str, str]) -> dict[str, str]:
    """Return the fields of a table with an empty row below the others, if there is room for one."""
    rows = min(shown(question, raw) + 1, most(question))
    return bounded(question, raw) | {rows_field(question.name): str(rows)}


def removed(question: Question, raw: Mapping[str, str], row: int) -> dict[str, str]:
    """Return the fields of a table without a row; those below it move up."""
    rows, kept = shown(question, raw), bounded(question, raw)
    if not 0 <= row < rows:
        return kept
    result = {rows_field(question.name): str(rows - 1)}
    for old in range(rows):
        if old != row:
            for column in question.columns:
                field = cell_field(question.name, old, column.name)
                if field in kept:
                    result[cell_field(question.name, old - (old > row), column.name)] = kept[field]
    return result


def cells(question: Question, raw: Mapping[str, str], row: int) -> dict[str, str]:
    """Return what stands in a row, by column."""
    return {column.name: raw.get(cell_field(question.name, row, column.name), "") for column in question.columns}


def inserted(question: Question, raw: Mapping[str, str], row: int, cells: Mapping[str, str]) -> dict[str, str]:
    """Return the fields of a table with a row more, at a place or at its end; those from there on move down."""
    rows, kept = shown(question, raw), bounded(question, raw)
    row = min(row, rows)
    result = {rows_field(question.name): str(rows + 1)}
    for old in range(rows):
        for column in question.columns:
            field = cell_field(question.name, old, column.name)
            if field in kept:
                result[cell_field(question.name, old + (old >= row), column.name)] = kept[field]
    return result | {cell_field(question.name, row, column): text for column, text in cells.items()}


def _row(question: Question, field: str) -> int:
    """Return the row of a cell, -1 for the number of rows itself."""
    row = field.removeprefix(f"{question.name}.").partition(".")[0]
    return int(row) if row.isdecimal() else -1
