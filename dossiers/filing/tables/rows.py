"""The rows of a table while it is being filled in: how many are shown, which they are, one more, one less."""

import re
from collections.abc import Mapping, Sequence

from procedures.answers import cell_field, ids_field, raw_names, rows_field, shown_rows
from procedures.form import ROWS_BY_DEFAULT, Question

_IDS = re.compile("([0-9]{1,6} )*[0-9]{1,6}")


def most(question: Question) -> int:
    """Return how many rows a table may have; there is always room for one."""
    return max(1, ROWS_BY_DEFAULT if question.maximum is None else question.maximum)


def shown(question: Question, raw: Mapping[str, str]) -> int:
    """Return how many rows are on the page: those that were there, at least one, never too many.

    A row that one window removed and another wants to keep may be one too many: the check says so.
    """
    room = max(most(question), len(_given(question, raw)[0]))
    fewest = min(max(1, question.minimum or 0), room)
    return min(max(fewest, shown_rows(question.name, raw)), room)


def ids(question: Question, raw: Mapping[str, str]) -> tuple[list[int], int]:
    """Return by what the rows on the page are known wherever they stand, and the first number that none ever had."""
    rows, (given, fresh) = shown(question, raw), _given(question, raw)
    lacking = max(0, rows - len(given))
    return [*given[:rows], *range(fresh, fresh + lacking)], fresh + lacking


def with_ids(question: Question, fields: Mapping[str, str], known: Sequence[int], fresh: int) -> dict[str, str]:
    """Return the fields of a table with what its rows are known by, where that is not just their order."""
    if list(known) == list(range(fresh)) and fresh <= most(question):
        return dict(fields)
    return {**fields, ids_field(question.name): " ".join(map(str, [*known, fresh]))}


def bounded(question: Question, raw: Mapping[str, str]) -> dict[str, str]:
    """Return the fields of a table without the rows that nobody was shown."""
    rows = shown(question, raw)
    kept = {field: raw[field] for field in raw_names(question, raw) if _row(question, field) < rows}
    return kept | {rows_field(question.name): str(rows)}


def added(question: Question, raw: Mapping[str, str]) -> dict[str, str]:
    """Return the fields of a table with an empty row below the others, if there is room for one."""
    rows = max(shown(question, raw), min(shown(question, raw) + 1, most(question)))
    return bounded(question, raw) | {rows_field(question.name): str(rows)}


def removed(question: Question, raw: Mapping[str, str], row: int) -> dict[str, str]:
    """Return the fields of a table without a row; those below it move up."""
    rows, kept = shown(question, raw), bounded(question, raw)
    if not 0 <= row < rows:
        return kept
    known, fresh = ids(question, raw)
    result = {rows_field(question.name): str(rows - 1)}
    for old in range(rows):
        if old != row:
            for column in question.columns:
                field = cell_field(question.name, old, column.name)
                if field in kept:
                    result[cell_field(question.name, old - (old > row), column.name)] = kept[field]
    return with_ids(question, result, known[:row] + known[row + 1 :], fresh)


def cells(question: Question, raw: Mapping[str, str], row: int) -> dict[str, str]:
    """Return what stands in a row, by column."""
    return {column.name: raw.get(cell_field(question.name, row, column.name), "") for column in question.columns}


def inserted(
    question: Question, raw: Mapping[str, str], row: int, cells: Mapping[str, str], known_by: int | None = None
) -> dict[str, str]:
    """Return the fields of a table with a row more, at a place or at its end; those from there on move down.

    It is known by the number that it had before, if there is one, else by a new one.
    """
    rows, kept = shown(question, raw), bounded(question, raw)
    known, fresh = ids(question, raw)
    row = min(row, rows)
    own = fresh if known_by is None or known_by in known or known_by >= fresh else known_by
    result = {rows_field(question.name): str(rows + 1)}
    for old in range(rows):
        for column in question.columns:
            field = cell_field(question.name, old, column.name)
            if field in kept:
                result[cell_field(question.name, old + (old >= row), column.name)] = kept[field]
    result |= {cell_field(question.name, row, column): text for column, text in cells.items()}
    return with_ids(question, result, [*known[:row], own, *known[row:]], max(fresh, own + 1))


def _given(question: Question, raw: Mapping[str, str]) -> tuple[list[int], int]:
    """Return the numbers of rows that a draft keeps, and the first that is free; none where they are in order."""
    kept = raw.get(ids_field(question.name), "")
    numbers = [int(number) for number in kept.split()] if _IDS.fullmatch(kept) else [0]
    *given, fresh = numbers
    is_sound = len(set(given)) == len(given) <= 2 * most(question) and all(number < fresh for number in given)
    return (given, fresh) if is_sound else ([], 0)


def _row(question: Question, field: str) -> int:
    """Return the row of a cell, -1 for the number of rows itself."""
    row = field.removeprefix(f"{question.name}.").partition(".")[0]
    return int(row) if row.isdecimal() else -1
