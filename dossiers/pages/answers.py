"""How answers are shown: to whoever gave them before they are filed, and to everybody who reads them later."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dossiers.display.cases import when_paid
from dossiers.display.formats import localized, vn_date, vn_money, vn_number
from dossiers.filing import drafts, rules
from dossiers.filing.counter.unnumbered import NOT_IN_LETTER, NUMBER, is_unnumbered
from dossiers.filing.known.applicant import read_of_applicant
from dossiers.log.answers import standing, superseded
from dossiers.models import Attachment, Dossier, Event
from procedures import addresses
from procedures.answers import ADDRESS_PARTS, LICENCE_PARTS, choice_field, clean, part_field, saying, shown
from procedures.answers.fields import rows_of
from procedures.form import paying
from procedures.form.fees import Due, due, total
from procedures.form.rules import Breach, RuleKind
from procedures.machine import DueBy, Fee, Machine, Question, QuestionKind, Text
from procedures.time.calendar import LOCAL

NUMBERS = frozenset({QuestionKind.INTEGER, QuestionKind.MONEY})


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table, with the label that it has where there is no room for a head."""

    label: str
    text: str
    is_number: bool


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """An answer with its label: a text, or the rows of a table."""

    label: str
    value: str
    table: Sequence[Sequence[Cell]] = ()
    name: str = ""
    """The question's."""
    before: str = ""
    """What stood there before a correction; empty where nothing was corrected."""


@dataclass(frozen=True, slots=True)
class AnswerSection:
    """Answers under the heading that their questions had; ``anchor`` is where the form asks them."""

    anchor: str
    title: str
    rows: list[AnswerRow]


@dataclass(frozen=True, slots=True)
class FeeLine:
    """A fee that is due: how it is worked out, in words, and its amount in đồng where that is known."""

    name: Text
    words: str
    amount: int | None


@dataclass(frozen=True, slots=True)
class FeesDue:
    """What is to be paid by the answers; the total is None while a part of it is not known."""

    lines: list[FeeLine]
    total: int | None
    note: Text | None
    when: str = ""
    """When it is to be paid, to who has not filed yet; empty where nothing is."""


def answer_sections(
    machine: Machine, values: Mapping[str, Any], superseded: Mapping[str, Any] | None = None
) -> list[AnswerSection]:
    """Return typed answers in the parts of the form, those that were corrected with what stood there before.

    What was not asked or not answered is left out.
    """
    old = superseded or {}
    own, applicant = drafts.parts_after(machine), read_of_applicant(machine)
    of_form = [*applicant, *(question for _heading, questions in own for question in questions)]
    asked = {question.name for question in shown(of_form, values)} | old.keys()
    of_applicant = [question for question in applicant if question.name in asked]
    parts = [("section-applicant", _("Applicant"), answer_rows(values, of_applicant, old))]
    for heading, questions in own:
        rows = answer_rows(values, [question for question in questions if question.name in asked], old)
        parts.append((f"section-{questions[0].name}", localized(heading) or _("Content of the application"), rows))
    return [AnswerSection(anchor, title, rows) for anchor, title, rows in parts if rows]


def typed_sections(machine: Machine, raw: Mapping[str, str]) -> list[AnswerSection]:
    """Return what was typed into a draft, right or wrong, as ``answer_sections`` does what is filed."""
    questions = drafts.asked_of(machine)
    values: dict[str, Any] = {question.name: _typed(question, raw) for question in questions}
    if is_unnumbered(values):
        # A draft that says nothing yet is no letter.
        del values[NUMBER]
    return answer_sections(machine, values | clean(questions, raw)[0])


def earlier_answers(old: Machine, new: Machine, raw: Mapping[str, str]) -> list[AnswerRow]:
    """Return what was typed for questions of an older version, where the newer form cannot show it."""
    questions = drafts.unplaced(old, new)
    values: dict[str, Any] = {question.name: _typed(question, raw) for question in questions}
    return answer_rows(values | clean(questions, raw)[0], questions)


def typed_text(question: Question, raw: Mapping[str, str]) -> str:
    """Return what was typed for one question, right or wrong, as a text."""
    values = {question.name: _typed(question, raw)} | clean([replace(question, shown_when=None)], raw)[0]
    return in_one_line(question, values[question.name])


def _typed(question: Question, raw: Mapping[str, str]) -> Any:
    """Return what was typed for a question, in the shape of its answer."""
    match question.kind:
        case QuestionKind.TABLE:
            return list(rows_of(question.name, raw).values())
        case QuestionKind.CHOICES:
            return [choice.value for choice in question.choices if raw.get(choice_field(question.name, choice.value))]
        case QuestionKind.ADDRESS:
            province, commune, line = (raw.get(part_field(question.name, part), "") for part in ADDRESS_PARTS)
            places = (addresses.commune(province, commune), addresses.province(province)) if commune or line else ()
            return ", ".join(part for part in (line, *(place.name for place in places if place)) if part)
        case QuestionKind.LICENCE:
            number, dated = (raw.get(part_field(question.name, part), "").strip() for part in LICENCE_PARTS)
            return {"number": number, "dated": dated} if number and dated else number or dated
        case _:
            return raw.get(question.name, "")


def answer_rows(
    answers: Mapping[str, Any], questions: Iterable[Question], superseded: Mapping[str, Any] | None = None
) -> list[AnswerRow]:
    """Return the answers to some questions; unanswered ones are left out."""
    old, rows = superseded or {}, []
    for question in questions:
        row = _row(question, answers.get(question.name))
        if question.name == NUMBER and is_unnumbered(answers):
            row = replace(row, value=localized(NOT_IN_LETTER))
        if question.name in old:
            row = replace(row, before=in_one_line(question, old[question.name]))
            row = row if row.value or row.table else replace(row, value=_("no answer"))
        rows.append(row)
    return [row for row in rows if row.value or row.table]


def _row(question: Question, value: Any) -> AnswerRow:
    label = localized(question.label)
    if question.kind is QuestionKind.TABLE and isinstance(value, list):
        return AnswerRow(label, "", [_cells(question, row) for row in value], question.name)
    return AnswerRow(label, answer_text(question, value), name=question.name)


def _cells(table: Question, row: Mapping[str, Any]) -> list[Cell]:
    return [
        Cell(localized(column.label), answer_text(column, row.get(column.name)), column.kind in NUMBERS)
        for column in table.columns
    ]


def in_one_line(question: Question, value: Any) -> str:
    """Return one answer as a text, a table row by row; what says that there is none, where there is none."""
    row = _row(question, value)
    lines = ["; ".join(f"{cell.label}: {cell.text}" for cell in cells if cell.text) for cells in row.table]
    return row.value or "\n".join(lines) or _("no answer")


def differing(question: Question, before: Any, now: Any) -> tuple[str, str]:
    """Return an answer before and now, each as a text; of a table with as many rows what differs, row by row."""
    is_table = isinstance(before, list) and isinstance(now, list) and question.kind is QuestionKind.TABLE
    if not is_table or len(before) != len(now):
        return in_one_line(question, before), in_one_line(question, now)
    texts: tuple[list[str], list[str]] = [], []
    for number, pair in enumerate(zip(before, now, strict=True), 1):
        others = {name for row in pair for name in row if pair[0].get(name) != pair[1].get(name)}
        for lines, row in zip(texts, pair, strict=True):
            said = in_one_line(question, [{name: value for name, value in row.items() if name in others}])
            if others:
                lines.append(_("Row %(number)s – %(answers)s") % {"number": number, "answers": said})
    return "\n".join(texts[0]), "\n".join(texts[1])


def answer_text(question: Question, value: Any) -> str:
    """Return one answer as it is read, in the reader's language."""
    return as_chosen(question, value, saying.answer_text(question, value, get_language()))


def as_chosen(question: Question, value: Any, label: str) -> str:
    """Return a choice as it is offered and read: where one can pay on line, who pays at the desk, as definitions say, may do so too."""
    if settings.PAYMENT_GATEWAY and (question.name, value) == (paying.QUESTION, paying.AT_DESK):
        return _("%(at_desk)s, or on line once the dossier is filed") % {"at_desk": label}
    return label


def fees_due(machine: Machine, values: Mapping[str, Any], by: DueBy | None = None) -> FeesDue | None:
    """Return what is to be paid by typed answers; None without fees, and for tariffs of which no answer decides any.

    ``by`` leaves those that are due at that time alone.
    """
    fees = [fee for fee in machine.fees if by is None or fee.due is by]
    if all(fee.per and not fee.quantity and not fee.when for fee in fees):
        return None
    dues = due(fees, values)
    lines = [FeeLine(each.fee.name, _sum(each), each.amount) for each in dues]
    return FeesDue(lines, total(dues), machine.fee_note, when_paid([each.fee for each in dues]))


def _sum(each: Due) -> str:
    """Say how a fee is worked out: ``15.000 đ × 120 trang quy chuẩn = 1.800.000 đ``."""
    fee: Fee = each.fee
    if each.quantity is not None and each.amount is not None:
        amount, quantity = vn_money(fee.amount), vn_number(each.quantity)
        return f"{amount} × {quantity} {_units(fee, each.quantity)}".rstrip() + f" = {vn_money(each.amount)}"
    if fee.per:
        return _("%(amount)s per %(unit)s") % {"amount": vn_money(fee.amount), "unit": localized(fee.per)}
    return vn_money(each.amount)


def _units(fee: Fee, quantity: int) -> str:
    """Return what a fee is counted by as it stands behind a number: in English of several in the plural."""
    if not fee.per or get_language() != "en" or quantity == 1:
        return localized(fee.per)
    return f"{fee.per.en}s"


@dataclass(frozen=True, slots=True)
class Doubt:
    """What is doubtful in an answer: the question's name, empty where its page does not show it, its label, the sentence."""

    name: str
    label: str
    sentence: str
    is_late: bool = False
    """Whether the filing comes late by it, which no other answer mends."""
    is_overtaken: bool = False
    """Whether it takes place before its result can be there."""


def doubts_of(
    machine: Machine, values: Mapping[str, Any], at: datetime, filed_at: datetime | None = None
) -> list[Doubt]:
    """Return what is doubtful in typed answers that are filed at an instant, or that were before and are corrected then."""
    late = rules.late(machine, values, at)
    return [
        Doubt(question.name, localized(question.label), localized(doubt), question.name in late)
        for question, doubt in drafts.warnings(machine, values, at, filed_at)
    ]


def no_longer_asked(machine: Machine, values: Mapping[str, Any], attachments: Iterable[Attachment]) -> list[Doubt]:
    """Return the papers that are attached though the answers do not ask for them: they came before an answer changed."""
    present = {attachment.component for attachment in attachments}
    sentence = _(
        "By your answers this paper is not needed. What is attached is sent all the same: remove it if it should not be."
    )
    return [
        Doubt("", localized(component.title), sentence)
        for component in machine.components
        if component.name in present and component.when and not component.when.met_by(values)
    ]


def last_look(machine: Machine, values: Mapping[str, Any], result_at: datetime | None, at: datetime) -> list[Doubt]:
    """Return what whoever files at an instant is to look at again; ``result_at`` is the appointment, were it accepted then."""
    doubts = doubts_of(machine, values, at)
    return [*doubts, *before_result(machine, values, result_at, doubts)]


def before_result(
    machine: Machine, values: Mapping[str, Any], result_at: datetime | None, known: Iterable[Doubt] = ()
) -> list[Doubt]:
    """Return what is to take place before its result would be there: what must not be past on the day of filing.

    Of what is ``known`` to be late that is said already.
    """
    if result_at is None:
        return []
    late = {doubt.name for doubt in known if doubt.is_late}
    sentence = _(
        "This comes before the day on which the result is expected, %(day)s, were the dossier accepted at once."
    )
    return [
        Doubt(question.name, localized(question.label), sentence % {"day": vn_date(result_at)}, is_overtaken=True)
        for question in ahead_of(machine, values, result_at)
        if question.name not in late
    ]


def ahead_of(machine: Machine, values: Mapping[str, Any], result_at: datetime) -> list[Question]:
    """Return the questions about what is to take place, by its answer, on a day before that of a result."""
    ahead = {
        rule.question
        for rule in machine.rules
        if (rule.kind, rule.breach, rule.column) == (RuleKind.NOT_BEFORE_TODAY, Breach.BLOCK, None)
    }
    found = [question for question in machine.questions if question.name in ahead and values.get(question.name)]
    return [question for question in found if _day(values[question.name]) < localtime(result_at, LOCAL).date()]


def _day(value: str) -> date:
    """Return the local day of a typed answer: a day, or an instant."""
    at = datetime.fromisoformat(value)
    return localtime(at, LOCAL).date() if at.tzinfo else at.date()


def filed_context(dossier: Dossier, events: Sequence[Event]) -> dict[str, object]:
    """Return what a page shows of the answers as they stand: themselves, and what is to be paid by them."""
    values = standing(events)
    return {
        "answers": answer_sections(dossier.machine, values, superseded(events)),
        "fees": fees_due(dossier.machine, values) if values else None,
    }
