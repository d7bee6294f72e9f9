"""From raw form fields to typed answers: each question by the reader of its kind."""

from collections.abc import Callable, Collection, Mapping, Sequence

from procedures.answers.contact import email, is_of_organisation, phone
from procedures.answers.dates import date_time, day
from procedures.answers.fields import cell_field, rows_of
from procedures.answers.identity import personal_id, tax_code
from procedures.answers.licences import licence
from procedures.answers.numbers import as_grouped_here, integer, money, without_unit
from procedures.answers.options import choice, choices, yes_no
from procedures.answers.places import address
from procedures.answers.refusals import EMPTY, AnswerError
from procedures.answers.texts import LONG_TEXT_LENGTH, TEXT_LENGTH, asks_for_domain, domain, plain_text
from procedures.answers.values import Value
from procedures.form import ROWS_BY_DEFAULT, Question, QuestionKind, Text

type Errors = dict[str, Text]

NO_FILE = Text("Cần đính kèm tệp này.", "This file must be attached.")

_READERS: Mapping[QuestionKind, Callable[[Question, str], Value]] = {
    QuestionKind.TEXT: lambda question, text: domain(text) if asks_for_domain(question) else text,
    QuestionKind.LONG_TEXT: lambda _question, text: text,
    QuestionKind.INTEGER: lambda question, text: integer(
        without_unit(question, as_grouped_here(text)), question.minimum, question.maximum
    ),
    QuestionKind.MONEY: lambda question, text: money(text, question.minimum, question.maximum),
    QuestionKind.DATE: lambda _question, text: day(text).isoformat(),
    QuestionKind.DATE_TIME: lambda _question, text: date_time(text).isoformat(timespec="minutes"),
    QuestionKind.CHOICE: choice,
    QuestionKind.YES_NO: yes_no,
    QuestionKind.PERSONAL_ID: lambda _question, text: personal_id(text),
    QuestionKind.TAX_CODE: lambda _question, text: tax_code(text),
    QuestionKind.PHONE: lambda question, text: phone(text, may_be_hotline=is_of_organisation(question)),
    QuestionKind.EMAIL: lambda _question, text: email(text),
}


def clean(
    questions: Sequence[Question], raw: Mapping[str, str], *, files: Collection[str] = frozenset()
) -> tuple[dict[str, Value], Errors]:
    """Return the typed values by question, and the errors by raw field.

    ``files`` names the file questions that have an upload. A question that is hidden by the answers
    before it is in neither, one that was left empty only if it is required. What ``raw`` holds besides
    the questions is ignored.
    """
    values: dict[str, Value] = {}
    errors: Errors = {}
    for question in questions:
        if not _is_shown(question, values):
            continue
        value, faults = _read(question, raw, question.name, files)
        errors |= faults
        if value is not None:
            values[question.name] = value
    return values, errors


def shown(questions: Sequence[Question], values: Mapping[str, object]) -> tuple[Question, ...]:
    """Return the questions that are asked, given the typed answers; an answer to a hidden one shows nothing."""
    asked: list[Question] = []
    known: dict[str, object] = {}
    for question in questions:
        if _is_shown(question, known):
            asked.append(question)
            if question.name in values:
                known[question.name] = values[question.name]
    return tuple(asked)


def answer(question: Question, typed: str) -> Value | None:
    """Return the value of an answer in one field, None where it was left empty; raises ``AnswerError``."""
    is_long = question.kind is QuestionKind.LONG_TEXT
    length = question.max_length or (LONG_TEXT_LENGTH if is_long else TEXT_LENGTH)
    text = plain_text(typed, length, lines=is_long)
    if text:
        return _READERS[question.kind](question, text)
    if question.required:
        raise AnswerError(EMPTY)
    return None


def _is_shown(question: Question, values: Mapping[str, object]) -> bool:
    return question.shown_when is None or question.shown_when.met_by(values)


def _read(
    question: Question, raw: Mapping[str, str], field: str, files: Collection[str]
) -> tuple[Value | None, Errors]:
    """Return the value of one question, None for none, and its errors by field."""
    match question.kind:
        case QuestionKind.FILE:
            return None, {field: NO_FILE} if question.required and field not in files else {}
        case QuestionKind.ADDRESS:
            return address(question, raw, field)
        case QuestionKind.LICENCE:
            return licence(question, raw, field)
        case QuestionKind.TABLE:
            return _table(question, raw, field)
        case kind:
            read = choices if kind is QuestionKind.CHOICES else _answer
            try:
                return read(question, raw, field), {}
            except AnswerError as error:
                return None, {field: error.sentence}


def _answer(question: Question, raw: Mapping[str, str], field: str) -> Value | None:
    return answer(question, raw.get(field, ""))


def _table(question: Question, raw: Mapping[str, str], field: str) -> tuple[Value | None, Errors]:
    """Return the rows that are filled in, None where there are none or something is wrong."""
    rows: list[dict[str, Value]] = []
    errors: Errors = {}
    filled = 0
    for number, cells in rows_of(field, raw).items():
        values, faults = clean(question.columns, cells)
        if not values and all(sentence == EMPTY for sentence in faults.values()):
            continue
        filled += 1
        rows.append(values)
        errors |= {cell_field(field, number, column): sentence for column, sentence in faults.items()}
    if wrong := _wrong_number(question, filled):
        errors[field] = wrong
    return (None if errors or not rows else rows), errors


def rows_read(table: Question, raw: Mapping[str, str]) -> list[dict[str, Value]]:
    """Return what can be read in each row, whatever else is missing or wrong there; nothing in one that is blank."""
    found = {number: clean(table.columns, cells)[0] for number, cells in rows_of(table.name, raw).items()}
    return [found.get(number, {}) for number in range(max(found, default=-1) + 1)]


def _wrong_number(question: Question, filled: int) -> Text | None:
    """Return what is wrong with the number of rows; none at all are in order where none are required."""
    fewest = max(question.minimum or 0, int(question.required))
    most = ROWS_BY_DEFAULT if question.maximum is None else question.maximum
    if filled < fewest and (filled or question.required):
        return Text(
            f"Xin ghi ít nhất {fewest} dòng.", f"Please fill in at least {fewest} row{'s' if fewest > 1 else ''}."
        )
    if filled > most:
        return Text(f"Bảng này nhận tối đa {most} dòng.", f"This table takes at most {most} row{'s' * (most > 1)}.")
    return None
