"""The names of raw form fields: one for a plain question, several for the rest."""

import re
from collections.abc import Iterator, Mapping

from procedures.form import Question, QuestionKind

ADDRESS_PARTS = PROVINCE, COMMUNE, LINE = "province", "commune", "line"
LICENCE_PARTS = NUMBER, DATED = "number", "dated"
PARTS: Mapping[QuestionKind, tuple[str, ...]] = {
    QuestionKind.ADDRESS: ADDRESS_PARTS,
    QuestionKind.LICENCE: LICENCE_PARTS,
}
"""The kinds that are asked by several fields together, each with what these are called."""
ROWS, IDS = "rows", "ids"

MOST_ROWS = 1000
"""Rows of a table that are looked at, whatever a form says: those numbered from 0 to 999."""
_ROW = re.compile("0|[1-9][0-9]{0,2}")
_COUNT = re.compile("[0-9]{1,9}")


def choice_field(name: str, value: str) -> str:
    """Return the field of one box of a ``choices`` question."""
    return f"{name}.{value}"


def part_field(name: str, part: str) -> str:
    """Return the field of a part of an address or a licence."""
    return f"{name}.{part}"


def rows_field(name: str) -> str:
    """Return the field that says how many rows of a table were shown."""
    return f"{name}.{ROWS}"


def ids_field(name: str) -> str:
    """Return the field of a draft that tells the rows of a table apart, wherever they stand; no form has it."""
    return f"{name}.{IDS}"


def cell_field(name: str, row: int, column: str) -> str:
    """Return the field of a cell of a table."""
    return f"{name}.{row}.{column}"


def shown_rows(name: str, raw: Mapping[str, str]) -> int:
    """Return how many rows of a table were shown; what cannot be a number of rows counts as none."""
    typed = raw.get(rows_field(name), "").strip()
    return min(int(typed), MOST_ROWS) if _COUNT.fullmatch(typed) else 0


def rows_of(name: str, raw: Mapping[str, str]) -> dict[int, dict[str, str]]:
    """Return what stands in the rows that were shown, by row from 0 and by column; blank rows are left out."""
    shown = shown_rows(name, raw)
    rows: dict[int, dict[str, str]] = {}
    for field, row, column in _cells(name, raw):
        if row < shown and raw[field].strip():
            rows.setdefault(row, {})[column] = raw[field]
    return dict(sorted(rows.items()))


def raw_names(question: Question, raw: Mapping[str, str]) -> list[str]:
    """Return the fields of ``raw`` that belong to a question, rows of a table that are no longer shown among them."""
    name = question.name
    match question.kind:
        case QuestionKind.FILE:
            return []
        case QuestionKind.CHOICES:
            expected = [name, *(choice_field(name, choice.value) for choice in question.choices)]
        case QuestionKind.ADDRESS | QuestionKind.LICENCE:
            expected = [part_field(name, part) for part in PARTS[question.kind]]
        case QuestionKind.TABLE:
            columns = {column.name for column in question.columns}
            cells = [field for field, _row, column in _cells(name, raw) if column in columns]
            expected = [rows_field(name), ids_field(name), *cells]
        case _:
            expected = [name]
    return [field for field in expected if field in raw]


def _cells(name: str, raw: Mapping[str, str]) -> Iterator[tuple[str, int, str]]:
    """Go through the fields that are cells of a table: field, row and what follows."""
    start = f"{name}."
    for field in raw:
        row, _dot, column = field.removeprefix(start).partition(".")
        if field.startswith(start) and _ROW.fullmatch(row):
            yield field, int(row), column
