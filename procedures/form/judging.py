"""Which rules typed answers break at an instant. Pure; never asked of a record again once it is filed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from procedures.answers.fields import DATED, PROVINCE, cell_field, part_field
from procedures.answers.reading import shown
from procedures.answers.saying import answer_text, in_groups
from procedures.form import Question, QuestionKind, Text
from procedures.form.rules import Breach, Comparison, Order, Rule, RuleKind
from procedures.form.wording import as_read
from procedures.time.calendar import local

type Moment = date | datetime

OF_FILING = frozenset(
    {RuleKind.NOT_AFTER_TODAY, RuleKind.NOT_BEFORE_TODAY, RuleKind.AT_LEAST_BEFORE, RuleKind.AT_MOST_AFTER}
)
"""The kinds that compare a moment with that of filing."""
OF_DAYS = frozenset({RuleKind.NOT_AFTER_TODAY, RuleKind.NOT_BEFORE_TODAY})
"""Those of them that may be asked of a column, in each row of a table."""
OF_ROWS = OF_DAYS | {RuleKind.NOT_AFTER_THIS_YEAR}
"""The kinds that are asked of each row by itself: what the other cells and rows hold does not matter."""


FILED_NOW = Text("nộp lúc này là", "filed now, it is")
SENT_NOW = Text("gửi lúc này là", "sent now, it is")
WAS_FILED = Text("hồ sơ đã nộp", "it was filed")


@dataclass(frozen=True, slots=True)
class Broken:
    """A rule that answers break: at which field, and what is said there."""

    rule: Rule
    field: str
    sentence: Text

    @property
    def blocks(self) -> bool:
        """Say whether nothing is filed with such answers."""
        return self.rule.breach is Breach.BLOCK


def broken(
    rules: Sequence[Rule],
    questions: Sequence[Question],
    values: Mapping[str, Any],
    at: datetime,
    *,
    filed_at: datetime | None = None,
) -> tuple[Broken, ...]:
    """Return the rules that typed answers break which are filed at an instant; those of a dossier filed before, corrected at one.

    What is not asked or not answered breaks none, and neither does an answer that an older version kept in another shape.
    """
    if not rules:
        return ()
    asked = {question.name: question for question in shown(questions, values) if question.name in values}
    known = {name: values[name] for name in asked}
    return tuple(
        Broken(rule, _field(rule, asked[rule.question], known, then), _sentence(rule, asked, known, then, when))
        for rule, then, when in (_instant(rule, at, filed_at) for rule in rules)
        if rule.question in asked and rule.is_asked(known) and _breaks(rule, asked, known, then)
    )


def _instant(rule: Rule, at: datetime, filed_at: datetime | None) -> tuple[Rule, datetime, Text]:
    """Return a rule with the instant by which it is judged, and the words for that.

    What may not be over yet is looked at by now: what has begun meanwhile can be announced no more. When a dossier was
    filed, and on what day it had which paper, no correction changes.
    """
    if filed_at is None or rule.kind is RuleKind.NOT_BEFORE_TODAY:
        return rule, at, FILED_NOW if filed_at is None else SENT_NOW
    return rule, filed_at, WAS_FILED


def _field(rule: Rule, question: Question, values: Mapping[str, Any], at: datetime) -> str:
    """Return the field of a question that a rule is about: of those in parts, the part; of a table, the first cell that breaks it."""
    if _is_of_cells(rule):
        return cell_field(question.name, _rows_that_break(rule, values, at)[0], rule.column or "")
    part = {QuestionKind.LICENCE: DATED, QuestionKind.ADDRESS: PROVINCE}.get(question.kind)
    return part_field(question.name, part) if part else question.name


def _breaks(rule: Rule, asked: Mapping[str, Question], values: Mapping[str, Any], at: datetime) -> bool:
    if rule.other is not None and rule.other not in asked:
        return False
    match rule.kind:
        case RuleKind.SUM | RuleKind.COUNT | RuleKind.NUMBER:
            measured, measure = measured_by(rule, values), _measure(rule, values)
            return None not in (measured, measure) and not _compares(rule, measured or 0, measure or 0)
        case RuleKind.PROVINCE_IS:
            place = values[rule.question]
            return isinstance(place, dict) and place.get("province") not in rule.provinces
        case RuleKind.NOT_AFTER_THIS_YEAR:
            return bool(_years_to_come(rule, values, at))
        case RuleKind.EQUAL:
            return bool(values[rule.question] != values[rule.other or ""])
        case _:
            return rule.kind is RuleKind.LOOK_AGAIN or _is_out_of_order(rule, values, at)


def _is_out_of_order(rule: Rule, values: Mapping[str, Any], at: datetime) -> bool:
    if _is_of_cells(rule):
        return bool(_rows_that_break(rule, values, at))
    return not all(_holds(order, values, at) for order in rule.orders())


def _is_of_cells(rule: Rule) -> bool:
    return rule.kind in OF_DAYS and rule.column is not None


def _rows_that_break(rule: Rule, values: Mapping[str, Any], at: datetime) -> list[int]:
    """Return the rows, from 0, in which a column names a day that a rule does not take."""
    rows, column = values[rule.question], rule.column or ""
    cells = [row.get(column) if isinstance(row, dict) else None for row in rows] if isinstance(rows, list) else []
    return [
        number
        for number, cell in enumerate(cells)
        if not all(_holds(order, {rule.place: cell}, at) for order in rule.orders())
    ]


def _holds(order: Order, values: Mapping[str, Any], at: datetime) -> bool:
    earlier, later = (at if name is None else moment(values[name]) for name in (order.earlier, order.later))
    if earlier is None or later is None:
        return True
    if isinstance(earlier, datetime) and isinstance(later, datetime):
        between = later - earlier
    else:
        between = _day(later) - _day(earlier)
    return between >= order.gap if order.gap or not order.strict else between > timedelta(0)


def _day(at: Moment) -> date:
    return local(at).date() if isinstance(at, datetime) else at


def moment(value: Any) -> Moment | None:
    """Return the day or the instant that a typed answer names; of an earlier result, the day that it bears."""
    written = value.get(DATED) if isinstance(value, dict) else value
    if not isinstance(written, str):
        return None
    try:
        return datetime.fromisoformat(written) if "T" in written else date.fromisoformat(written)
    except ValueError:
        return None


def measured_by(rule: Rule, values: Mapping[str, Any]) -> int | None:
    """Return the sum or the number that a rule is about."""
    rows = values[rule.question]
    if rule.kind is RuleKind.NUMBER:
        return rows if isinstance(rows, int) else None
    if not isinstance(rows, list):
        return None
    if rule.kind is RuleKind.COUNT and rule.column is None:
        return len(rows)
    cells = [row[rule.column] for row in rows if isinstance(row, dict) and rule.column in row]
    return len(cells) if rule.kind is RuleKind.COUNT else sum(cell for cell in cells if isinstance(cell, int))


def _years_to_come(rule: Rule, values: Mapping[str, Any], at: datetime) -> list[int]:
    """Return which answers, or cells of a column, name a year after that of an instant."""
    value = values[rule.question]
    cells = [row.get(rule.column) for row in value if isinstance(row, dict)] if isinstance(value, list) else [value]
    return [year for year in cells if isinstance(year, int) and year > local(at).year]


def _measure(rule: Rule, values: Mapping[str, Any]) -> int | None:
    measure = rule.number if rule.other is None else values[rule.other]
    return measure if isinstance(measure, int) else None


def _compares(rule: Rule, measured: int, measure: int) -> bool:
    match rule.comparison:
        case Comparison.AT_MOST:
            return measured <= measure
        case Comparison.AT_LEAST:
            return measured >= measure
        case _:
            return measured == measure


def _sentence(
    rule: Rule,
    asked: Mapping[str, Question],
    values: Mapping[str, Any],
    at: datetime,
    when: Text,
) -> Text:
    if rule.tell is not None:
        return rule.tell
    said, seen = as_read(rule, asked), list(_seen(rule, asked, values, at, when))
    vi, en = (", ".join(each.of(language) for each in seen) for language in ("vi", "en"))
    return Text(f"{said.vi} ({vi}).", f"{said.en} ({en}).") if seen else Text(f"{said.vi}.", f"{said.en}.")


def _seen(
    rule: Rule, asked: Mapping[str, Question], values: Mapping[str, Any], at: datetime, when: Text
) -> Iterator[Text]:
    """Yield what an answer was compared with, which whoever reads the sentence may not have in sight."""
    match rule.kind:
        case RuleKind.SUM | RuleKind.COUNT:
            there = in_groups(measured_by(rule, values) or 0)
            yield Text(f"hiện là {there}", f"it is {there} now")
        case RuleKind.NOT_AFTER_THIS_YEAR:
            years, year = " · ".join(map(str, dict.fromkeys(_years_to_come(rule, values, at)))), local(at).year
            yield Text(f"ở đó ghi {years}, {when.vi} {year}", f"given there: {years}; {when.en} {year}")
        case kind if kind in OF_FILING:
            is_instant = asked[rule.question].kind is QuestionKind.DATE_TIME
            now = f"{local(at):%H:%M %d/%m/%Y}" if is_instant else f"{local(at):%d/%m/%Y}"
            if _is_of_cells(rule):
                numbers = ", ".join(str(row + 1) for row in _rows_that_break(rule, values, at))
                yield Text(f"dòng {numbers}", f"row {numbers}")
            yield Text(f"{when.vi} {now}", f"{when.en} {now}")
    if rule.other is not None and rule.kind is not RuleKind.PROVINCE_IS:
        other, value = asked[rule.other], values[rule.other]
        if other.kind is QuestionKind.LICENCE:
            on = f"{moment(value):%d/%m/%Y}"
            yield Text(f"ở đó ghi {on}", f"given there: {on}")
        else:
            yield Text(f"ở đó ghi {answer_text(other, value)}", f"given there: {answer_text(other, value, 'en')}")
