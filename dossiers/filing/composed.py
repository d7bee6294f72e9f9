"""What is composed of answers as a procedure says: the line that tells a dossier apart, the draft of its result."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from dossiers.filing import drafts
from procedures.answers.saying import answer_text
from procedures.catalogue.alphabet import sort_key
from procedures.composing import GAP, REASON, UNTIL, compose
from procedures.machine import Machine

MOST_LETTERS = 255
MOST_OF_KEY = 200
"""Of what a name is sorted by: what begins alike for so long is sorted by age."""
GIVEN = frozenset({REASON, UNTIL})
"""Names that stay in a draft until it is put forward: what they stand for is given beside it."""


def subject(machine: Machine, values: Mapping[str, Any]) -> str:
    """Return what tells a dossier with these typed answers apart, cut to what is kept; empty where nothing is said."""
    line = " ".join(composed(machine, machine.subject, values).replace(GAP, "").split())
    return line if len(line) <= MOST_LETTERS else line[: MOST_LETTERS - 1] + "…"


def row(machine: Machine, values: Mapping[str, Any]) -> dict[str, str]:
    """Return what lists show and sort of typed answers, by column: whoever applies, for whom, and about what."""
    name, line = str(values["applicant_name"]), subject(machine, values)
    return {
        "applicant_name": name,
        "organisation": str(values.get("applicant_organisation") or ""),
        "subject": line,
        "applicant_key": sort_key(name)[:MOST_OF_KEY],
        "subject_key": sort_key(line)[:MOST_OF_KEY],
    }


def compose_given(text: str, *, reason: str, until: date | None) -> str:
    """Return a text with what is given beside it in place; a day that is not given is a ``GAP``."""
    given = text.replace(f"{{{REASON}}}", reason)
    return given.replace(f"{{{UNTIL}}}", vietnamese(until) if until else GAP)


def uncompose_given(text: str, *, reason: str, until: date | None) -> str:
    """Return a text as it was before ``compose_given``, so that what is given anew comes into its places."""
    text = text.replace(reason, f"{{{REASON}}}") if reason else text
    return text.replace(vietnamese(until), f"{{{UNTIL}}}") if until else text


def vietnamese(day: date) -> str:
    """Return a day as papers write it."""
    return f"{day:%d/%m/%Y}"


def composed(machine: Machine, text: str, values: Mapping[str, Any], keep: frozenset[str] = frozenset()) -> str:
    """Return a text with the answers in place, in Vietnamese; names in ``keep`` stay as they are."""
    questions = {question.name: question for question in drafts.questions_of(machine)}

    def answer(name: str) -> str:
        if name in keep:
            return f"{{{name}}}"
        question = questions.get(name)
        return answer_text(question, values.get(name)) if question else ""

    return compose(text, answer)
