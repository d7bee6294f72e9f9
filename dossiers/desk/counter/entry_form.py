"""The page of an application on paper: what decides something first, then the papers, then what may be left to the paper."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from dossiers.display.formats import localized
from dossiers.filing import drafts
from dossiers.filing.counter import checking, intake
from dossiers.filing.tables import rows
from dossiers.models import Attachment, Channel, Draft
from dossiers.pages import fields
from procedures.answers import PARTS, cell_field, part_field
from procedures.form import NO, YES
from procedures.machine import Component, Machine, Question, QuestionKind, Text

OF_ANOTHER = (intake.FOR_ANOTHER, intake.AUTHORITY, intake.AUTHORISED_UNTIL)
"""For whom somebody files and by which paper: always asked together."""
LEAST_WORDS = 4
"""Of a label in Vietnamese: a shorter one ("Ngày sinh") does not say whose it is away from its place."""

type Faults = Mapping[str, Text | list[str]]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its number from 1, what takes it out, its cells."""

    number: int
    index: int
    cells: Sequence[forms.BoundField]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question on the page: one field, or a group of several under one legend."""

    name: str
    label: str
    field: forms.BoundField
    """The question's own; without a control where ``members`` or ``rows`` have them."""
    members: Sequence[forms.BoundField] = ()
    rows: Sequence[Row] = ()
    may_grow: bool = False
    only_if: str = ""
    """When it is asked, where other answers decide it."""
    heading: str = ""
    """What stands above it, where it is the first here of its part of the form."""

    @property
    def is_group(self) -> bool:
        """Whether several fields ask it together."""
        return bool(self.members or self.rows)


@dataclass(frozen=True, slots=True)
class Brought:
    """A paper with how many of it came, and its scans."""

    component: Component
    counts: Sequence[forms.BoundField]
    upload: forms.BoundField | None
    files: Sequence[Attachment]


type Questions = Sequence[Question]


class CounterForm(forms.Form):
    """Whatever was typed, right or wrong, with the faults that ``checking.check`` has found in it."""

    bound_field_class = fields.AskedField

    def __init__(
        self, draft: Draft, attached: Sequence[Attachment], faults: Faults | None = None, *, begins: bool = True
    ) -> None:
        """Show a draft of the counter as it was typed; ``begins``: the first field has the focus, where nothing is wrong."""
        self.machine, self.answers, self.attached = draft.version.machine, draft.answers, attached
        self.channel = Channel(draft.channel)
        self.first, self.of_result, self.rest, beside = self.questions()
        questions = (*self.first, *self.of_result, *self.rest, *beside)
        typed = {intake.SETS: str(self.machine.sets), **draft.answers, **draft.counter}
        super().__init__(typed | _places(questions, draft.answers), use_required_attribute=False)
        self.conditional: set[str] = set()
        self.within: dict[str, str] = _unsaid_parts(self.machine)
        kind = QuestionKind.LICENCE
        unsaid = {one.name for one in self.machine.questions if one.kind is kind and not one.required}
        for question in questions:
            shown = self._shown(question)
            self.fields.update(fields.fields_of(question, draft.answers, shown))
            self.within.update(fields.within(question, shown))
            if question.name in unsaid:
                # What its own words say is said to the applicant, who may not remember.
                self.fields[question.name].help_text = _(
                    "Leave it empty where the paper does not say it, or look it up in the register and write it here."
                )
        self.fields.update(self.more())
        for component in self.components:
            self.fields.update(_counts(component))
            if not component.handed_in:
                label = f"{localized(component.title)}: {_('Scan or photo')}"
                self.fields[drafts.component_field(component.name)] = fields.files_field(label, required=False)
        if begins and not faults and (name := self._begins_at()):
            self.fields[name].widget.attrs["autofocus"] = True
        self._show(faults or {})

    def _begins_at(self) -> str:
        """Return the first field; the phone alone where it is empty, and of somebody who stands there to be asked; "" for none."""
        is_asked = self.channel is Channel.DESK and not self.answers.get(checking.REACHED)
        names = [one.name for one in self.first if is_asked or one.name != checking.REACHED]
        return names[0] if names else ""

    def questions(self) -> tuple[Questions, Questions, Questions, Questions]:
        """Return the questions that must be typed, those of the result's paper, those that may be left to the paper, and for whom it is."""
        first, of_result, rest, whom = checking.asked(self.machine, self.answers)
        return first, of_result, rest, (whom,)

    @property
    def components(self) -> Sequence[Component]:
        """The papers that may have come."""
        return self.machine.components

    def more(self) -> Iterator[tuple[str, forms.Field]]:
        """Yield what is typed beside questions and papers."""
        return _beside(self.channel)

    def _shown(self, question: Question) -> int:
        return rows.shown(question, self.answers) if question.kind is QuestionKind.TABLE else 0

    def _show(self, faults: Faults) -> None:
        """Put faults at their fields; one of a field that is not on the page, at what it belongs to."""
        self.cleaned_data, self._errors = dict[str, Any](), forms.utils.ErrorDict()
        for name, fault in faults.items():
            at = name
            while at and at not in self.fields:
                at = at.rpartition(".")[0]
            self.add_error(at or None, localized(fault) if isinstance(fault, Text) else fault)

    def needed(self) -> list[Asked]:
        """Return what must be typed."""
        return self._parts(self.first)

    def for_the_result(self) -> list[Asked]:
        """Return what the paper of the result says, and may still be typed then."""
        return self._parts(self.of_result)

    def left_to_paper(self) -> list[Asked]:
        """Return what may be typed, and stands on the paper."""
        return self._parts(self.rest)

    def _parts(self, questions: Sequence[Question]) -> list[Asked]:
        """Return questions as they are asked, the first of each part of the form under its heading."""
        parts = {one.name: heading for heading, inside in drafts.parts_after(self.machine) for one in inside}
        found, above = list[Asked](), ""
        for question in questions:
            heading = localized(parts.get(question.name))
            found.append(replace(self._asked(question), heading=heading if heading != above else ""))
            above = heading
        return found

    def has_faults_in(self, asked: Sequence[Asked]) -> bool:
        """Say whether something is wrong at one of some questions, so that they are shown."""
        at_fault = {name.partition(".")[0] for name in self.errors}
        return any(one.name in at_fault for one in asked)

    def beside(self) -> list[forms.BoundField]:
        """Return the fields of what is typed of the envelope, for whom somebody acts and by which paper."""
        names = [intake.SETS, intake.POST_NUMBER, intake.POSTED_ON, *OF_ANOTHER]
        return [self[name] for name in names if name in self.fields]

    def papers(self) -> list[Brought]:
        """Return the papers in order."""
        return [self._paper(component) for component in self.components]

    def _paper(self, component: Component) -> Brought:
        counts = [self[intake.count_field(component.name, column)] for column in intake.COLUMNS]
        name = drafts.component_field(component.name)
        files = [one for one in self.attached if one.component == component.name]
        return Brought(component, counts, self[name] if name in self.fields else None, files)

    def _asked(self, question: Question) -> Asked:
        members = [self[part_field(question.name, part)] for part in PARTS.get(question.kind, ())]
        shown = self._shown(question)
        return Asked(
            question.name,
            localized(question.label),
            self[question.name],
            members,
            [Row(row + 1, row, list(self._cells(question, row))) for row in range(shown)],
            may_grow=bool(shown) and shown < rows.most(question),
            only_if=_when(self.machine, question),
        )

    def _cells(self, question: Question, row: int) -> Iterator[forms.BoundField]:
        for column in question.columns:
            yield self[cell_field(question.name, row, column.name)]


def _unsaid_parts(machine: Machine) -> dict[str, str]:
    """Return the part of the form of each question whose label alone does not say what it is about: a short one, or one of two."""
    parts = [(heading, one) for heading, inside in drafts.parts_after(machine) for one in inside if heading]
    often = Counter(one.label.vi for _heading, one in parts)
    unsaid = ((heading, one) for heading, one in parts if often[one.label.vi] > 1 or _is_short(one))
    return {one.name: localized(heading) for heading, one in unsaid}


def _is_short(question: Question) -> bool:
    return len(question.label.vi.split()) < LEAST_WORDS


def _places(questions: Iterable[Question], answers: Mapping[str, str]) -> dict[str, str]:
    """Return the province that each address shows, of which its list of communes is too."""
    asked = (question for question in questions if question.kind is QuestionKind.ADDRESS)
    return {part_field(one.name, fields.PROVINCE): fields.province_of(one, answers) for one in asked}


def _counts(component: Component) -> Iterator[tuple[str, forms.Field]]:
    labels = (_("Originals"), _("Certified copies"), _("Copies"))
    for column, label in zip(intake.COLUMNS, labels, strict=True):
        attrs = {"inputmode": "numeric", "maxlength": "2", "autocomplete": "off"}
        attrs["aria-label"] = f"{localized(component.title)}: {label}"
        named = forms.CharField(label=attrs["aria-label"], required=False, widget=forms.TextInput(attrs=attrs))
        yield intake.count_field(component.name, column), named


def _beside(channel: Channel) -> Iterator[tuple[str, forms.Field]]:
    hint = str(fields.HINTS[QuestionKind.DATE])
    as_number = forms.TextInput(attrs={"inputmode": "numeric", "maxlength": "2", "autocomplete": "off"})
    yield intake.SETS, forms.CharField(label=_("Sets of papers that came"), widget=as_number)
    if channel is Channel.POST:
        yield intake.POSTED_ON, forms.CharField(label=_("Date on the envelope"), help_text=hint)
        yield intake.POST_NUMBER, forms.CharField(label=_("Number of the postal item"), required=False)
    named = _("Number, day and by whom; only for who files for somebody else with such a paper.")
    label = _("Power of attorney, letter of introduction")
    yield intake.AUTHORITY, forms.CharField(label=label, help_text=named, required=False)
    yield intake.AUTHORISED_UNTIL, forms.CharField(label=_("It holds until"), help_text=hint, required=False)


def _when(machine: Machine, question: Question) -> str:
    """Say in which case a question is asked; "" for always."""
    condition = question.shown_when
    above = next((one for one in drafts.asked_of(machine) if condition and one.name == condition.question), None)
    if condition is None or above is None:
        return ""
    known = {choice.value: localized(choice.label) for choice in above.choices} | {YES: _("Yes"), NO: _("No")}
    values = ", ".join(known.get(value, value) for value in condition.values)
    return _("only where “%(question)s” is: %(values)s") % {"question": localized(above.label), "values": values}
