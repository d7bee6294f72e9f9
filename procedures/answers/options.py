"""Answers that are chosen and not written."""

from collections.abc import Mapping

from procedures.answers.fields import choice_field
from procedures.answers.refusals import AnswerError
from procedures.form import Question, Text

NOT_A_CHOICE = Text("Xin chọn một trong các mục của danh sách.", "Please choose one of the items of the list.")
NOT_YES_OR_NO = Text("Xin chọn Có hoặc Không.", "Please choose yes or no.")
NONE_CHOSEN = Text("Xin chọn ít nhất một mục.", "Please choose at least one item.")

_YES, _NO = frozenset({"yes", "true", "on", "1"}), frozenset({"no", "false", "off", "0"})


def choice(question: Question, text: str) -> str:
    """Return the chosen value; raises ``AnswerError``."""
    if text not in {option.value for option in question.choices}:
        raise AnswerError(NOT_A_CHOICE)
    return text


def yes_no(_question: Question, text: str) -> bool:
    """Return whether yes was chosen; raises ``AnswerError``."""
    if text not in _YES | _NO:
        raise AnswerError(NOT_YES_OR_NO)
    return text in _YES


def choices(question: Question, raw: Mapping[str, str], field: str) -> list[str] | None:
    """Return the values whose boxes are ticked, in the definition's order, None for none of them.

    Raises ``AnswerError``.
    """
    ticked = [each.value for each in question.choices if raw.get(choice_field(field, each.value), "") in _YES]
    if question.required and not ticked:
        raise AnswerError(NONE_CHOSEN)
    return ticked or None
