"""The form of a draft as people fill it in: parts under their headings, each question with all that belongs to it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _

from dossiers import files
from dossiers.citizen.paying.fee import Paying
from dossiers.citizen.shown import provinces
from dossiers.citizen.shown.asked import Case, OnlyIf, Paper, Part, Row, Section
from dossiers.citizen.shown.taken_out import TakenOut
from dossiers.citizen.shown.understood import Echo, echo_of, faults_of_typed, understood_cells
from dossiers.display import controls
from dossiers.display.formats import localized
from dossiers.filing import arriving, drafts, rules
from dossiers.filing.arriving import Aside
from dossiers.filing.known.head_office import head_office_of
from dossiers.filing.licences import NOT_ASKED, InRegister, refused_of, to_come
from dossiers.filing.lookups.words import Looked
from dossiers.filing.overlaps import Clash
from dossiers.filing.tables import rows
from dossiers.filing.tables.as_files import as_files
from dossiers.models import Attachment, PartialFile
from dossiers.pages import fields
from dossiers.pages.acting.foreseen import appointment_of_a_filing
from dossiers.pages.answers import doubts_of, last_look
from dossiers.pages.papers import sent_twice
from procedures.answers import PARTS, cell_field, clean, names_meant_in_rows, part_field, shown
from procedures.answers.fields import LINE
from procedures.form import NO, YES, Component, Condition, Question, QuestionKind, Text, paying
from procedures.machine import Machine

type Faults = Mapping[str, Text | list[str]]

TEMPLATES: Mapping[QuestionKind, str] = {
    QuestionKind.ADDRESS: "citizen/ask/address.html",
    QuestionKind.CHOICES: "citizen/ask/choices.html",
    QuestionKind.FILE: "citizen/ask/file.html",
    QuestionKind.LICENCE: "citizen/ask/licence.html",
    QuestionKind.MONEY: "citizen/ask/money.html",
    QuestionKind.TABLE: "citizen/ask/table.html",
}
PLAIN = "citizen/ask/plain.html"
APPLICANT, PAPERS = "section-applicant", "section-documents"
"""Where the first and the last part are; those between are named after their first questions."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A part of the form by its heading, with the questions under it; ``anchor`` is where links to it lead."""

    anchor: str
    title: str
    questions: Sequence[Question]

    @property
    def names(self) -> set[str]:
        """The names of its questions."""
        return {question.name for question in self.questions}

    def holds(self, field: str) -> bool:
        """Say whether a field stands in it."""
        if self.anchor == PAPERS:
            return field.startswith(drafts.component_field(""))
        return field.partition(".")[0] in self.names


def headings(machine: Machine) -> list[Heading]:
    """Return the parts in order: who applies, those that the procedure's headings open, the papers."""
    return [
        Heading(APPLICANT, _("Who applies"), drafts.of_applicant(machine)),
        *(
            Heading(f"section-{questions[0].name}", localized(title) or _("Content of the application"), questions)
            for title, questions in drafts.parts_after(machine)
        ),
        Heading(PAPERS, _("Documents"), ()),
    ]


class FilingForm(forms.Form):
    """Whatever was typed, right or wrong, with the faults that were found in it.

    It validates nothing itself: ``drafts.check`` does, and its faults are shown at the fields.
    """

    bound_field_class = fields.AskedField
    known = ""
    """What the page knows to be kept, as ``overlaps`` reads it."""
    clashes: Mapping[str, Clash] = {}
    unfinished: Sequence[PartialFile] = ()
    """Files that were not sent to their end."""
    taken_out: TakenOut | None = None
    """The row that was taken out of a table last."""
    aside: Sequence[Aside] = ()
    """Files that were taken out and may be put back."""
    pays: Paying | None = None  # what is to be paid with the filing
    filed_at: datetime | None = None  # of what is filed already and corrected now
    in_rows: Mapping[str, Text] = {}
    """Of tables with a cell that is missing or cannot be read, what the rules between answers say of the others."""
    looked: Mapping[str, Looked] = {}
    """What databases say of papers, by component."""

    def __init__(
        self,
        machine: Machine,
        answers: Mapping[str, str],
        attached: Iterable[Attachment] = (),
        faults: Faults | None = None,
        register: Mapping[str, InRegister] | None = None,
        *,
        asked: tuple[Sequence[Question], Sequence[Component]] | None = None,
    ) -> None:
        """Ask all that a procedure asks, or those questions and components alone."""
        super().__init__({**answers, **provinces.shown(machine, answers)}, use_required_attribute=False)
        self.machine, self.answers, self.attached = machine, answers, list(attached)
        self.register = register or {}
        self.values, self.unread = clean(drafts.asked_of(machine), answers)
        self.questions, self.components = asked or (drafts.on_page(machine, answers), machine.components)
        self.conditional = {question.name for question in drafts.asked_of(machine) if question.shown_when}
        self.within: dict[str, str] = {}
        for question in self.questions:
            self.fields.update(fields.fields_of(question, answers, self._rows(question)))
            self.within.update(fields.within(question, self._rows(question)))
        provinces.narrow(self.fields, machine, answers)
        for component in self.components:
            if component.is_uploaded:
                self.fields[drafts.component_field(component.name)] = fields.paper_field(component, machine.legal_basis)
        self.understood = self._echoes(self._refused() | self.unread)
        self._show(faults or {})

    def _refused(self) -> dict[str, Text]:
        """Return by field what would not be taken of answers that can each be read, were they filed now."""
        of_papers = to_come(self.machine, self.values, timezone.localdate()) | refused_of(self.register)
        of_papers |= rules.wrong_provinces(self.machine, self.answers)
        self.in_rows = rules.refused_in_rows(self.machine, self.values, self.answers, timezone.now())
        return of_papers | rules.refused(self.machine, self.values, timezone.now()) | self.in_rows

    def _echoes(self, faults: Mapping[str, Text]) -> dict[str, Echo]:
        """Return what is said back of each answer, of a file never."""
        doubts = self._doubts()
        echoes: dict[str, Echo] = {}
        for question in self.questions:
            if question.kind is QuestionKind.FILE:
                continue
            wrong = faults_of_typed(question, self.answers, faults)
            wrong |= {field: fault for field, fault in self.in_rows.items() if field == question.name}
            cells = {field: localized(fault) for field, fault in wrong.items() if self._is_cell(question, field)}
            sentence = " ".join(localized(fault) for field, fault in wrong.items() if field not in cells)
            # A rule that is broken is among the doubts, too.
            doubt = "" if wrong else doubts.get(question.name, "")
            echoes[question.name] = echo_of(question, self.values, self.answers, doubt=doubt, wrong=sentence)
            echoes |= self._cell_echoes(question, cells)
        return echoes

    def _doubts(self) -> dict[str, str]:
        """Return what is to be looked at again, by question; of what is not filed yet, what takes place before its result too."""
        now = timezone.now()
        if self.filed_at:
            found = doubts_of(self.machine, self.values, now, self.filed_at)
        else:
            found = last_look(self.machine, self.values, appointment_of_a_filing(self.machine, at=now), now)
        doubts: dict[str, str] = {}
        for each in found:
            doubts[each.name] = f"{doubts.get(each.name, '')} {each.sentence}".strip()
        return doubts

    def _cell_echoes(self, question: Question, wrong: Mapping[str, str]) -> dict[str, Echo]:
        """Return what is said back of the cells of a table, of those of which there is anything to say."""
        words = understood_cells(question, self.answers) if question.kind is QuestionKind.TABLE else {}
        names = names_meant_in_rows(question, self.answers)
        return {
            field: Echo(words.get(field, ""), wrong=wrong.get(field, ""), meant=names.get(field, ""))
            for field in dict.fromkeys([*words, *wrong, *names])
            if self._is_cell(question, field)
        }

    def _is_cell(self, question: Question, field: str) -> bool:
        """Say whether a field is a cell of a table that is on the page."""
        return question.kind is QuestionKind.TABLE and field in self.within

    def _rows(self, question: Question) -> int:
        return rows.shown(question, self.answers) if question.kind is QuestionKind.TABLE else 0

    def _show(self, faults: Faults) -> None:
        """Put faults at their fields; one of a field that is not on the page, at the question that it belongs to."""
        self.cleaned_data, self._errors = dict[str, Any](), forms.utils.ErrorDict()
        self.of_rows = {name for name, fault in faults.items() if isinstance(fault, fields.OfRow)}
        for name, fault in faults.items():
            while name and name not in self.fields:
                name = name.rpartition(".")[0]  # noqa: PLW2901 - up to the question itself
            self.add_error(name or None, localized(fault) if isinstance(fault, Text) else fault)
        at_fault = {name.partition(".")[0] for name in self._errors}
        self.understood |= {
            field: echo.beside_fault for field, echo in self.understood.items() if field.partition(".")[0] in at_fault
        }

    @property
    def places_typed(self) -> Sequence[Question]:
        """All in which somebody types."""
        return self.questions

    def asked(self) -> dict[str, object]:
        """Return all that a procedure asks for, as ``citizen/file_questions.html`` takes it."""
        limits = files.limits() | {"max_files": arriving.MOST_FILES}
        return {"sections": self.sections(), "papers": self.papers(), "limits": limits, "going": None}

    def sections(self) -> list[Section]:
        """Return the questions in order: who applies, then the parts that the procedure's headings open."""
        return [
            Section(
                each.anchor,
                each.title,
                [self.part(question) for question in each.questions if question.name in self.fields],
                self.pays if paying.QUESTION in each.names else None,
            )
            for each in headings(self.machine)
            if each.questions
        ]

    def to_look_at(self, anchor: str) -> list[dict[str, str]]:
        """Return what of a part is said to be wrong or doubtful at its answers: where, of which, what."""
        part = next((each for each in headings(self.machine) if each.anchor == anchor), None)
        said = {
            field: echo.wrong or echo.doubt for field, echo in self.understood.items() if part and part.holds(field)
        }
        return [
            {"anchor": controls.anchor_of(self[field]), "label": controls.label_of(self[field]), "message": sentence}
            for field, sentence in said.items()
            if sentence
        ]

    def faults_by_heading(self) -> list[tuple[Heading, list[dict[str, str]]]]:
        """Return what is wrong in each part of the form, as ``controls.faults`` does of all."""
        found = [
            (each, [fault for field in self if each.holds(field.name) for fault in controls.faults_at(field)])
            for each in headings(self.machine)
        ]
        return [(heading, faults) for heading, faults in found if faults]

    def papers(self) -> list[Paper]:
        """Return the components in order."""
        return [self.paper(component) for component in self.components]

    def paper(self, component: Component) -> Paper:
        """Return a component with its files."""
        files, field = self._files_of(component.name), drafts.component_field(component.name)
        unfinished, aside = self._unfinished_of(field), self._aside_of(component.name)
        # A paper that is there stays in sight, whatever the answers say.
        only_if = None if files or unfinished or aside else self._only_if(component.when, of_paper=True)
        field_shown, looked = self[field] if component.is_uploaded else None, self.looked.get(component.name)
        as_file = as_files(self.machine, {one.name for one in shown(self.machine.questions, self.values)})
        given_as, twice = as_file.get(component.name), self._twice(files)
        return Paper(component, files, unfinished, aside, field_shown, only_if, looked, given_as, twice)

    def _twice(self, files: Sequence[Attachment]) -> list[str]:
        """Return what is said of files that stand in several places."""
        found = sent_twice(self.machine, [one for one in self.attached if not one.problem])
        return [said for ones, said in found if any(one in files for one in ones)]

    def part(self, question: Question) -> Part:
        """Return a question with all that belongs to it."""
        name = question.name
        files = self._files_of(name) if question.kind is QuestionKind.FILE else []
        return Part(
            name=name,
            field=self[name],
            template=TEMPLATES.get(question.kind, PLAIN),
            only_if=self._only_if(question.shown_when),
            cases=[self._case(each.when, each.tell) for each in self.machine.elsewhere if each.when.question == name],
            members=self._members(question),
            rows=[self._row(question, row) for row in range(self._rows(question))],
            may_grow=self._rows(question) < rows.most(question),
            taken_out=self.taken_out if self.taken_out and self.taken_out.table == name else None,
            files=files,
            unfinished=self._unfinished_of(name),
            aside=self._aside_of(name),
            twice=self._twice(files) if files else (),
            may_be_head_office=self._may_be_head_office(question),
            clash=self.clashes.get(name),
            echo=self.understood.get(name),
            register=self.register.get(name, NOT_ASKED),
        )

    def _may_be_head_office(self, question: Question) -> bool:
        """Say whether an address is offered that of the head office: while it is empty, and nothing is filed yet."""
        is_empty = not self.answers.get(part_field(question.name, LINE), "").strip()
        return is_empty and not self.filed_at and head_office_of(self.machine.questions, question) is not None

    def _members(self, question: Question) -> list[forms.BoundField]:
        return [self[part_field(question.name, part)] for part in PARTS.get(question.kind, ())]

    def _row(self, table: Question, row: int) -> Row:
        cells = [
            Part(
                cell,
                self[cell],
                TEMPLATES.get(column.kind, PLAIN),
                clash=self.clashes.get(cell),
                echo=self.understood.get(cell),
            )
            for column in table.columns
            if (cell := cell_field(table.name, row, column.name))
        ]
        return Row(row, row + 1, row_anchor(table, row), cells, self.clashes.get(f"{table.name}.{row}"))

    def _files_of(self, name: str) -> list[Attachment]:
        return [attachment for attachment in self.attached if attachment.component == name]

    def _aside_of(self, name: str) -> list[Aside]:
        return [aside for aside in self.aside if aside.component == name]

    def _unfinished_of(self, field: str) -> list[PartialFile]:
        return [partial for partial in self.unfinished if partial.field == field]

    def _case(self, condition: Condition, tell: Text) -> Case:
        is_met = condition.met_by(self.values)
        return Case(OnlyIf(condition.question, " ".join(condition.values), "", is_met), tell)

    def _only_if(self, condition: Condition | None, *, of_paper: bool = False) -> OnlyIf | None:
        # What another form asked has been decided: nobody can change it here.
        deciding = next((q for q in self.questions if condition and q.name == condition.question), None)
        if condition is None or deciding is None:
            return None
        sentence = (
            _("Needed only if “%(question)s” is %(values)s.")
            if of_paper
            else _("Only if “%(question)s” is %(values)s.")
        )
        words = sentence % {"question": localized(deciding.label), "values": _values(condition, deciding)}
        return OnlyIf(condition.question, " ".join(condition.values), words, condition.met_by(self.values))


def row_anchor(table: Question, row: int) -> str:
    """Return the id of a row of a table, from row 0."""
    return f"row_{table.name}.{row}"


def _values(condition: Condition, deciding: Question) -> str:
    """Return the answers that meet a condition, as people read them."""
    labels = {YES: _("Yes"), NO: _("No")} | {choice.value: localized(choice.label) for choice in deciding.choices}
    *some, last = (labels[value] for value in condition.values)
    return _("“%(some)s” or “%(last)s”") % {"some": "”, “".join(some), "last": last} if some else f"“{last}”"
