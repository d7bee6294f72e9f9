"""What an application on paper must say before it is filed at the counter.

The paper itself lies in the dossier, so an officer types what decides something and need not type the rest. What is
typed is judged as on line, by the same rules.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from dossiers.filing import drafts, licences
from dossiers.filing.counter import intake
from dossiers.filing.counter.intake import Intake
from dossiers.filing.licences import Checked
from dossiers.models import Attachment, Channel, Draft
from procedures.answers import ADDRESS_PARTS, ids_field, part_field, raw_names, rows_field
from procedures.composing import names_in
from procedures.form import Condition, Text
from procedures.form.rules import Breach
from procedures.machine import Machine, Question, QuestionKind
from procedures.time.calendar import local

OF_PERSON = frozenset({"applicant_name", "applicant_id"})
"""The answers that are the person's at the counter, whom an officer has looked at: nobody types them beside."""
PRINTED = OF_PERSON | {"applicant_address"}
"""What form 01 prints of whoever hands a dossier in."""


NOTHING_CAME = Text(
    "Chưa có bản nào của giấy tờ này: ghi số bản đã nhận, hoặc đính kèm bản quét.",
    "Nothing of this paper came: give the number that was brought, or attach a scan.",
)
"""About a required paper, at the field in which its originals are counted."""


def needed(machine: Machine) -> frozenset[str]:
    """Return the questions that decide something: a fee, a paper, a time, whether it is filed here, what it rests on, what it is called."""
    found = set(PRINTED | {name for name in _deciding(machine) if name})
    asked = {question.name: question for question in drafts.asked_of(machine)}
    waiting = list(found)
    while waiting:
        question = asked.get(waiting.pop())
        above = question.shown_when.question if question and question.shown_when else ""
        if above and above not in found:
            found.add(above)
            waiting.append(above)
    licences_asked = {question.name for question in machine.questions if question.kind is QuestionKind.LICENCE}
    return frozenset(found | licences_asked) & asked.keys()


def _deciding(machine: Machine) -> Iterator[str]:
    conditions: list[Condition | None] = [component.when for component in machine.components]
    conditions += [fee.when for fee in machine.fees]
    conditions += [case.when for case in machine.elsewhere]
    yield from (fee.quantity or "" for fee in machine.fees)
    yield machine.event.question if machine.event else ""
    yield from names_in(machine.subject)
    for rule in machine.rules:
        if rule.breach is Breach.BLOCK:
            yield rule.question
            yield rule.other or ""
            conditions += [*rule.all_of, *rule.any_of]
    for outcome in machine.outcomes:
        if outcome.issues and outcome.issues.term:
            yield outcome.issues.term.question or ""
    yield from (condition.question for condition in conditions if condition)


def asked(machine: Machine, answers: Mapping[str, str]) -> tuple[tuple[Question, ...], tuple[Question, ...]]:
    """Return the questions that the page of the counter asks: those that decide something, and all others.

    How what is due is paid is recorded by its own act, for which there is a receipt.
    """
    must = needed(machine)
    own = {question.name for question in machine.questions}
    of_applicant = {question.name for question in drafts.of_applicant(machine)}
    shown = [
        one for one in drafts.on_page(machine, answers) if one.name in own | of_applicant and one.name not in OF_PERSON
    ]
    decides = of_applicant - {"applicant_email", "applicant_phone", "applicant_organisation"} | must
    first = tuple(one for one in shown if one.name in decides)
    return first, tuple(replace(one, required=False) for one in shown if one.name not in decides)


def check(draft: Draft, attached: Iterable[Attachment], *, at: datetime, hold: bool = False) -> tuple[Checked, Intake]:
    """Return what would be filed of a draft of the counter at an instant, with all that is wrong by field."""
    machine, on = draft.version.machine, local(at).date()
    checked = licences.check(draft, attached, at=at, hold=hold)
    for_another = bool(checked.values.get("applicant_organisation"))
    came, wrong = intake.read(machine, draft.counter, channel=Channel(draft.channel), on=on, for_another=for_another)
    errors = {**_that_count(machine, draft.answers, checked, came), **wrong}
    return replace(checked, errors=errors), came


def _that_count(machine: Machine, answers: Mapping[str, str], checked: Checked, came: Intake) -> dict[str, Text]:
    """Return the faults without those of what the paper says and nobody has typed, and of papers that are there."""
    must = needed(machine)
    left_out = {
        question.name
        for question in drafts.asked_of(machine)
        if question.name not in must and _is_blank(question, answers)
    }
    found: dict[str, Text] = {}
    for field, fault in checked.errors.items():
        # Whose a paper is in the register, its account says; at the counter the paper itself is looked at.
        if field.partition(".")[0] in left_out or fault is licences.SOMEBODY_ELSES:
            continue
        if fault is not drafts.MISSING_COMPONENT:
            found[field] = fault
        elif (name := field.removeprefix(drafts.component_field(""))) not in came.brought:
            found[intake.count_field(name, intake.ORIGINALS)] = NOTHING_CAME
    return found


def _is_blank(question: Question, answers: Mapping[str, str]) -> bool:
    """Say whether nothing was typed at a question; the province of an address always stands there."""
    beside = {part_field(question.name, ADDRESS_PARTS[0]), rows_field(question.name), ids_field(question.name)}
    typed = [name for name in raw_names(question, answers) if name not in beside]
    return not any(
        answers[name].strip() for name in typed if name != question.name or question.kind is not QuestionKind.CHOICES
    )
