"""What was understood of an answer, said back to whoever gives it: dates in words, addresses whole, amounts as they are read."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from dossiers.display.formats import day_in_words, vn_money
from procedures.machine import Question, QuestionKind
from procedures.time.calendar import local


def understood(question: Question, value: Any, typed: str = "") -> str | None:
    """Return what a typed answer says beyond what was ``typed``; nothing without an answer, None of a kind that says no more."""
    say = _SAID.get(question.kind)
    if say is None:
        return None
    words = "" if value is None else say(value)
    return "" if words == typed.strip() else words


def _day(value: Any) -> str:
    return day_in_words(date.fromisoformat(value))


def _instant(value: Any) -> str:
    at = local(datetime.fromisoformat(value))
    return f"{at:%H:%M}, {day_in_words(at.date())}"


def _licence(value: Any) -> str:
    return f"{value['number']}, {_day(value['dated'])}"


_SAID: Mapping[QuestionKind, Callable[[Any], str]] = {
    QuestionKind.DATE: _day,
    QuestionKind.DATE_TIME: _instant,
    QuestionKind.MONEY: vn_money,
    QuestionKind.ADDRESS: lambda value: str(value["text"]),
    QuestionKind.PHONE: str,
    QuestionKind.LICENCE: _licence,
}
