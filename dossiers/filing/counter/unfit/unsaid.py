"""What a paper leaves unsaid: answers of which nothing stands, or a part, and nothing of that part is wrong."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from procedures import addresses
from procedures.answers.dates import day
from procedures.answers.fields import (
    COMMUNE,
    DATED,
    LICENCE_PARTS,
    LINE,
    NUMBER,
    PROVINCE,
    ids_field,
    part_field,
    raw_names,
    rows_field,
    rows_of,
)
from procedures.answers.licences import registered
from procedures.answers.options import NONE_CHOSEN
from procedures.answers.reading import clean, rows_read
from procedures.answers.refusals import EMPTY
from procedures.form import ROWS_BY_DEFAULT, Question, QuestionKind, Text


def split(question: Question, raw: Mapping[str, str]) -> tuple[dict[str, Text], dict[str, Text]]:
    """Return by field what is missing of the answer to a question, which is asked, and what is wrong with what stands there."""
    _values, errors = clean([replace(question, shown_when=None)], raw, files={question.name})
    missing = {field: fault for field, fault in errors.items() if _is_missing(question, raw, field, fault)}
    return missing, {field: fault for field, fault in errors.items() if field not in missing}


def is_blank(question: Question, raw: Mapping[str, str]) -> bool:
    """Say whether nothing was typed at a question; the province of an address always stands there."""
    beside = {part_field(question.name, PROVINCE), rows_field(question.name), ids_field(question.name)}
    typed = [name for name in raw_names(question, raw) if name not in beside]
    return not any(
        raw[name].strip() for name in typed if name != question.name or question.kind is not QuestionKind.CHOICES
    )


def partly(question: Question, raw: Mapping[str, str]) -> Any:
    """Return what stands of an answer of which something is missing, in the shape of the whole; None where nothing does.

    A table has the cells that can be read, an address and the number of a paper empty texts for what is not there. It is
    asked of what ``split`` finds nothing wrong with.
    """
    if is_blank(question, raw):
        return None
    match question.kind:
        case QuestionKind.TABLE:
            return [row for row in rows_read(question, raw) if row] or None
        case QuestionKind.ADDRESS:
            return _address(question.name, raw)
        case QuestionKind.LICENCE:
            number, dated = (raw.get(part_field(question.name, part), "").strip() for part in LICENCE_PARTS)
            return {NUMBER: registered(number), DATED: day(dated).isoformat() if dated else ""}
        case _:
            return None


def places(question: Question, missing: Mapping[str, Text]) -> Iterator[Text]:
    """Yield what each missing part of a table is called: the row, from 1, and the column; nothing of other kinds."""
    columns = {column.name: column.label for column in question.columns}
    for field in missing:
        row, _dot, column = field.removeprefix(f"{question.name}.").partition(".")
        if column in columns:
            label, number = columns[column], int(row) + 1
            yield Text(f"dòng {number}: {label.vi}", f"row {number}: {label.en}")


def _is_missing(question: Question, raw: Mapping[str, str], field: str, fault: Text) -> bool:
    """Say whether a fault is that nothing stands at a field; of a table, that it has too few rows."""
    if question.kind is QuestionKind.TABLE and field == question.name:
        return len(rows_of(field, raw)) <= (ROWS_BY_DEFAULT if question.maximum is None else question.maximum)
    return fault in (EMPTY, NONE_CHOSEN) or not raw.get(field, "").strip()


def _address(name: str, raw: Mapping[str, str]) -> dict[str, str]:
    province, commune, line = (raw.get(part_field(name, part), "").strip() for part in (PROVINCE, COMMUNE, LINE))
    found = addresses.commune(province, commune), addresses.province(province)
    text = ", ".join([*filter(None, [line]), *(place.name for place in found if place)])
    return {PROVINCE: province, COMMUNE: commune, LINE: line, "text": text}
