"""What is composed of answers as a procedure says: the line that tells a dossier apart, the draft of its result."""

from collections.abc import Mapping
from typing import Any

from dossiers.filing import drafts
from procedures.answers.saying import answer_text
from procedures.composing import GAP, compose
from procedures.machine import Machine

MOST_LETTERS = 255


def subject(machine: Machine, values: Mapping[str, Any]) -> str:
    """Return what tells a dossier with these typed answers apart, cut to what is kept; empty where nothing is said."""
    line = " ".join(composed(machine, machine.subject, values).replace(GAP, "").split())
    return line if len(line) <= MOST_LETTERS else line[: MOST_LETTERS - 1] + "…"


def composed(machine: Machine, text: str, values: Mapping[str, Any], keep: frozenset[str] = frozenset()) -> str:
    """Return a text with the answers in place, in Vietnamese; names in ``keep`` stay as they are."""
    questions = {question.name: question for question in drafts.questions_of(machine)}

    def answer(name: str) -> str:
        if name in keep:
            return f"{{{name}}}"
        question = questions.get(name)
        return answer_text(question, values.get(name)) if question else ""

    return compose(text, answer)
