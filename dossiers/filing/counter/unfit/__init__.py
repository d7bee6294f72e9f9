"""What a paper says although a rule is against it, and what it leaves unsaid.

It is recorded as it stands, asked about, and accepted only once it is put right.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from dossiers.filing import drafts, rules
from dossiers.filing.counter.unfit import unsaid
from dossiers.filing.counter.unfit.needed import needed
from dossiers.filing.known import own_names
from dossiers.filing.licences import Checked
from procedures.answers import clean, shown, typed
from procedures.answers.saying import answer_text, in_lines
from procedures.form.judging import broken
from procedures.machine import Machine, Question, QuestionKind, Text

MOST = 1_000_000
"""Greater numbers are slips of the keyboard, and no words of a paper."""


NOT_SAID = Text("Trong hồ sơ gửi đến chưa ghi mục này.", "The papers that came do not say this.")
"""About a question of which the paper says nothing."""


def of(machine: Machine, answers: Mapping[str, Any], filed_at: datetime) -> dict[str, Text]:
    """Return by question what is against the answers of a filing as they stand: a rule, or that they leave it unsaid.

    Nothing of erased ones.
    """
    found = dict(rules.beyond(machine, answers))
    for each in broken(machine.rules, machine.questions, answers, filed_at):
        if each.blocks:
            found.setdefault(each.rule.question, each.sentence)
    return {**left_unsaid(machine, answers), **found}


def left_unsaid(machine: Machine, answers: Mapping[str, Any]) -> dict[str, Text]:
    """Return by question what the answers of a filing leave unsaid, wholly or in part; nothing of erased ones."""
    if not answers:
        return {}
    known = (one for one in drafts.questions_of(machine) if one.name in answers)
    raw = {field: text for one in known for field, text in typed(one, answers[one.name]).items()}
    return {
        question.name: NOT_SAID if unsaid.is_blank(question, raw) else _in_part(question, missing)
        for question, missing in missing_in(machine, raw)
    }


def missing_in(machine: Machine, raw: Mapping[str, str]) -> list[tuple[Question, Mapping[str, Text]]]:
    """Return the questions about what a paper leaves unsaid, each with its empty fields and what is said there.

    Of those that decide something, and of any of which a part stands; of none at which something is wrong. Not of what a fee
    is counted by, nor of where something is filed: these the desk finds out before anything is recorded.
    """
    questions, must = drafts.asked_of(machine), needed(machine)
    files = {question.name for question in questions if question.kind is QuestionKind.FILE}
    values, errors = clean(questions, raw, files=files)
    errors = own_names.unless_named(machine, values, errors)
    found: list[tuple[Question, Mapping[str, Text]]] = []
    for question in shown(machine.questions, values):
        missing, wrong = unsaid.split(question, raw) if question.name not in _fixed(machine) else ({}, {})
        missing = {field: fault for field, fault in missing.items() if field in errors}
        if missing and not wrong and (question.name in must or not unsaid.is_blank(question, raw)):
            found.append((question, missing))
    return found


def _fixed(machine: Machine) -> set[str]:
    """Return the questions that must be answered rightly before anything is recorded."""
    fees = {fee.quantity for fee in machine.fees} | {fee.when.question for fee in machine.fees if fee.when}
    return {name for name in fees if name} | {case.when.question for case in machine.elsewhere}


def _in_part(question: Question, missing: Mapping[str, Text]) -> Text:
    """Return what is said of an answer of which a part stands."""
    places = list(unsaid.places(question, missing))
    if not places:
        sentences = list(dict.fromkeys(missing.values()))
        return Text(" ".join(one.vi for one in sentences), " ".join(one.en for one in sentences))
    vi, en = ("; ".join(one.of(language) for one in places) for language in ("vi", "en"))
    return Text(f"Còn thiếu: {vi}.", f"Still missing: {en}.")


def asked(machine: Machine, answers: Mapping[str, Any], filed_at: datetime) -> dict[str, str]:
    """Return what a request says of each, by its question; it is printed on form 02."""
    questions = {one.name: one for one in machine.questions}
    said = ((questions[name], sentence) for name, sentence in of(machine, answers, filed_at).items())
    return {one.name: _request(one, answers.get(one.name), sentence) for one, sentence in said}


def _request(question: Question, value: Any, sentence: Text) -> str:
    """Return what a request says of an answer: what stands there, what is against it, and that it is to be written."""
    if value is None:
        return f"{sentence.vi} Đề nghị ghi rõ."
    stands = in_lines(question, value) if question.kind is QuestionKind.TABLE else answer_text(question, value)
    return f"Trong hồ sơ gửi đến ghi “{stands}”. {sentence.vi} Đề nghị ghi lại."


def as_written(machine: Machine, raw: Mapping[str, str], checked: Checked, at: datetime) -> Checked:
    """Return what would be filed as the paper has it, without the faults that are asked about once it is recorded.

    A number on which a fee hangs stays as the rule has it, and so does what decides where something is filed.
    """
    fees = {fee.quantity for fee in machine.fees}
    free = {one.name: _free(one) for one in machine.questions if _is_number(one) and one.name not in fees}
    beyond = {name: clean([one], raw)[0].get(name) for name, one in free.items() if name in checked.errors}
    lacking = missing_in(machine, raw)
    parts = {question.name: unsaid.partly(question, raw) for question, _missing in lacking}
    found = {name: value for name, value in {**beyond, **parts}.items() if value is not None}
    values = {**checked.values, **found}
    against = {
        each.field: each.sentence for each in broken(machine.rules, machine.questions, values, at) if each.blocks
    }
    unsaid_at = {field for _question, missing in lacking for field in missing}
    left = {
        field: fault
        for field, fault in checked.errors.items()
        if beyond.get(field) is None and against.get(field) != fault and field not in unsaid_at
    }
    return replace(checked, values=values, errors=left)


def _is_number(question: Question) -> bool:
    return question.kind is QuestionKind.INTEGER and (question.minimum, question.maximum) != (None, None)


def _free(question: Question) -> Question:
    return replace(question, minimum=0, maximum=MOST, shown_when=None)
