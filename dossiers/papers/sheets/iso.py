"""Quy trình giải quyết thủ tục hành chính: the ISO document of a version of a procedure, as its definition says it.

The cover, the table of revisions and the seven parts that such documents have in use (TCVN ISO 9001:2015). What the agency
has not written down yet, its code, its number of issue and its approval, is a line to be filled by hand.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from django.template.loader import render_to_string
from django.utils import translation

from accounts.models import ROLE_LABELS
from dossiers import outbox
from dossiers.display.diagram import diagram
from dossiers.display.formats import limit, vn_date, vn_money
from dossiers.display.labels import role_label
from dossiers.papers.wording import limit_in_words
from procedures.iso import IsoForm, IsoRecord
from procedures.machine import Component, Fee, Machine, Paper, Step, Text
from procedures.time.regimes.book import Ruling
from procedures.time.regimes.rules import FORM_OF, Form, FormRow

TEMPLATE = "papers/iso.html"
BLANK = "…………………"
"""Stands where the agency has something to write."""
SCOPE = "Áp dụng đối với tổ chức, cá nhân thực hiện thủ tục “{name}” và các đơn vị, cán bộ tham gia giải quyết."
PURPOSE = "Quy định trình tự, trách nhiệm và thời gian giải quyết thủ tục “{name}”."
WORDS = (
    ("TTHC", "Thủ tục hành chính"),
    ("BPMC", "Bộ phận Tiếp nhận và Trả kết quả (Bộ phận Một cửa)"),
    ("GCN, GP", "Giấy chứng nhận, giấy phép"),
)
"""What is short for what in such documents."""
INK = """
text { font-family: "Tinos Vietnamese","Tinos Latin","Tinos Extended",serif; font-size: 12px; fill: #000; }
path, circle, rect { fill: none; stroke: #555; }
.track { stroke-width: 2.5; } .title, .time, .pause { font-weight: bold; } .bracket { stroke-dasharray: 1 3; }
.step rect { fill: #fff; } .entry rect, .way-out rect { fill: #eee; } .wait rect { stroke-dasharray: 3 3; }
.disc circle { fill: #fff; } .disc text, .sheet text { text-anchor: middle; } .disc text { font-weight: bold; }
.sheet path { fill: #fff; } .sheet text { font-size: 10px; font-weight: bold; }
"""
"""What the picture looks like on paper, in black and white.

No space stands between the fonts: WeasyPrint would take it for a part of the second one's name.
"""


MECHANISM = "Mẫu số {number} (cơ chế một cửa)"
"""How a form of the one-stop mechanism is told from one of the field's own law that has the same number."""
OF_EACH = frozenset({Form.CONTROL, Form.REGISTER})
"""What is kept of each dossier, whatever its procedure."""
NO_FEE = "Hồ sơ công bố của thủ tục không nêu phí, lệ phí."


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A paper that is handed in: its title and form, when it is needed where that is not always, how many of each kind."""

    title: str
    about: str
    originals: str
    copies: str


@dataclass(frozen=True, slots=True)
class StepRow:
    """A line of the table of steps."""

    title: str
    who: str
    time: str
    output: str


@dataclass(frozen=True, slots=True)
class Publication:
    """How a version came to be published; "" where nobody said so."""

    decision: str
    prepared_by: str
    approved_by: str
    versions: tuple[tuple[int, date], ...]
    """The versions up to this one, each with the day from which it applies."""


@dataclass(frozen=True, slots=True)
class ProcessDocument:
    """The document, in the words that are printed."""

    machine: Machine
    publication: Publication
    agency: str
    made_on: date
    steps: tuple[StepRow, ...]
    papers: tuple[PaperRow, ...]
    fees: tuple[str, ...]
    forms: tuple[IsoForm, ...]
    records: tuple[IsoRecord, ...]
    picture: str
    """As an image in a ``data:`` address."""
    picture_in_words: str
    blank: str = BLANK
    words: tuple[tuple[str, str], ...] = WORDS

    @property
    def code(self) -> str:
        """Code of the document."""
        return self.machine.iso.code or BLANK

    @property
    def revision(self) -> str:
        """The number of its issue."""
        revision = self.machine.iso.revision
        return BLANK if revision is None else f"{revision:02d}"

    @property
    def issued_on(self) -> str:
        """The day of its issue."""
        return vn_date(self.machine.iso.issued_on) or BLANK

    @property
    def decision(self) -> str:
        """The decision that approves it."""
        return self.machine.iso.decision or self.publication.decision or BLANK

    @property
    def prepared_by(self) -> str:
        """Who drafted it."""
        return self.publication.prepared_by or BLANK

    @property
    def approved_by(self) -> str:
        """Who approved it."""
        return self.publication.approved_by or BLANK

    @property
    def purpose(self) -> str:
        """What it is for."""
        iso = self.machine.iso
        return iso.purpose.vi if iso.purpose else PURPOSE.format(name=self.machine.name.vi)

    @property
    def scope(self) -> str:
        """To whom it applies."""
        iso = self.machine.iso
        return iso.scope.vi if iso.scope else SCOPE.format(name=self.machine.name.vi)

    @property
    def legal_limit(self) -> str:
        """The time that the law gives."""
        return limit_in_words(self.machine.legal_limit).vi

    @property
    def committed_limit(self) -> str:
        """The time that the agency gives itself, "" where it is the law's."""
        committed = self.machine.committed_limit
        return "" if committed == self.machine.legal_limit else limit_in_words(committed).vi


def document_of(machine: Machine, publication: Publication, ruling: Ruling, on: date) -> ProcessDocument:
    """Return the document of a machine whose agencies have their names of a day, under the law of that day."""
    with translation.override("vi"):
        roles = {role: str(label) for role, label in ROLE_LABELS.items()}
        apology = ruling.form(Paper.APOLOGY)
        titles = {Paper.APOLOGY: apology.title} if apology else {}
        drawn = diagram(machine, language="vi", roles=roles, titles=titles)
        inside = render_to_string("components/diagram_picture.html", {"picture": drawn.wide})
        return ProcessDocument(
            machine,
            publication,
            machine.agency.vi,
            on,
            tuple(map(_step, machine.steps)),
            tuple(map(_paper, machine.components)),
            tuple(map(_fee, machine.fees)) or (NO_FEE,),
            (*(machine.iso.forms or _forms_of_applicants(machine)), *_forms(machine, ruling)),
            tuple(_records(machine, ruling)),
            _image(drawn.wide.width, drawn.wide.height, inside),
            drawn.description,
        )


def pdf_of(document: ProcessDocument) -> bytes:
    """Return a document as a PDF. Raises ``FileNotFoundError`` where the fonts are not installed."""
    # Imported here: a web server prints documents when it is asked to alone, and the press holds 20 MB.
    from dossiers.papers.press import printed

    return printed(TEMPLATE, document)


def _step(step: Step) -> StepRow:
    who = role_label(step.role)
    return StepRow(
        step.title.vi,
        f"{who}, {step.agency.vi}" if step.agency else who,
        limit(step.limit),
        step.output.vi,
    )


def _paper(paper: Component) -> PaperRow:
    when = paper.condition.vi if paper.condition else "" if paper.required else "nếu có"
    how = "khai trực tuyến thay cho giấy" if paper.eform else "nộp tại nơi tiếp nhận" if paper.handed_in else ""
    about = [when, paper.form.vi if paper.form else "", how]
    return PaperRow(paper.title.vi, "; ".join(filter(None, about)), _count(paper.originals), _count(paper.copies))


def _count(number: int) -> str:
    return f"{number:02d}" if number else ""


def _fee(fee: Fee) -> str:
    per = f" mỗi {fee.per.vi}" if fee.per else ""
    return f"{fee.name.vi}: {vn_money(fee.amount)}{per}"


def _forms_of_applicants(machine: Machine) -> tuple[IsoForm, ...]:
    """Return the forms that applicants fill in, of a definition that lists none."""
    return tuple(IsoForm(paper.form.vi, paper.title) for paper in machine.components if paper.form)


def _forms(machine: Machine, ruling: Ruling) -> Iterator[IsoForm]:
    """Yield the forms of the one-stop mechanism on that day that what happens in this procedure prints, and what is kept of each dossier."""
    for row in _rows(machine, ruling):
        if row.number:
            yield IsoForm(MECHANISM.format(number=row.number), Text(row.title, row.title))


def _rows(machine: Machine, ruling: Ruling) -> Iterator[FormRow]:
    outcomes = (None, *machine.outcomes)
    printed = {outbox.paper_of(action, outcome) for action in machine.actions for outcome in outcomes}
    of_papers = {FORM_OF[paper] for paper in printed if paper}
    for form in Form:
        row = ruling.form(form)
        if row is not None and form in of_papers | OF_EACH:
            yield row


def _records(machine: Machine, ruling: Ruling) -> Iterator[IsoRecord]:
    """Yield what such a process leaves behind: what the agency has written of it, then what it has not, to be written in."""
    yield from machine.iso.records
    blank, known = Text(BLANK, BLANK), {one.name.vi.casefold() for one in machine.iso.records}
    kept = [Text("Hồ sơ của tổ chức, cá nhân", "The applicant's dossier"), machine.result] if not known else []
    kept += [Text(row.title, row.title) for row in _rows(machine, ruling)]
    for name in kept:
        if name.vi.casefold() not in known:
            yield IsoRecord(name, blank, blank)


def _image(width: int, height: int, inside: str) -> str:
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f"<style>{INK}</style>{inside}</svg>"
    )
    return f"data:image/svg+xml,{quote(svg)}"
