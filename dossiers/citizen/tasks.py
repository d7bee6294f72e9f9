"""The task list of a filing: its parts and how far each is, by the check that filing makes; its fee and its day so far."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from dossiers.citizen.filing_form import PAPERS, Heading, headings
from dossiers.citizen.shown.understood import faults_of_typed
from dossiers.display.cases import when_paid
from dossiers.display.formats import localized, vn_money
from dossiers.filing import drafts, licences, progress, rules
from dossiers.filing.licences import Checked
from dossiers.filing.progress import PartState
from dossiers.models import Attachment, Draft, PartialFile
from dossiers.pages.acting.foreseen import appointment_of_a_filing
from dossiers.pages.answers import fees_due, last_look
from procedures.answers import clean, shown
from procedures.form import Condition
from procedures.machine import Machine, Question, Text

READY = (PartState.DONE, PartState.DOUBTED, PartState.NEEDLESS)
"""How far parts are of which nothing keeps anybody from filing."""


@dataclass(frozen=True, slots=True)
class Task:
    """A part of the form; ``anchor`` is where links to it lead."""

    anchor: str
    title: str
    state: PartState


@dataclass(frozen=True, slots=True)
class Ending:
    """An answer with which nothing is filed here; ``message`` says why, and where else."""

    question: str
    label: str
    message: str

    @property
    def anchor(self) -> str:
        """Where it stands on the page."""
        return f"div_id_{self.question}"


@dataclass(frozen=True, slots=True)
class Tasks:
    """All that is to be done before a dossier is filed."""

    parts: Sequence[Task]
    fee: str
    """What is known of it in a word or two."""
    fee_note: str
    """When it is to be paid; "" where there is none."""
    result_at: datetime | None
    """The appointment, were it filed and accepted now."""
    is_begun: bool
    """Whether anything is there beside what the account knows."""
    ends: Sequence[Ending] = ()
    """The answers with which nothing is filed here: who knows of them fills in nothing more for nothing."""

    @property
    def next_part(self) -> Task | None:
        """The first part in which something is missing or wrong."""
        return next((part for part in self.parts if part.state not in READY), None)


def tasks_of(
    draft: Draft,
    attached: Sequence[Attachment],
    faults: Collection[str] = (),
    *,
    unfinished: Iterable[PartialFile] = (),
    at: datetime,
) -> Tasks:
    """Return how far a draft is; ``faults`` names fields in which the page itself shows a fault."""
    machine, raw = draft.version.machine, draft.answers
    checked = licences.check(draft, attached, at=at)
    files = {attachment.component for attachment in attached}
    refused = set(faults) - checked.errors.keys()
    wrong, typed = checked.errors.keys() | refused, refused | _typed(machine, raw, files)
    asked = _asked(machine, checked.values)
    states = {part.anchor: progress.state_of(_of(part, typed), _of(part, wrong)) for part in asked}
    if states[PAPERS] is PartState.DONE and not _of(asked[-1], typed):
        # What is not answered yet may still ask for a paper.
        none = PartState.NEEDLESS if _needs_no_paper(machine, checked) else PartState.DONE
        states[PAPERS] = PartState.EMPTY if _may_need_papers(machine, checked) else none
    result_at = appointment_of_a_filing(machine, at=at)
    doubted = {doubt.name for doubt in last_look(machine, checked.values, result_at, at)}
    for part in asked:
        if _of(part, doubted):
            states[part.anchor] = progress.with_doubts(states[part.anchor])
        if _of(part, {each.field for each in unfinished}):
            states[part.anchor] = progress.with_unfinished(states[part.anchor])
    parts = [Task(part.anchor, part.title, states[part.anchor]) for part in asked]
    is_begun = any(_of(part, typed) for part in asked[1:])
    fee, note = _fee(machine, checked.values), _fee_note(machine, checked.values)
    return Tasks(parts, fee, note, result_at, is_begun, endings(machine, checked.values))


def endings(machine: Machine, values: Mapping[str, Any]) -> list[Ending]:
    """Return the answers with which nothing is filed here, each with what is said of it."""
    told = rules.ending(machine, values)
    return [
        Ending(question.name, localized(question.label), localized(told[question.name]))
        for question in drafts.asked_of(machine)
        if question.name in told
    ]


def next_part(draft: Draft, anchor: str, *, is_checked: bool, at: datetime) -> tuple[str, dict[str, Text]]:
    """Return where one goes on after a part, and what was typed in it that cannot be read, by field: that keeps one there.

    What is empty keeps nobody, nor what can be read and is not right. Once a check has shown all that is wrong
    (``is_checked``) one goes from fault to fault.
    """
    if is_checked:
        return _next_faulty(draft, anchor, at), {}
    machine = draft.version.machine
    values, errors = clean(drafts.asked_of(machine), draft.answers)
    part = next((each for each in headings(machine) if each.anchor == anchor), None)
    questions = part.questions if part else ()
    unread = [faults_of_typed(question, draft.answers, _at_question(question, errors)) for question in questions]
    faults = {field: fault for each in unread for field, fault in each.items()}
    if part and faults:
        in_rows = rules.refused_in_rows(machine, values, draft.answers, at)
        faults = {field: fault for field, fault in in_rows.items() if part.holds(field)} | faults
    return _next_anchor(machine, values, anchor), faults


def _at_question(question: Question, errors: Mapping[str, Text]) -> dict[str, Text]:
    return {field: fault for field, fault in errors.items() if field.partition(".")[0] == question.name}


def _next_anchor(machine: Machine, values: Mapping[str, Any], anchor: str) -> str:
    """Return where the part after another one is, of those of which something is asked; empty after the last.

    Where the form itself is all that has to be handed in, nobody is led to the papers.
    """
    asked = {part.anchor for part in _asked(machine, values)}
    if all(component.eform for component in machine.components):
        asked.discard(PAPERS)
    order = [part.anchor for part in headings(machine)]
    after = order[order.index(anchor) + 1 :] if anchor in order else []
    return next((each for each in after if each in asked), "")


def _next_faulty(draft: Draft, anchor: str, at: datetime) -> str:
    """Return where the next part is in which the check finds a fault, after the last the first one; empty without any."""
    wrong = licences.check(draft, draft.attachments.all(), at=at).errors
    parts = headings(draft.version.machine)
    here = next((place for place, part in enumerate(parts, 1) if part.anchor == anchor), 0)
    return next((part.anchor for part in (*parts[here:], *parts[:here]) if _of(part, wrong)), "")


def _asked(machine: Machine, values: Mapping[str, Any]) -> list[Heading]:
    """Return the parts of which something is asked by the answers so far."""
    asked = {question.name for question in shown(drafts.asked_of(machine), values)}
    return [part for part in headings(machine) if part.anchor == PAPERS or asked & part.names]


def _typed(machine: Machine, raw: Mapping[str, str], files: Collection[str]) -> set[str]:
    papers = {field for field, component in drafts.file_fields(machine).items() if component in files}
    return papers | progress.typed_fields(drafts.asked_of(machine), raw, files)


def _of(part: Heading, fields: Iterable[str]) -> set[str]:
    return {field for field in fields if part.holds(field)}


def _needs_no_paper(machine: Machine, checked: Checked) -> bool:
    """Say whether no paper has to be attached, whatever is still to be answered."""
    conditions = [component.when for component in machine.components if component.when]
    is_open = any(condition.question not in checked.values for condition in conditions)
    found = {name for name, each in checked.looked_up.items() if each.is_found}
    wanted = {component.name for component in machine.components if component.is_wanted(checked.values)}
    return not is_open and not wanted - found


def _may_need_papers(machine: Machine, checked: Checked) -> bool:
    """Say whether an answer that has still to be given, or put right, decides about a paper."""
    deciding = {component.when.question for component in machine.components if component.when}
    return any(field.partition(".")[0] in deciding for field in checked.errors)


def _fee(machine: Machine, values: Mapping[str, Any]) -> str:
    """Say what of the fee is known by the answers so far."""
    if not machine.fees:
        return _("Depends") if machine.fee_note else _("No fee is recorded")
    due = fees_due(machine, values)
    if due is None:
        return _("the office works it out")
    is_open = any(fee.when and fee.when.question not in values for fee in machine.fees)
    if due.total is not None and not is_open:
        return vn_money(due.total) if due.total else _("none")
    known = sum(line.amount or 0 for line in due.lines)
    return _("%(amount)s so far") % {"amount": vn_money(known)} if known else _("it depends on your answers")


def _fee_note(machine: Machine, values: Mapping[str, Any]) -> str:
    """Say when the fee is to be paid: by the earliest time at which anything is due by the answers so far."""
    return when_paid([fee for fee in machine.fees if fee.when is None or _may_hold(fee.when, values)])


def _may_hold(condition: Condition, values: Mapping[str, Any]) -> bool:
    return condition.question not in values or condition.met_by(values)
