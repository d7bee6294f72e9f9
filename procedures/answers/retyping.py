"""The way back: what a person would have typed for a value, so that a form can be filled from answers of before."""

from collections.abc import Iterator, Mapping
from typing import Any

from procedures.answers.fields import PARTS, cell_field, choice_field, part_field, rows_field
from procedures.answers.saying import answer_text
from procedures.form import NO, YES, Question, QuestionKind

_AS_READ = frozenset({QuestionKind.DATE, QuestionKind.DATE_TIME, QuestionKind.PHONE})
"""The kinds whose answers are typed as they are read."""


def typed(question: Question, value: Any) -> dict[str, str]:
    """Return the raw fields of a question that are read as this value; none for a file, or for another shape."""
    return dict(_fields(question, question.name, value))


def _fields(question: Question, field: str, value: Any) -> Iterator[tuple[str, str]]:
    match question.kind, value:
        case QuestionKind.FILE, _:
            return
        case QuestionKind.CHOICES, list():
            yield field, ""
            yield from ((choice_field(field, each), "on") for each in value)
        case QuestionKind.TABLE, list():
            yield rows_field(field), str(len(value))
            yield from _cells(question, field, value)
        case kind, dict() if kind in PARTS:
            said = {part: str(value.get(part, "")) for part in PARTS[kind]}
            yield from ((part_field(field, part), text) for part, text in said.items())
        case QuestionKind.YES_NO, bool():
            yield field, YES if value else NO
        case kind, str() if kind in _AS_READ:
            yield field, answer_text(question, value)
        case kind, str() | int() if kind not in PARTS:
            yield field, str(value)
        case _:
            return


def _cells(table: Question, field: str, rows: list[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    for row, cells in enumerate(rows):
        for column in table.columns:
            if column.name in cells:
                yield from _fields(column, cell_field(field, row, column.name), cells[column.name])
