"""How a typed answer is read: in Vietnamese, as documents say it, or in English."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from procedures.answers.contact import as_written
from procedures.answers.dates import are_years
from procedures.form import Question, QuestionKind, Text
from procedures.time.calendar import LOCAL

YES, NO = Text("Có", "Yes"), Text("Không", "No")


def answer_text(question: Question, value: Any, language: str | None = "vi") -> str:
    """Return one answer as it is read; what an older version kept in another shape, as it is."""
    if value is None or value == "":
        return ""
    say = _SAID.get(question.kind)
    return say(question, value, language) if say else str(value)


def in_lines(question: Question, rows: Any) -> str:
    """Return a table as a paper lists it in Vietnamese: a line a row, each answer behind what it is called; "" without rows."""
    listed = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    said = ("; ".join(_called(question, row)) for row in listed)
    return "\n".join(f"- {line.rstrip('.')}." for line in said if line)


def _called(table: Question, row: Mapping[str, Any]) -> list[str]:
    """Return what a row says, column by column, without what it leaves empty."""
    cells = ((column, answer_text(column, row.get(column.name))) for column in table.columns)
    return [f"{column.label.vi}: {text}" for column, text in cells if text]


def in_groups(value: int) -> str:
    """Return a whole number with dots for thousands."""
    return f"{value:,}".replace(",", ".")


def _choice(question: Question, value: Any, language: str | None) -> str:
    return next((choice.label.of(language) for choice in question.choices if choice.value == value), str(value))


def _choices(question: Question, value: Any, language: str | None) -> str:
    if not isinstance(value, list):
        return str(value)
    return "; ".join(_choice(question, each, language) for each in value)


def _yes_no(_question: Question, value: Any, language: str | None) -> str:
    said = YES if value in (True, "yes") else NO if value in (False, "no") else None
    return said.of(language) if said else str(value)


def _integer(question: Question, value: Any, _language: str | None) -> str:
    return (
        in_groups(value) if isinstance(value, int) and not are_years(question.minimum, question.maximum) else str(value)
    )


def _money(_question: Question, value: Any, _language: str | None) -> str:
    return f"{in_groups(value)}\N{NO-BREAK SPACE}đ" if isinstance(value, int) else str(value)


def _date(_question: Question, value: Any, _language: str | None) -> str:
    is_date = isinstance(value, str) and len(value) == len("2026-11-24") and value[4] == "-"
    return "/".join(reversed(value.split("-"))) if is_date else str(value)


def _date_time(_question: Question, value: Any, _language: str | None) -> str:
    try:
        at = datetime.fromisoformat(str(value)).astimezone(LOCAL)
    except (ValueError, OverflowError):
        return str(value)
    return f"{at:%H:%M} {at:%d/%m}/{at.year:04}"


def _address(_question: Question, value: Any, _language: str | None) -> str:
    return str(value.get("text", "")) if isinstance(value, dict) else str(value)


def _licence(question: Question, value: Any, language: str | None) -> str:
    if not isinstance(value, dict):
        return str(value)
    number, on = str(value.get("number", "")), _date(question, value.get("dated", ""), language)
    if not (number and on):
        # The desk has recorded what a letter says of it.
        return number or on
    return Text(f"{number} ngày {on}", f"{number} of {on}").of(language)


def _phone(_question: Question, value: Any, _language: str | None) -> str:
    return as_written(str(value))


_SAID: Mapping[QuestionKind, Callable[[Question, Any, str | None], str]] = {
    QuestionKind.CHOICE: _choice,
    QuestionKind.CHOICES: _choices,
    QuestionKind.YES_NO: _yes_no,
    QuestionKind.INTEGER: _integer,
    QuestionKind.MONEY: _money,
    QuestionKind.DATE: _date,
    QuestionKind.DATE_TIME: _date_time,
    QuestionKind.ADDRESS: _address,
    QuestionKind.PHONE: _phone,
    QuestionKind.LICENCE: _licence,
}
