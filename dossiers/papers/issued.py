"""The paper of a result: exactly the text that was decided, with its number, date and signature.

Printed in Vietnamese only, laid out as NĐ 30/2020/NĐ-CP has outgoing papers.
"""

import hashlib
import re
import secrets
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.conf import settings
from django.core.files.base import ContentFile

from dossiers.commands import locked
from dossiers.display.links import absolute
from dossiers.log.decisions import Matter, matter_of
from dossiers.log.facts import Facts, facts_of, words_of
from dossiers.log.parts.issued import RESULT, mark_of
from dossiers.log.parts.issued import Issued as Known
from dossiers.models import Dossier, Event, Result, ResultFile
from dossiers.papers.parties import Office, office_of
from dossiers.papers.recorded import entered
from dossiers.papers.signed.code import Coded
from dossiers.papers.signed.fields import BELOW_THE_CODE
from dossiers.papers.signed.own import own_of
from dossiers.papers.wording import place_and_day
from procedures.machine import Machine, Outcome, Paper, Text
from procedures.results import Capacity, ResultKind

TEMPLATE = "papers/result.html"
UNNUMBERED = "……"
UNSIGNED = "QUYỀN HẠN, CHỨC VỤ CỦA NGƯỜI KÝ"
"""What stands above the signature of a draft (NĐ 30/2020, phụ lục III): who decides says later in what capacity.

Of a draft alone: where somebody has decided without a capacity, the name stands there and nothing above it (ADR 0086)."""
ANSWER = "Thông báo"
"""What a written answer is called, among the kinds of document of NĐ 30/2020."""
ANSWER_IN_ENGLISH = "Written answer"
_FORM_NUMBER = re.compile(r" \([^)]*\)| theo [Mm]ẫu.*")
_PARAGRAPHS = re.compile(r"\n\s*\n|\n")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the text; one in capitals alone is a title."""

    text: str
    is_about: bool = False
    """Whether it says below the title what the paper is about (trích yếu, NĐ 30/2020, phụ lục I)."""

    @property
    def is_title(self) -> bool:
        """Say whether it is set as a title."""
        return self.text.isupper()


@dataclass(frozen=True, slots=True)
class IssuedPaper(Coded):
    """The paper of a result in the words that are printed; a draft has no number yet."""

    office: Office
    number: str
    place_and_day: str
    dated: date | None
    code: str
    paragraphs: tuple[Paragraph, ...]
    capacity: tuple[str, ...]
    """The lines above the signature."""
    signer: str
    is_draft: bool
    kind: str
    """What it is called: the head of each sheet but the first says so, with its number."""
    how: str = ""
    """Whose signature the file carries, and what is recorded where it is not the signer's own (ADR 0082)."""

    @property
    def whole(self) -> tuple[str, ...]:
        """The text that is signed, with where and when it was."""
        return (self.place_and_day, *(paragraph.text for paragraph in self.paragraphs))

    @property
    def signature(self) -> tuple[str, ...]:
        """Who signs, with the lines above the name."""
        return (*self.capacity, self.signer)

    @property
    def below_the_code(self) -> str:
        """What stands below the code."""
        return BELOW_THE_CODE


def paragraphs_of(document: str, title: str = "", about: str = "") -> tuple[Paragraph, ...]:
    """Return the paragraphs of a text, empty lines only part them; with a title, and what it is about, where it begins without one."""
    parts = (" ".join(part.split()) for part in _PARAGRAPHS.split(document))
    found = tuple(Paragraph(part) for part in parts if part)
    has_title = bool(found) and found[0].is_title
    if has_title or not title:
        return found
    return (Paragraph(title.upper()), *([Paragraph(about, is_about=True)] if about else []), *found)


def about_of(outcome: Outcome) -> str:
    """Return what an answer is about, by the name of the outcome; "" of other papers, whose title says it."""
    if outcome.issues is None or outcome.issues.kind is not ResultKind.ANSWER or outcome.paper is not Paper.REFUSAL:
        return ""
    label = outcome.label.vi
    return f"Về việc {label[0].lower()}{label[1:]}"


def title_of(machine: Machine, outcome: Outcome) -> str:
    """Return what the paper of an outcome is called: the procedure's result without its form number, or an answer."""
    return title_in_both(machine, outcome).vi


def title_in_both(machine: Machine, outcome: Outcome) -> Text:
    """Return the same in both languages.

    The first edition of the lifecycle does not say what an outcome issues: what is refused is answered, all else is the result.
    """
    refused = outcome.paper is Paper.REFUSAL
    if refused if outcome.issues is None else outcome.issues.kind is ResultKind.ANSWER:
        return Text(ANSWER, ANSWER_IN_ENGLISH)
    return Text(*(_FORM_NUMBER.sub("", each) for each in (machine.result.vi, machine.result.en)))


def signed_by(decision: Event) -> tuple[str, ...]:
    """Return who signs what was decided, with the lines that stand above the name."""
    name = decision.actor.get_full_name() if decision.actor else ""
    return (*_capacity(facts_of(decision)), *([name] if name else []))


def capacity_lines(capacity: str, title: str) -> tuple[str, ...]:
    """Return what stands above a signature (NĐ 30/2020, phụ lục I): in whose name, then the signer's own title."""
    head, own = settings.HEAD_TITLE.upper(), title.upper()
    match capacity:
        case Capacity.FOR_THE_HEAD:
            return (f"KT. {head}", own or settings.DEPUTY_TITLE.upper())
        case Capacity.BY_ORDER | Capacity.BY_DELEGATION:
            return (f"{capacity}. {head}", own) if own else (f"{capacity}. {head}",)
        case Capacity.ON_BEHALF:
            return (f"TM. {settings.AGENCY_COLLECTIVE.upper()}", own or head)
        case _:
            return (own or head,)


def drafted(
    dossier: Dossier, document: str, outcome: Outcome, decision: Event | None = None, *, on: date
) -> IssuedPaper:
    """Return the paper as it would be on a day, without number and date; with the signature block once it is decided."""
    symbol = outcome.issues.symbol if outcome.issues else ""
    return replace(
        _paper(dossier, document, outcome, decision, on),
        number=f"{UNNUMBERED}/{symbol}",
        place_and_day=f"{settings.AGENCY_PLACE}, ngày …… tháng …… năm ……",
        dated=None,
        is_draft=True,
    )


def to_be_signed(
    dossier: Dossier, document: str, outcome: Outcome, decision: Event, *, number: str, on: date
) -> IssuedPaper:
    """Return the paper with the number that it will have, to be printed and signed by hand."""
    return _numbered(_paper(dossier, document, outcome, decision, on), number, on)


def issued(result: Result, document: str, decision: Event | None) -> IssuedPaper:
    """Return the paper of a result, by whom it was decided."""
    outcome = result.dossier.machine.outcome(result.outcome)
    if outcome is None:
        raise ValueError(f"{result.dossier.code} has no outcome {result.outcome}")
    paper = _paper(result.dossier, document, outcome, decision, result.dated)
    return _numbered(paper, result.number, result.dated)


def _numbered(paper: IssuedPaper, number: str, on: date) -> IssuedPaper:
    return replace(paper, number=number, place_and_day=place_and_day(on), dated=on)


def _paper(dossier: Dossier, document: str, outcome: Outcome, decision: Event | None, on: date) -> IssuedPaper:
    facts = facts_of(decision) if decision else None
    return IssuedPaper(
        url="",
        office=office_of(dossier, on),
        number="",
        place_and_day="",
        dated=None,
        code=dossier.code,
        paragraphs=paragraphs_of(document, title_of(dossier.machine, outcome), about_of(outcome)),
        capacity=_capacity(facts),
        signer=decision.actor.get_full_name() if decision and decision.actor else "",
        is_draft=False,
        kind=title_of(dossier.machine, outcome),
    )


def _capacity(decided: Facts | None) -> tuple[str, ...]:
    """Return the lines above the signature: the form's own words of what nobody has decided, none of a decision without a capacity."""
    if decided is None:
        return (UNSIGNED,)
    return capacity_lines(decided.capacity, decided.title) if decided.capacity else ()


def document_of(matter: Matter) -> str:
    """Return the text that was proposed last, or decided; empty where the draft is a file or its words are erased."""
    return words_of(matter.proposal.payload).document if matter.proposal else ""


def issue(event: Event, *, at: datetime) -> str:
    """Make the file of the result that an event has numbered, once, of exactly what was decided, and record it.

    Returns a remark where there is nothing to make. Call it in a transaction: the row and the event that records it hold
    together, behind the lock of the dossier. Raises ``refusals.LaterEdition``.
    """
    found = locked.dossier(event.dossier_id)
    at = max(at, found[1][-1].at)
    result = Result.objects.select_related("dossier__agency__parent", "signer").filter(event=event).first()
    if result is None or result.files.exists():
        return ""
    log = list(event.dossier.events.filter(sequence__lte=event.sequence).select_related("payload", "actor"))
    matter = matter_of(log, event.dossier.machine)
    document = document_of(matter)
    if not document:
        return "the words that were decided are erased"
    token = _token_of(matter.decision)
    pdf = _printed_and_signed(issued(result, document, matter.decision), matter.decision, at, token)
    made = ResultFile(
        result=result,
        revision=1,
        name=f"{result.number.replace('/', '-')}.pdf",
        media_type="application/pdf",
        made_at=at,
        token=token,
    )
    made.sha256 = hashlib.sha256(pdf).hexdigest()
    made.file.save("result.pdf", ContentFile(pdf), save=False)
    made.save(force_insert=True)
    mark = mark_of(token) if token else ""
    known = Known(of=event.sequence, kind=RESULT, number=result.number, mark=mark, sha256=made.sha256)
    entered.enter(found, known, at=at)
    return ""


def _token_of(decision: Event | None) -> str:
    """Return what the code of a result leads to, which nobody can guess; "" where nobody has signed: it gets no code."""
    return secrets.token_urlsafe(32) if decision and decision.actor else ""


def _printed_and_signed(paper: IssuedPaper, decision: Event | None, at: datetime, token: str) -> bytes:
    # Imported here: a web server prints drafts alone, and the press holds 20 MB.
    from dossiers.papers.press import printed
    from dossiers.papers.signed.pades import signed

    own = own_of(decision.actor if decision else None, at)
    words = replace(paper, how=own.how)
    return signed(printed(TEMPLATE, coded(words, token) if token else words), at=at, by=own.key)


def coded(paper: IssuedPaper, token: str) -> IssuedPaper:
    """Return a paper that is numbered with the code that leads to where it is checked, and says itself what was signed."""
    # Imported here: a web server prints drafts alone, and makes no statement.
    from dossiers.papers.signed.statement import with_statement

    if paper.dated is None:
        raise ValueError(f"a draft of {paper.code} has no code")
    leading = replace(paper, url=absolute("verify", token))
    return with_statement(leading, RESULT, paper.number, on=paper.dated, token=token)
