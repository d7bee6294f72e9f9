"""What would be printed and issued, filled in with made-up answers that say so."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from accounts.models import Unit
from dossiers import clock
from dossiers.display.formats import in_digits
from dossiers.filing import drafts
from dossiers.pages.answers import answer_text
from dossiers.papers.parties import Applicant, Office
from dossiers.papers.receipt import NOT_RECEIVED, FiledPaper, Receipt
from dossiers.papers.signed.own import DONE_AND_SEALED
from dossiers.papers.wording import limit_in_words, moment_in_words, place_and_day
from dossiers.preview.alone import alone
from procedures import steady
from procedures.answers import clean
from procedures.answers.sample import raw_answers
from procedures.answers.saying import in_lines
from procedures.composing import compose_once, compose_sentences
from procedures.form import fees
from procedures.language.changes.outcomes import issued
from procedures.language.wording import NAMED
from procedures.machine import Machine, Outcome, QuestionKind, Text
from procedures.time.calendar import CalendarError, CalendarExhausted, local
from procedures.time.calendars import current_calendar
from procedures.time.regimes.book import Days, RegimeError
from procedures.time.regimes.rules import Form, FormRow

MADE_UP = "MẪU"
"""What marks a paper as one of nobody's (a specimen)."""
APPLICANT: Mapping[str, str] = {
    "applicant_name": "Nguyễn Văn Mẫu",
    "applicant_id": "001090012345",
    "applicant_address": "Số 12, ngõ 5 phố Láng Hạ, Hà Nội",
    "applicant_phone": "024 3512 3456",
    "applicant_email": "lien-he@example.vn",
}
DESK = "Bộ phận Tiếp nhận và Trả kết quả"
STYLE = Path(settings.BASE_DIR) / "templates" / "django" / "papers" / "paper.css"
ON_SCREEN = """
html { background: #fff; font-family: "Times New Roman", Tinos, "Liberation Serif", serif; }
body { box-sizing: border-box; position: relative; width: 148mm; min-height: 209mm; padding: 8mm 9mm 9mm 12mm; }
body::before { content: "MẪU"; position: absolute; top: 38%; left: 12%; font-size: 96pt; font-weight: bold;
  color: rgb(140 21 21 / 10%); rotate: -28deg; letter-spacing: .1em; pointer-events: none; }
"""


@dataclass(frozen=True, slots=True)
class Document:
    """What an outcome issues: its kind, symbol and term in words, and its composed text in paragraphs."""

    outcome: Outcome
    issued: Text
    paragraphs: tuple[str, ...]


def sample_values(machine: Machine, at: datetime) -> dict[str, Any]:
    """Return typed answers to all questions that those answers show, complete and right."""
    typed = {**raw_answers(machine, at), **APPLICANT}
    return dict(clean(drafts.questions_of(machine), typed)[0])


def subject(machine: Machine, values: Mapping[str, Any]) -> str:
    """Return the line by which lists would tell such a dossier from others; empty where the procedure has none."""
    return _composed(machine, machine.subject, values, compose_once)


def documents(machine: Machine, values: Mapping[str, Any]) -> list[Document]:
    """Return what each outcome issues; none in the first edition of the lifecycle."""
    return [
        Document(
            outcome, issued(machine, outcome.issues), _paragraphs(machine, outcome.issues.document_for(values), values)
        )
        for outcome in machine.outcomes
        if outcome.issues is not None
    ]


def _paragraphs(machine: Machine, text: str, values: Mapping[str, Any]) -> tuple[str, ...]:
    whole = _composed(machine, text.strip(), values, compose_sentences)
    return tuple(part.strip() for part in whole.split("\n\n") if part.strip())


def _composed(
    machine: Machine, text: str, values: Mapping[str, Any], place: Callable[[str, Callable[[str], str]], str]
) -> str:
    """Put the answers into a text, in Vietnamese, as papers are."""
    questions = {question.name: question for question in drafts.questions_of(machine)}

    def answer(name: str) -> str:
        question = questions.get(name)
        if question is not None and question.kind is QuestionKind.TABLE:
            return in_lines(question, values.get(name))
        # What is no question is written by an officer in the course of the work, such as a reason.
        return answer_text(question, values.get(name)) if question else f"[{MADE_UP}: {NAMED[name].vi}]"

    with translation.override("vi"):
        return place(text, answer)


def receipt(machine: Machine, values: Mapping[str, Any], at: datetime) -> str:
    """Return the receipt as an HTML document of its own, as it would be printed of a dossier accepted now."""
    html = render_to_string("papers/receipt.html", {"paper": _receipt(machine, values, local(at))}, using="django")
    rules = STYLE.read_text(encoding="utf-8")
    # The first rule behind those that fetch fonts and speak of pages.
    rules = rules[rules.index("html {") :] + ON_SCREEN
    return alone(html, "receipt").replace("</head>", f"<style>{rules}</style></head>")


def _receipt(machine: Machine, values: Mapping[str, Any], at: datetime) -> Receipt:
    name, form = steady.now().agencies.named(machine.agency, at.date()), _form(at)
    agency = Unit(name_vi=name.vi, name_en=name.en)
    office = Office("", agency, Unit(name_vi=DESK, name_en=DESK))
    return Receipt(
        office=office,
        number=f"{MADE_UP}/{form.series}",
        url=MADE_UP,
        place_and_day=place_and_day(at.date()),
        issued_at=at,
        code=MADE_UP,
        applicant=_applicant(values),
        procedure=machine.name.vi,
        papers=tuple(
            FiledPaper(one.title.vi, 0 if one.handed_in else 1, handed=NOT_RECEIVED if one.handed_in else "")
            for one in machine.components
            if one.eform or one.is_wanted(values) or one.is_brought(values)
        ),
        sets=f"{machine.sets:02d}",
        limit=limit_in_words(machine.committed_limit).vi,
        received=moment_in_words(at),
        due=_due(machine, at),
        provisional=False,
        officer=MADE_UP,
        fee=fees.total(fees.due(machine.fees, values)) or 0,
        paid=0,
        received_at=office.collected_at,
        title=form.title,
        how=DONE_AND_SEALED,
    )


def _form(at: datetime) -> FormRow:
    """Return the receipt of the set of forms of a day; where no regime says it, that it is not known."""
    try:
        found = steady.now().regimes.ruling(Days(act=at.date())).form(Form.RECEIPT)
    except RegimeError:
        found = None
    return found or FormRow(Form.RECEIPT, "", MADE_UP, MADE_UP)


def _applicant(values: Mapping[str, Any]) -> Applicant:
    return Applicant(
        name=str(values["applicant_name"]),
        personal_id=str(values["applicant_id"]),
        address=str(values["applicant_address"]),
        phone=in_digits(str(values["applicant_phone"])),
        email=str(values["applicant_email"]),
    )


def _due(machine: Machine, at: datetime) -> str:
    """Return when the result would be due; where no calendar says it, that it is not known."""
    terms = clock.Terms(machine.committed_limit, machine.supplement.after)
    try:
        reading = clock.read([clock.Mark(clock.MarkKind.STARTED, at)], terms, current_calendar(), as_of=at)
    except (CalendarError, CalendarExhausted):
        return f"{MADE_UP} (chưa có lịch làm việc để tính)"
    return moment_in_words(local(reading.due_at))
