"""What the reading of an answer says back to whoever gives it: how it was understood, what is doubtful or wrong in it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from dossiers.display.formats import day_in_words, vn_money
from dossiers.filing import progress
from dossiers.pages.answers import answer_text
from procedures.answers import NO_COMMUNE, cell_field, clean, name_meant, part_field
from procedures.answers.fields import COMMUNE, rows_of
from procedures.answers.texts import asks_for_domain
from procedures.machine import Question, QuestionKind, Text
from procedures.time.calendar import local


@dataclass(frozen=True, slots=True)
class Echo:
    """What is said back of one answer; each part is empty where there is nothing of it to say."""

    words: str = ""
    """The answer as it was understood, where that says more than what was typed."""
    doubt: str = ""
    wrong: str = ""
    meant: str = ""
    """How a name or title would be written that looks mistyped: a button writes it so."""

    def __bool__(self) -> bool:
        """Say whether there is anything to say."""
        return bool(self.words or self.doubt or self.wrong or self.meant)

    @property
    def beside_fault(self) -> "Echo":
        """The same where the page shows what is wrong at the field itself."""
        return replace(self, wrong="")


def echo_of(question: Question, values: Mapping[str, Any], raw: Mapping[str, str], *, doubt: str, wrong: str) -> Echo:
    """Return what is said back of an answer among the typed ``values`` and the ``raw`` ones, with what is doubtful or wrong in it."""
    value = values.get(question.name)
    meant = name_meant(question, value) if doubt else ""
    return Echo(understood(question, value, raw.get(question.name, "")), doubt, wrong, meant)


def understood(question: Question, value: Any, typed: str = "") -> str:
    """Return what a typed answer says beyond what was ``typed``; nothing without an answer, or of a kind that says no more."""
    say = _SAID.get(question.kind)
    words = "" if say is None or value is None else say(question, value)
    is_bare_number = question.kind is QuestionKind.INTEGER and not any(sign.isalpha() for sign in typed)
    return "" if is_bare_number or _bare(words) == _bare(typed) else words


def understood_cells(table: Question, raw: Mapping[str, str]) -> dict[str, str]:
    """Return by field what the cells of a table say beyond what was typed; nothing of a cell that says no more."""
    found: dict[str, str] = {}
    for row, typed in rows_of(table.name, raw).items():
        values, _faults = clean(table.columns, typed)
        for column in table.columns:
            words = understood(column, values.get(column.name), typed.get(column.name, ""))
            if words:
                found[cell_field(table.name, row, column.name)] = words
    return found


def faults_of_typed(question: Question, raw: Mapping[str, str], faults: Mapping[str, Text]) -> dict[str, Text]:
    """Return of faults by field those of what was typed for a question; not what only says that something is missing.

    The commune of an address is said, too, where the line names one that is none any more.
    """
    typed = progress.typed_fields([question], raw, ())
    commune = part_field(question.name, COMMUNE) if question.kind is QuestionKind.ADDRESS else ""
    return {
        field: fault
        for field, fault in faults.items()
        if field in typed or (field == commune and typed and fault != NO_COMMUNE)
    }


def _bare(text: str) -> str:
    return "".join(text.split())


def _day(_question: Question, value: Any) -> str:
    return day_in_words(date.fromisoformat(value))


def _instant(_question: Question, value: Any) -> str:
    at = local(datetime.fromisoformat(value))
    return f"{at:%H:%M}, {day_in_words(at.date())}"


def _licence(question: Question, value: Any) -> str:
    return f"{value['number']}, {_day(question, value['dated'])}"


_SAID: Mapping[QuestionKind, Callable[[Question, Any], str]] = {
    QuestionKind.TEXT: lambda question, value: value if asks_for_domain(question) else "",
    QuestionKind.DATE: _day,
    QuestionKind.DATE_TIME: _instant,
    QuestionKind.INTEGER: answer_text,
    QuestionKind.MONEY: lambda _question, value: vn_money(value),
    QuestionKind.ADDRESS: answer_text,
    QuestionKind.PHONE: answer_text,
    QuestionKind.LICENCE: _licence,
}
