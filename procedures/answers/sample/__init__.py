"""A plausible application under any procedure, for the demo, the bench, the tests and the preview of a definition."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

from procedures import addresses
from procedures.answers.reading import clean
from procedures.answers.retyping import typed
from procedures.answers.sample.typical import typical
from procedures.answers.values import Value
from procedures.form import NO, YES, Question, QuestionKind, paying
from procedures.form.judging import OF_DAYS, broken, moment
from procedures.form.rules import Rule, RuleKind
from procedures.machine import Machine
from procedures.time.calendar import LOCAL, local

PROVINCE, COMMUNE = "01", "00166"
"""Hà Nội, and a ward of it."""

_EXAMPLE = re.compile(r"Ví dụ:\s*(?P<example>[^.;\n]+)")
_DAYS_AHEAD = 10
"""How far away what is announced, such as a press conference, lies."""
_LEFT = frozenset({RuleKind.NOT_AFTER_THIS_YEAR, RuleKind.LOOK_AGAIN})
"""No sample names a year to come, but where none before it may be named; what is only remarked on is right as it is."""
_YEARS, _YEAR = range(1900, 2100), 2015
"""What begins with one of these asks for a year."""

type Raw = dict[str, str]


def raw_answers(machine: Machine, at: datetime) -> Raw:
    """Return what a person would type into the form of a procedure, complete and right."""
    raw: Raw = {one.name: paying.AT_DESK for one in paying.questions(machine) if one.name == paying.QUESTION}
    away = {case.when.question: case.when.values for case in machine.elsewhere}
    for question in machine.questions:
        raw |= dict(_answer(question, question.name, away.get(question.name, ()), at))
    for question in machine.questions:
        # Born when and of the sex that the number says.
        if question.birth_date:
            raw[question.birth_date] = "15/05/1990"
        if question.sex:
            raw[question.sex] = "male"
    return _in_order(machine, raw, at)


def _in_order(machine: Machine, raw: Raw, at: datetime) -> Raw:
    """Change answers until they keep the rules between them, one after the other."""
    for _round in range(1 + len(machine.rules)):
        values, _errors = clean(machine.questions, raw)
        found = [one for one in broken(machine.rules, machine.questions, values, at) if one.rule.kind not in _LEFT]
        if not found:
            break
        rule = found[0].rule
        question = machine.question(rule.question)
        if question is not None and rule.kind in OF_DAYS and rule.column is not None:
            raw |= _days_of(rule, raw, at)
        elif question is not None:
            raw |= _kept_to(rule, question, raw, values, at)
    return raw


def _days_of(rule: Rule, raw: Raw, at: datetime) -> Raw:
    """Return the cells of a column with a day that keeps a rule."""
    day = local(at) + timedelta(days=-1 if rule.kind is RuleKind.NOT_AFTER_TODAY else 1)
    cells = [name for name in raw if name.startswith(f"{rule.question}.") and name.endswith(f".{rule.column}")]
    return dict.fromkeys(cells, f"{day:%d/%m/%Y}")


def _kept_to(rule: Rule, question: Question, raw: Raw, values: Mapping[str, Any], at: datetime) -> Raw:
    """Return the fields of a question with an answer that keeps a rule."""
    other = raw.get(rule.other or "", "")
    match rule.kind:
        case RuleKind.EQUAL | RuleKind.NUMBER:
            return {question.name: other or str(rule.number)}
        case RuleKind.PROVINCE_IS:
            place = rule.provinces[0]
            return {f"{question.name}.province": place, f"{question.name}.commune": addresses.communes(place)[0].code}
        case RuleKind.COUNT if question.kind is QuestionKind.TABLE:
            return _rows(question, int(other or rule.number or 0), at)
        case RuleKind.SUM:
            return _rows(question, 1, at) | {f"{question.name}.0.{rule.column}": other or str(rule.number)}
        case RuleKind.COUNT:
            return {f"{question.name}.{choice.value}": "on" for choice in question.choices[: rule.number]}
        case _:
            return typed(question, _moment(rule, question, values, at))


def _rows(question: Question, count: int, at: datetime) -> Raw:
    return dict(_answer(replace(question, minimum=count), question.name, (), at))


def _moment(rule: Rule, question: Question, values: Mapping[str, Any], at: datetime) -> Value:
    """Return the moment that is nearest to what a rule compares it with, a day further off where it is today."""
    compared = local(at) if rule.other is None else moment(values[rule.other]) or local(at)
    is_earlier = rule.kind in {RuleKind.NOT_AFTER_TODAY, RuleKind.BEFORE, RuleKind.NOT_AFTER}
    far = rule.gap + timedelta(days=rule.other is None or rule.kind in {RuleKind.BEFORE, RuleKind.AFTER})
    if rule.kind is RuleKind.AT_MOST_AFTER:
        far = timedelta(0)
    answer = compared - far if is_earlier else compared + far
    if question.kind is QuestionKind.DATE_TIME:
        at_noon = answer if isinstance(answer, datetime) else datetime.combine(answer, time(12), LOCAL)
        return at_noon.isoformat(timespec="minutes")
    on = f"{answer:%Y-%m-%d}"
    return {**values[question.name], "dated": on} if question.kind is QuestionKind.LICENCE else on


def _answer(question: Question, field: str, away: tuple[str, ...], at: datetime) -> Iterator[tuple[str, str]]:
    match question.kind:
        case QuestionKind.CHOICES:
            yield field, ""
            yield f"{field}.{_first(question, away)}", "on"
        case QuestionKind.ADDRESS:
            yield f"{field}.province", PROVINCE
            yield f"{field}.commune", COMMUNE
            yield f"{field}.line", "Số 12, ngõ 5 phố Láng Hạ"
        case QuestionKind.LICENCE:
            # From before there was a register: such a one is taken, and marked as unchecked.
            yield f"{field}.number", "15/GP-STTTT"
            yield f"{field}.dated", "12/03/2024"
        case QuestionKind.TABLE:
            rows = max(1, question.minimum or 1)
            yield f"{field}.rows", str(rows)
            for row in range(rows):
                for column in question.columns:
                    yield from _answer(column, f"{field}.{row}.{column.name}", (), at)
        case QuestionKind.FILE:
            return
        case kind:
            yield field, _PLAIN[kind](question, away, at)


def _first(question: Question, away: tuple[str, ...]) -> str:
    """Return the first answer with which the dossier is filed here."""
    return next(choice.value for choice in question.choices if choice.value not in away)


def _text(question: Question, _away: tuple[str, ...], _at: datetime) -> str:
    found = _EXAMPLE.search(question.help.vi) if question.help else None
    text = found["example"].strip() if found else typical(question.label.vi)
    return text[: question.max_length]


def _number(question: Question, _away: tuple[str, ...], _at: datetime) -> str:
    low = 1 if question.minimum is None else question.minimum
    usual = _YEAR if low in _YEARS else 120
    return str(max(low, min(usual, usual if question.maximum is None else question.maximum)))


def _money(question: Question, _away: tuple[str, ...], _at: datetime) -> str:
    most = 300_000_000 if question.maximum is None else question.maximum
    return str(max(question.minimum or 0, min(300_000_000, most)))


def _date(_question: Question, _away: tuple[str, ...], _at: datetime) -> str:
    return "12/03/2024"


def _date_time(_question: Question, _away: tuple[str, ...], at: datetime) -> str:
    return f"{local(at) + timedelta(_DAYS_AHEAD):%d/%m/%Y} 09:00"


def _yes_no(_question: Question, away: tuple[str, ...], _at: datetime) -> str:
    return YES if NO in away else NO


_PLAIN: Mapping[QuestionKind, Callable[[Question, tuple[str, ...], datetime], str]] = {
    QuestionKind.TEXT: _text,
    QuestionKind.LONG_TEXT: _text,
    QuestionKind.INTEGER: _number,
    QuestionKind.MONEY: _money,
    QuestionKind.DATE: _date,
    QuestionKind.DATE_TIME: _date_time,
    QuestionKind.CHOICE: lambda question, away, _at: _first(question, away),
    QuestionKind.YES_NO: _yes_no,
    QuestionKind.PERSONAL_ID: lambda _question, _away, _at: "001090012345",
    QuestionKind.TAX_CODE: lambda _question, _away, _at: "0199999991",
    QuestionKind.PHONE: lambda _question, _away, _at: "024 3512 3456",
    QuestionKind.EMAIL: lambda _question, _away, _at: "lien-he@example.vn",
}
