"""How far a part of an application is, by what the check of a filing says of it."""

from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum

from procedures.answers import raw_names
from procedures.machine import Question, QuestionKind

BLANK = (".rows", ".ids", ".province")
"""The ends of fields that hold something in a form that nobody has touched."""


class PartState(StrEnum):
    """How far a part is."""

    EMPTY = "empty"
    STARTED = "started"
    DONE = "done"
    DOUBTED = "doubted"
    """It may be filed as it stands, and something in it is to be looked at once more."""
    WRONG = "wrong"
    NEEDLESS = "needless"
    """Nothing has to be done in it, and nothing is there."""


def state_of(typed: Collection[str], wrong: Collection[str]) -> PartState:
    """Return the state of a part: by its fields that hold something, and those with which the check finds a fault.

    A fault of a field that holds nothing only says that something is missing.
    """
    if not wrong:
        return PartState.DONE
    if any(field in typed for field in wrong):
        return PartState.WRONG
    return PartState.STARTED if typed else PartState.EMPTY


def with_doubts(state: PartState) -> PartState:
    """Return the state of a part with answers that are doubtful: it holds nobody up."""
    return PartState.DOUBTED if state is PartState.DONE else state


def with_unfinished(state: PartState) -> PartState:
    """Return the state of a part for which a file was begun to be sent and is not there: it is not done, whatever else is."""
    return state if state is PartState.WRONG else PartState.STARTED


def typed_fields(questions: Iterable[Question], raw: Mapping[str, str], files: Collection[str]) -> set[str]:
    """Return the fields that hold something; ``files`` names the questions that have a file."""
    asked = list(questions)
    fields = {name for question in asked for name in raw_names(question, raw)}
    typed = {field for field in fields if raw[field].strip() and not field.endswith(BLANK)}
    return typed | {
        question.name for question in asked if question.kind is QuestionKind.FILE and question.name in files
    }
