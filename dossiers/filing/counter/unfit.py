"""What a paper says although a rule is against it: it is recorded as it stands, asked about, and accepted only once it is put right."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from dossiers.filing import rules
from dossiers.filing.licences import Checked
from procedures.answers import clean
from procedures.answers.saying import answer_text
from procedures.form.judging import broken
from procedures.machine import Machine, Question, QuestionKind, Text

MOST = 1_000_000
"""Greater numbers are slips of the keyboard, and no words of a paper."""


def of(machine: Machine, answers: Mapping[str, Any], filed_at: datetime) -> dict[str, Text]:
    """Return by question what rule is against the answers of a filing as they stand; nothing of erased ones."""
    found = dict(rules.beyond(machine, answers))
    for each in broken(machine.rules, machine.questions, answers, filed_at):
        if each.blocks:
            found.setdefault(each.rule.question, each.sentence)
    return found


def asked(machine: Machine, answers: Mapping[str, Any], filed_at: datetime) -> dict[str, str]:
    """Return what a request says of each, by its question; it is printed on form 02."""
    questions = {one.name: one for one in machine.questions}
    said = ((questions[name], sentence) for name, sentence in of(machine, answers, filed_at).items())
    return {
        one.name: f"Trong hồ sơ gửi đến ghi “{answer_text(one, answers[one.name])}”. {sentence.vi} Đề nghị ghi lại."
        for one, sentence in said
    }


def as_written(machine: Machine, raw: Mapping[str, str], checked: Checked, at: datetime) -> Checked:
    """Return what would be filed as the paper has it, without the faults that are asked about once it is recorded.

    A number on which a fee hangs stays as the rule has it, and so does what decides where something is filed.
    """
    fees = {fee.quantity for fee in machine.fees}
    free = {one.name: _free(one) for one in machine.questions if _is_number(one) and one.name not in fees}
    beyond = {name: clean([one], raw)[0].get(name) for name, one in free.items() if name in checked.errors}
    values = {**checked.values, **{name: value for name, value in beyond.items() if value is not None}}
    against = {
        each.field: each.sentence for each in broken(machine.rules, machine.questions, values, at) if each.blocks
    }
    left = {
        field: fault
        for field, fault in checked.errors.items()
        if beyond.get(field) is None and against.get(field) != fault
    }
    return replace(checked, values=values, errors=left)


def _is_number(question: Question) -> bool:
    return question.kind is QuestionKind.INTEGER and (question.minimum, question.maximum) != (None, None)


def _free(question: Question) -> Question:
    return replace(question, minimum=0, maximum=MOST, shown_when=None)
