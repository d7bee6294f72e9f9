"""What answers must satisfy together when they are filed. Nothing here judges what is filed already."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from procedures.answers import AnswerError, identity_number, shown
from procedures.form.judging import broken
from procedures.machine import EventRule, Machine, QuestionKind, Text
from procedures.time.calendar import local

APPLICANT_ID = "applicant_id"


def refused(machine: Machine, values: Mapping[str, Any], at: datetime) -> dict[str, Text]:
    """Return by field what is said of typed answers that are not taken at an instant; the first of a field counts."""
    found = dict(_numbers(machine, values, at))
    for each in broken(machine.rules, machine.questions, values, at):
        if each.blocks:
            found.setdefault(each.field, each.sentence)
    return found


def refused_anew(
    machine: Machine, values: Mapping[str, Any], corrected: Mapping[str, object], at: datetime
) -> dict[str, Text]:
    """Return the same of answers that were filed at an instant and are corrected: only what a new answer has a part in.

    Each stands at a new answer: the other one may be on no page any more.
    """
    found = {name: fault for name, fault in _numbers(machine, values, at) if name in corrected}
    for each in broken(machine.rules, machine.questions, values, at):
        at_fault = next((name for name in (each.rule.question, each.rule.other) if name in corrected), None)
        if each.blocks and at_fault is not None:
            found.setdefault(each.field if at_fault == each.rule.question else at_fault, each.sentence)
    return found


def doubtful(machine: Machine, values: Mapping[str, Any], at: datetime) -> list[tuple[str, Text]]:
    """Return what is to be looked at again, by question; officers see there too what blocks and came by a correction."""
    return [(each.rule.question, each.sentence) for each in broken(machine.rules, machine.questions, values, at)]


def too_late(rule: EventRule | None, values: Mapping[str, object], at: datetime) -> Iterator[tuple[str, Text]]:
    """Yield what is said of an event that is nearer than the rule allows; hours of the clock, day and night."""
    announced = values.get(rule.question) if rule else None
    if rule is None or rule.file_hours_before is None or not isinstance(announced, str):
        return
    hours = rule.file_hours_before
    if datetime.fromisoformat(announced) - at < timedelta(hours=hours):
        yield (
            rule.question,
            Text(
                f"Hồ sơ phải nộp trước đó ít nhất {hours} giờ; nộp lúc này là không còn đủ thời gian, "
                "cơ quan có thể chỉ trả lời sau đó. Hãy liên hệ Bộ phận Một cửa.",
                f"The dossier has to be filed at least {hours} hours before; filed now it is too late for that, "
                "and the answer may come only afterwards. Please contact the one-stop desk.",
            ),
        )


def with_known_number(values: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    """Return typed answers with the applicant's number as it is kept, where it is one."""
    try:
        number = identity_number(str(values.get(APPLICANT_ID, "")), local(at).year)
    except AnswerError:
        return dict(values)
    return {**values, APPLICANT_ID: number}


def _numbers(machine: Machine, values: Mapping[str, Any], at: datetime) -> Iterator[tuple[str, Text]]:
    """Yield what is wrong with numbers of persons: with any of the applicant's, with those of who is not born yet."""
    asked = [
        question.name for question in shown(machine.questions, values) if question.kind is QuestionKind.PERSONAL_ID
    ]
    for name in (APPLICANT_ID, *asked):
        if name in values:
            try:
                identity_number(str(values[name]), local(at).year)
            except AnswerError as error:
                yield name, error.sentence
