"""What answers must satisfy together when they are filed. Nothing here judges what is filed already."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from procedures import addresses
from procedures.answers import AnswerError, identity_number, integer, part_field, rows_read, shown
from procedures.answers.fields import PROVINCE
from procedures.form.judging import OF_ROWS, broken
from procedures.form.rules import Breach, Rule, RuleKind
from procedures.form.wording import as_read
from procedures.machine import EventRule, Machine, QuestionKind, Text
from procedures.time.calendar import local

APPLICANT_ID = "applicant_id"
FAR = timedelta(days=731)
"""So far ahead the hour of an event is taken without a word: two years, a care of ours, and no rule of any law."""
_IN_TIME = frozenset({RuleKind.AT_LEAST_BEFORE, RuleKind.AT_MOST_AFTER})
"""The kinds of rule that say when a dossier is filed."""


def refused(machine: Machine, values: Mapping[str, Any], at: datetime) -> dict[str, Text]:
    """Return by field what is said of typed answers that are not taken at an instant; the first of a field counts."""
    found = dict(_numbers(machine, values, at))
    for each in broken(machine.rules, machine.questions, values, at):
        if each.blocks:
            found.setdefault(each.field, each.sentence)
    return found


def refused_in_rows(
    machine: Machine, values: Mapping[str, Any], raw: Mapping[str, str], at: datetime, filed_at: datetime | None = None
) -> dict[str, Text]:
    """Return by field what would not be taken of tables with a cell that is missing or cannot be read, of what can be read there.

    So all that is wrong in a row is said at once, and not the year of a machine only when all else is right.
    """
    asked = (question for question in shown(machine.questions, values) if question.kind is QuestionKind.TABLE)
    half = {question.name: rows_read(question, raw) for question in asked if question.name not in values}
    judged = [rule for rule in machine.rules if rule.kind in OF_ROWS and rule.column and half.get(rule.question)]
    found = broken(judged, machine.questions, {**values, **half}, at, filed_at=filed_at)
    return {each.field: each.sentence for each in reversed(found) if each.blocks}


def ending(machine: Machine, values: Mapping[str, Any]) -> dict[str, Text]:
    """Return by question what is said of answers with which nothing is filed here, whatever else is answered."""
    return {case.when.question: case.tell for case in reversed(machine.elsewhere) if case.when.met_by(values)}


def refused_anew(
    machine: Machine, values: Mapping[str, Any], corrected: Mapping[str, object], at: datetime, filed_at: datetime
) -> dict[str, Text]:
    """Return the same of answers that were filed before and are corrected at an instant: only what a new answer has a part in.

    Each stands at a new answer: the other one may be on no page any more.
    """
    found = {name: fault for name, fault in _numbers(machine, values, filed_at) if name in corrected}
    for each in broken(machine.rules, machine.questions, values, at, filed_at=filed_at):
        at_fault = next((name for name in (each.rule.question, each.rule.other) if name in corrected), None)
        if each.blocks and at_fault is not None:
            found.setdefault(each.field if at_fault == each.rule.question else at_fault, each.sentence)
    return found


def doubtful(
    machine: Machine, values: Mapping[str, Any], at: datetime, filed_at: datetime | None = None
) -> list[tuple[str, Text]]:
    """Return what is to be looked at again, by question; officers see there too what blocks and came by a correction."""
    found = broken(machine.rules, machine.questions, values, at, filed_at=filed_at)
    return [*beyond(machine, values), *((each.rule.question, each.sentence) for each in found)]


def beyond(machine: Machine, values: Mapping[str, Any]) -> Iterator[tuple[str, Text]]:
    """Yield what is said of numbers beyond the bounds of their questions: the desk has recorded them as a paper has them."""
    for question in shown(machine.questions, values):
        value = values.get(question.name)
        if question.kind is QuestionKind.INTEGER and isinstance(value, int):
            try:
                integer(str(value), question.minimum, question.maximum)
            except AnswerError as error:
                yield question.name, error.sentence


def only_in(machine: Machine) -> Iterator[tuple[str, Rule, Text]]:
    """Yield by its field the province of each address that lies in some alone, whatever else is answered: the rule, its sentence."""
    asked = {question.name: question for question in machine.questions}
    for rule in machine.rules:
        if rule.kind is RuleKind.PROVINCE_IS and rule.breach is Breach.BLOCK and not rule.any_of and not rule.all_of:
            said = as_read(rule, asked)
            yield part_field(rule.question, PROVINCE), rule, Text(f"{said.vi}.", f"{said.en}.")


def wrong_provinces(machine: Machine, raw: Mapping[str, str]) -> dict[str, Text]:
    """Return by field what is said of a chosen province with which nothing is filed, before the rest of its address is there."""
    codes = ((name, rule, said, raw.get(name, "")) for name, rule, said in only_in(machine))
    return {name: said for name, rule, said, code in codes if addresses.province(code) and code not in rule.provinces}


def too_late(
    rule: EventRule | None, values: Mapping[str, object], at: datetime, filed_at: datetime | None = None
) -> Iterator[tuple[str, Text]]:
    """Yield what is said of an event that is nearer than the rule allows; hours of the clock, day and night.

    Of one that is corrected at an instant, by the filing before it.
    """
    announced = values.get(rule.question) if rule else None
    if rule is None or rule.file_hours_before is None or not isinstance(announced, str):
        return
    hours, left = rule.file_hours_before, datetime.fromisoformat(announced) - (filed_at or at)
    if left < timedelta(hours=hours):
        vi, en = "nộp lúc này là đã muộn", "filed now it is late"
        if filed_at:
            then = f"{local(filed_at):%H:%M %d/%m/%Y}"
            vi, en = f"hồ sơ nộp lúc {then} là đã muộn", f"filed at {then} it is late"
        # Of what is over nobody waits for an answer any more.
        if datetime.fromisoformat(announced) > at:
            vi, en = f"{vi}, cơ quan có thể chỉ trả lời sau đó", f"{en}, and the answer may come only afterwards"
        yield (
            rule.question,
            Text(
                f"Hồ sơ phải nộp trước đó ít nhất {hours} giờ; {vi}.",
                f"The dossier has to be filed at least {hours} hours before; {en}.",
            ),
        )


def far_ahead(machine: Machine, values: Mapping[str, Any], at: datetime) -> Iterator[tuple[str, Text]]:
    """Yield what is said of a day with its hour that is years away, of whatever procedure: nobody knows an hour so early."""
    for question in shown(machine.questions, values):
        announced = values.get(question.name) if question.kind is QuestionKind.DATE_TIME else None
        if isinstance(announced, str) and datetime.fromisoformat(announced) - at > FAR:
            year = local(datetime.fromisoformat(announced)).year
            yield question.name, Text(f"Năm {year} còn xa: đúng năm chưa?", f"{year} is far off: is it the right year?")


def late(machine: Machine, values: Mapping[str, Any], at: datetime) -> frozenset[str]:
    """Return the questions by whose answers a filing at an instant comes late: what is said there is no slip of the pen."""
    by_rule = (each.rule for each in broken(machine.rules, machine.questions, values, at))
    by_event = (name for name, _sentence in too_late(machine.event, values, at))
    return frozenset(rule.question for rule in by_rule if rule.kind in _IN_TIME).union(by_event)


def with_known_number(values: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    """Return typed answers with the applicant's number as it is kept, where it is one."""
    try:
        number = identity_number(str(values.get(APPLICANT_ID, "")), local(at).year)
    except AnswerError:
        return dict(values)
    return {**values, APPLICANT_ID: number}


LEAST_DIGITS = 3
"""Fewer in a row are no end of a number."""


def contradicts(words: str, number: str) -> bool:
    """Say whether words name a number, and none that is the end of a known one; what stands between its digits does not matter."""
    joined = re.sub(r"(?<=\d)[ .\-](?=\d)", "", words)
    named = [run for text in (words, joined) for run in re.findall(r"\d+", text) if len(run) >= LEAST_DIGITS]
    return bool(named) and not any(number.endswith(run) for run in named)


ENOUGH_DIGITS = 4
"""By so many the paper is told that was shown."""
_CARD = re.compile(r"\b(cccd|cmnd|cmt|căn cước|chứng minh|hộ chiếu|passport|vneid)\b", re.IGNORECASE)
"""What always has a number as long as that."""
_SHORT_NUMBER = re.compile(r"\d\s*[/-]\s*[^\W\d_]|\bsố\s*:?\s*\d", re.IGNORECASE)
"""A number with its symbol, or one that is called so: that of a letter of introduction, "12/GGT"."""
_DAY = re.compile(r"\b\d{1,2}[/.-]\d{1,2}[/.-]\d{4}\b")


def names_paper(words: str) -> bool:
    """Say whether words tell which paper was shown: by four digits, or by the shorter number of a letter; no card's by its day alone."""
    is_card = _CARD.search(words) is not None
    said = _DAY.sub("", words) if is_card else words
    return sum(map(str.isdigit, said)) >= ENOUGH_DIGITS or (not is_card and _SHORT_NUMBER.search(said) is not None)


_ITEM = re.compile(r"[A-Z]{2}\d{9}[A-Z]{2}")
"""As VNPost and every post of the world number what is registered (UPU S10): EB123456785VN."""
_LIKE_ITEM = re.compile(r"[A-Z]{2}\d+VN")
_OF_CARRIER = re.compile(r"[A-Z0-9/]{6,}")


def numbers_item(words: str) -> bool:
    """Say whether words look like the number of a postal item: VNPost's, or another carrier's of six letters and digits at least."""
    joined = re.sub(r"[\s.\-]", "", words.upper())
    if _LIKE_ITEM.fullmatch(joined):
        return _ITEM.fullmatch(joined) is not None
    is_other = any(map(str.isdigit, joined)) and _OF_CARRIER.fullmatch(joined) is not None
    return is_other or _ITEM.search(joined) is not None


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
