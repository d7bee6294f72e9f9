"""Two windows in which one draft is written: what the second sends is laid beside what the first has saved since.

A form says by a mark for each question what stood there when its page was made. So it is known which questions were
changed on that page, which in the draft meanwhile, and which in both: there the draft stays as it is, and the person
chooses.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from procedures.answers import ADDRESS_PARTS, part_field, raw_names, rows_field
from procedures.form import Question, QuestionKind

KNOWN = "kept_version"
"""The field in which a form says what it knows to be kept: the mark of each question."""
MINE, SAVED = "take-mine", "take-saved"
"""What the two buttons of a choice do: ``take-mine:<question>:<mark of what was shown as saved>``, ``take-saved:<question>``."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """A form that was laid beside its draft."""

    questions: Sequence[Question]
    """Those of the form."""
    typed: Mapping[str, str]
    """All that was sent."""
    sent: Mapping[str, str]
    """What of it may be kept."""
    clashing: Sequence[Question] = ()
    """What was changed on the page and in the draft, each otherwise."""
    behind: Mapping[str, str] = field(default_factory=dict)
    """The marks of what the page still shows otherwise than the draft."""

    @property
    def clashing_marks(self) -> dict[str, str]:
        """The marks that a page with the choice has to know still: until it is made, nothing is kept there."""
        return {question.name: self.behind[question.name] for question in self.clashing}

    def is_at(self, pressed: str) -> bool:
        """Say whether a button is about something at which the person has to choose first."""
        return pressed.split(":")[1:2] in [[question.name] for question in self.clashing]


def marks(questions: Iterable[Question], answers: Mapping[str, str]) -> dict[str, str]:
    """Return by question what tells the answers of a draft from any others."""
    return {q.name: mark(q, answers) for q in questions if q.kind is not QuestionKind.FILE}


def mark(question: Question, answers: Mapping[str, str]) -> str:
    """Return eight digits for what stands at a question. An empty row and a province without a commune are nothing."""
    texts = {name: " ".join(answers[name].split()) for name in raw_names(question, answers)}
    texts.pop(rows_field(question.name), None)
    filled = {name: text for name, text in texts.items() if text}
    if filled.keys() == {part_field(question.name, ADDRESS_PARTS[0])}:
        filled = {}
    return hashlib.sha256(json.dumps(filled, sort_keys=True).encode()).hexdigest()[:8]


def lay_beside(questions: Sequence[Question], kept: Mapping[str, str], typed: Mapping[str, str]) -> Overlap:
    """Return what of a form may be kept in a draft that holds ``kept``: all of it, where the form says nothing."""
    known, pressed = _known(typed), typed.get("do", "").split(":")
    sent, behind, clashing = dict(typed), dict[str, str](), list[Question]()
    for question in questions:
        name, stands = question.name, mark(question, kept)
        fields = raw_names(question, typed)
        before = pressed[2] if pressed[:2] == [MINE, name] and len(pressed) > 2 else known.get(name, stands)  # noqa: PLR2004
        takes_saved = pressed == [SAVED, name]
        if not fields or (not takes_saved and stands in (before, mark(question, typed))):
            continue
        for each in fields:
            del sent[each]
        if not takes_saved:
            behind[name] = before
            if mark(question, typed) != before:
                clashing.append(question)
    return Overlap(questions, typed, sent, clashing, behind)


def _known(typed: Mapping[str, str]) -> dict[str, str]:
    """Return the marks that a form names; what is no such list names none."""
    try:
        read = json.loads(typed.get(KNOWN, "{}"))
    except (ValueError, RecursionError):
        return {}
    return {name: str(one) for name, one in read.items()} if isinstance(read, dict) else {}


def line(known: Mapping[str, str]) -> str:
    """Return marks as a form holds them."""
    return json.dumps(known, separators=(",", ":"))
