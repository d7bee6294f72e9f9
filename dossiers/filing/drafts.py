"""Applications that are being written: their fields, what is kept, what is missing."""

import re
from collections.abc import Collection, Container, Iterable, Mapping
from datetime import datetime
from functools import partial
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from dossiers.filing import overlaps, rules
from dossiers.filing.known import own_names
from dossiers.filing.known.applicant import APPLICANT, asked_of_applicant
from dossiers.filing.overlaps import Overlap
from dossiers.filing.tables import rows
from dossiers.models import Attachment, Draft
from dossiers.refusals.drafting import PapersBeingJudged
from procedures.addresses.written import parts_of
from procedures.answers import as_written, clean, part_field, raw_names, rows_field, shown
from procedures.answers.doubts.ages import minors
from procedures.answers.places import former_in_line
from procedures.form import paying, receiving
from procedures.machine import Machine, Question, QuestionKind, Text
from procedures.models import ProcedureVersion
from procedures.results import Way
from procedures.time.calendar import local

MISSING_COMPONENT = Text("Cần đính kèm giấy tờ này.", "This paper must be attached.")
SENT_ANEW = Text(
    "Tệp đã gửi không nhận được, lý do ghi ở dưới. Hãy gửi tệp khác.",
    "The file that you sent could not be taken; why stands below. Send another one.",
)
"""About a refused file that somebody must send."""
POSTAL = "applicant_address"
"""Where the applicant is written to, in one line."""
FORM_VERSION = re.compile("[0-9]{1,4}")
"""The number of a version, as a form names it."""


def questions_of(machine: Machine) -> tuple[Question, ...]:
    """Return all questions of a filing: the applicant's and the procedure's own."""
    return APPLICANT + machine.questions


def asked_of(machine: Machine) -> tuple[Question, ...]:
    """Return all that the form of a filing asks: those, how the result is received, how what is due with it is paid."""
    return of_applicant(machine) + machine.questions + paying.questions(machine)


def of_applicant(machine: Machine) -> tuple[Question, ...]:
    """Return what the first part of the form asks: who applies, and how that person receives the result."""
    return asked_of_applicant(machine) + receiving.questions(_ways(machine))


def on_page(machine: Machine, answers: Mapping[str, str]) -> tuple[Question, ...]:
    """Return what the page of a form asks: where the result is posted to, whose lists are long, only once it is to be."""
    is_posted = answers.get(receiving.QUESTION) == Way.BY_POST
    return tuple(question for question in asked_of(machine) if is_posted or question.name != receiving.ADDRESS)


def asked_late(draft: Draft, sent: Mapping[str, str]) -> str:
    """Return the question that the form of a draft asks since the one that was sent, by its answers; "" mostly."""
    asked = any(question.name == receiving.ADDRESS for question in on_page(draft.version.machine, draft.answers))
    return receiving.ADDRESS if asked and f"{receiving.ADDRESS}.line" not in sent else ""


def parts_after(machine: Machine) -> list[tuple[Text | None, list[Question]]]:
    """Return what the form asks after its first part, by heading."""
    return headed(machine.questions + paying.questions(machine))


def _ways(machine: Machine) -> Collection[str]:
    return receiving.ways(machine, settings.RESULT_WAYS)


def headed(questions: Iterable[Question]) -> list[tuple[Text | None, list[Question]]]:
    """Return questions in the parts that their headings open; what comes before the first heading has none."""
    parts: list[tuple[Text | None, list[Question]]] = []
    for question in questions:
        if question.heading or not parts:
            parts.append((question.heading, []))
        parts[-1][1].append(question)
    return parts


def profile_answers(user: User) -> dict[str, str]:
    """Return what the account knows of the applicant, so that nobody types it again."""
    return {
        "applicant_name": user.full_name,
        "applicant_organisation": user.organisation,
        "applicant_id": user.personal_id,
        "applicant_address": user.address,
        "applicant_phone": as_written(user.phone),
        "applicant_email": user.email,
    }


def first_answers(user: User, machine: Machine) -> dict[str, str]:
    """Return what an application of a person begins with: what the account knows."""
    receives = receiving.first_answers(_ways(machine), parts_of(user.address))
    return own_names.answers(machine, user.organisation) | profile_answers(user) | receives


def component_field(name: str) -> str:
    """Return the name of the form field of a component's files."""
    return f"component-{name}"


def file_fields(machine: Machine) -> dict[str, str]:
    """Return the form fields in which files come, each with the component or question that its files are kept for."""
    papers = {
        component_field(component.name): component.name for component in machine.components if component.is_uploaded
    }
    asked = {question.name: question.name for question in asked_of(machine) if question.kind is QuestionKind.FILE}
    return papers | asked


def save(draft: Draft, typed: Mapping[str, str], *, at: datetime) -> Overlap:
    """Keep what was typed, right or wrong. Unknown fields and NUL, which no database takes, are dropped.

    A form of another version may ask what the draft's version does not: that is kept as well, and the
    draft remembers that its owner knows the other version. What another window has saved meanwhile stays. Where all stays
    as it was, so does when it was saved: who has looked at it since has seen all of it.
    """
    stood = (draft.answers, draft.moved_from_id)
    machine, other = draft.version.machine, _other_version(draft, typed)
    overlap = overlaps.lay_beside(asked_of(other.machine if other else machine), draft.answers, typed)
    raw = overlap.sent
    if other:
        lost, before = unplaced(other.machine, machine), draft.answers
        draft.answers = carried(lost, machine, before, kept(lost, before, raw))
        draft.moved_from = draft.moved_from or other
    draft.answers = kept(asked_of(machine), draft.answers, raw)
    if (draft.answers, draft.moved_from_id) != stood:
        draft.saved_at = at
        draft.save(update_fields=["answers", "moved_from", "saved_at"])
    return overlap


def _other_version(draft: Draft, raw: Mapping[str, str]) -> ProcedureVersion | None:
    """Return the version that a form was made for, where that is not the draft's."""
    number = raw.get("version", "")
    if not FORM_VERSION.fullmatch(number) or int(number) == draft.version.version:
        return None
    known = ProcedureVersion.objects.filter(procedure=draft.procedure_id, published_at__isnull=False)
    return known.defer("text").filter(version=int(number)).first()


def unplaced(old: Machine, new: Machine) -> list[Question]:
    """Return the questions of a version whose answers the form of another version has no place for."""
    return [question for question in old.questions if not _fits(question, new.question(question.name))]


def _fits(old: Question, new: Question | None) -> bool:
    """Say whether every answer to a question can be shown as one to another."""
    if new is None or new.kind is not old.kind:
        return False
    choices = {choice.value for choice in new.choices}
    columns = {column.name: column for column in new.columns}
    return all(choice.value in choices for choice in old.choices) and all(
        _fits(column, columns.get(column.name)) for column in old.columns
    )


def carried(
    lost: Iterable[Question], new: Machine, before: Mapping[str, str], answers: Mapping[str, str]
) -> dict[str, str]:
    """Return answers with each text for which an address or a licence is asked now as its line or its number.

    What somebody has typed there since stays: only an empty one is filled, or one that was carried ``before``.
    """
    lines: dict[str, str] = {}
    for question in lost:
        asked = new.question(question.name)
        text = " ".join(answers.get(question.name, "").split())
        is_text = question.kind in (QuestionKind.TEXT, QuestionKind.LONG_TEXT)
        if not (text and is_text and asked and asked.kind in _CARRIED_TO):
            continue
        line = part_field(question.name, _CARRIED_TO[asked.kind])
        if answers.get(line, "") in ("", " ".join(before.get(question.name, "").split())):
            lines[line] = text
    return {**answers, **lines}


_CARRIED_TO = {QuestionKind.ADDRESS: "line", QuestionKind.LICENCE: "number"}
"""The part that takes in what an older form asked as a text."""


def kept(questions: Iterable[Question], before: Mapping[str, str], typed: Mapping[str, str]) -> dict[str, str]:
    """Return the answers of a draft after a form was sent; what the form did not hold stays as it was.

    Boxes and rows that a form shows are sent only in part: a box without its tick and a row that was
    taken out are known by their absence.
    """
    answers = dict(before)
    for question in questions:
        if _is_whole(question, typed):
            for field in raw_names(question, answers):
                del answers[field]
        answers |= {field: typed[field].replace("\x00", "") for field in raw_names(question, typed)}
        if question.kind is QuestionKind.TABLE and rows_field(question.name) in answers:
            _replace(question, answers, rows.bounded(question, answers))
    return answers


def _is_whole(question: Question, typed: Mapping[str, str]) -> bool:
    """Say whether a form held all fields of a question, so that what is not there is empty."""
    markers = {QuestionKind.CHOICES: question.name, QuestionKind.TABLE: rows_field(question.name)}
    return markers.get(question.kind) in typed


def _replace(question: Question, answers: dict[str, str], fields: Mapping[str, str]) -> None:
    for field in raw_names(question, answers):
        del answers[field]
    answers |= fields


def add_row(draft: Draft, table: str) -> Question | None:
    """Add an empty row to a table of a draft; return the table, None where there is none of that name."""
    question = _table(draft, table)
    if question:
        _replace(question, draft.answers, rows.added(question, draft.answers))
        draft.save(update_fields=["answers"])
    return question


def remove_row(draft: Draft, table: str, row: int) -> Question | None:
    """Take a row out of a table of a draft; return the table, None where there is none of that name."""
    question = _table(draft, table)
    if question:
        _replace(question, draft.answers, rows.removed(question, draft.answers, row))
        draft.save(update_fields=["answers"])
    return question


def cells_of(draft: Draft, table: str, row: int) -> dict[str, str]:
    """Return what stands in a row of a table of a draft, by column; nothing where there is no such table."""
    question = _table(draft, table)
    return rows.cells(question, draft.answers, row) if question else {}


def row_known_by(draft: Draft, table: str, row: int) -> int | None:
    """Return the number by which other windows know a row of a table of a draft; None where there is none."""
    question = _table(draft, table)
    known = rows.ids(question, draft.answers)[0] if question else []
    return known[row] if row < len(known) else None


def put_row(draft: Draft, table: str, row: int, cells: Mapping[str, str], *, known_by: int | None = None) -> bool:
    """Put a row into a table of a draft, before the one that is there now; say whether there was room for it."""
    question = _table(draft, table)
    if question is None or rows.shown(question, draft.answers) >= rows.most(question):
        return False
    _replace(question, draft.answers, rows.inserted(question, draft.answers, row, cells, known_by))
    draft.save(update_fields=["answers"])
    return True


def _table(draft: Draft, name: str) -> Question | None:
    question = draft.version.machine.question(name)
    return question if question and question.kind is QuestionKind.TABLE else None


def remove_file(draft: Draft, attachment: UUID) -> None:
    """Take a file out of a draft, its bytes once that is committed."""
    row = draft.attachments.filter(pk=attachment).first()
    if row is None:
        return
    storage, paths = row.file.storage, [str(kept.name) for kept in (row.file, row.readable) if kept]
    with transaction.atomic():
        row.delete()
        for path in paths:
            transaction.on_commit(partial(storage.delete, path))


def check(
    machine: Machine, answers: Mapping[str, str], attachments: Iterable[Attachment], *, at: datetime
) -> tuple[dict[str, object], dict[str, Text]]:
    """Return the typed answers and, by field, what is wrong or missing in what would be filed at an instant.

    Answers with which nothing is filed here are wrong at the question that decides it, those that break a rule at the
    question that the rule is about.
    """
    attached = list(attachments)
    present = {attachment.component for attachment in attached if not attachment.problem}
    values, errors = clean(asked_of(machine), answers, files=present)
    errors = own_names.unless_named(machine, values, errors)
    for component in machine.components:
        if component.is_wanted(values) and component.name not in present:
            errors[component_field(component.name)] = MISSING_COMPONENT
    errors |= refused(file_fields(machine), attached, needed=errors)
    errors = rules.ending(machine, values) | rules.wrong_provinces(machine, answers) | errors
    together = rules.refused_in_rows(machine, values, answers, at) | rules.refused(machine, values, at)
    return rules.with_known_number(values, at), together | errors


def typed_over(overlap: Overlap | None, answers: Mapping[str, str]) -> Mapping[str, str]:
    """Return what a form shows: the draft, and where it was not saved what was typed."""
    if overlap is None:
        return answers
    tables = {question.name for question in overlap.clashing} & overlap.tables.keys()
    typed = {
        **overlap.typed,
        **{name: text for table in tables for name, text in overlap.tables[table].shown().items()},
    }
    return kept(overlap.clashing, answers, typed)


def refused(fields: Mapping[str, str], attached: Iterable[Attachment], *, needed: Container[str]) -> dict[str, Text]:
    """Return the fields of which only files have come that were refused, each with what to do about it.

    A file that is ``needed`` can only be sent anew; another may be taken away as well.
    """
    attached = list(attached)
    taken = {attachment.component for attachment in attached if not attachment.problem}
    given = {attachment.component for attachment in attached} - taken
    return {
        field: SENT_ANEW if field in needed else sent_anew_or_removed()
        for field, component in fields.items()
        if component in given
    }


def sent_anew_or_removed() -> Text:
    """Return the words about a refused file that nobody must send; the button is called as it is on the page."""
    with translation.override("vi"):
        vi = _("Remove")
    with translation.override("en"):
        en = _("Remove")
    return Text(
        f"Tệp đã gửi không nhận được, lý do ghi ở dưới. Hãy gửi tệp khác, hoặc bấm “{vi}” nếu không cần giấy tờ này.",
        f"The file that you sent could not be taken; why stands below. Send another one, or press “{en}” if it is not needed.",
    )


def refuse_unjudged(papers: Iterable[Attachment]) -> None:
    """Raise the refusal of what would be filed while some of its papers are still being looked at."""
    names = [paper.name for paper in papers if paper.is_being_judged]
    if names:
        raise PapersBeingJudged(names)


def warnings(
    machine: Machine, values: Mapping[str, object], at: datetime, filed_at: datetime | None = None
) -> tuple[tuple[Question, Text], ...]:
    """Return what is doubtful in typed answers that are filed at an instant, or corrected then, with the question it is about.

    Nothing of it stands in the way: who files is asked to look again, and the desk judges.
    """
    doubts = own_names.doubts(machine, questions_of(machine), values)
    of_dates = [*rules.too_late(machine.event, values, at, filed_at), *rules.far_ahead(machine, values, at)]
    of_rules = rules.doubtful(machine, values, at, filed_at)
    of_dates += minors(shown(machine.questions, values), values, local(filed_at or at).date())
    # Told while it can be written anew; what is filed is not corrected for that.
    if filed_at is None and (former := former_in_line(str(values.get(POSTAL) or ""))):
        of_dates.append((POSTAL, former))
    for name, doubt in [*of_rules, *of_dates, *own_names.contradicted(machine, values)]:
        known = doubts.get(name)
        doubts[name] = Text(f"{known.vi} {doubt.vi}", f"{known.en} {doubt.en}") if known else doubt
    return tuple((question, doubts[question.name]) for question in questions_of(machine) if question.name in doubts)


def to_file(machine: Machine, values: Mapping[str, object], attachments: Iterable[Attachment]) -> list[Attachment]:
    """Return the files that are filed with typed answers: not those that nothing asks for any more."""
    asked = {component.name for component in machine.components}
    asked |= {q.name for q in shown(asked_of(machine), values) if q.kind is QuestionKind.FILE}
    return [attachment for attachment in attachments if attachment.component in asked and not attachment.problem]


def follow_newest(draft: Draft, version: ProcedureVersion, *, at: datetime) -> bool:
    """Move a draft to the version in force, its answers kept and carried; say whether it moved.

    Until its owner has gone through what changed, the draft remembers the version that the owner knew. Who only opens it has
    saved nothing: when that was stays, unless an answer stands elsewhere now.
    """
    if draft.version_id == version.pk:
        return False
    known = draft.moved_from_id or draft.version_id
    with transaction.atomic():
        # The answers may have been saved since the draft was read.
        draft.refresh_from_db(fields=["answers"], from_queryset=Draft.objects.select_for_update())
        lost = unplaced(draft.version.machine, version.machine)
        answers = carried(lost, version.machine, {}, draft.answers)
        if answers != draft.answers:
            draft.answers, draft.saved_at = answers, at
        draft.moved_from_id = None if known == version.pk else known
        draft.version = version
        draft.save(update_fields=["answers", "moved_from", "version", "saved_at"])
    return True


def gone_through(draft: Draft) -> None:
    """Note that the owner has seen what the newer version changed."""
    draft.moved_from = None
    draft.save(update_fields=["moved_from"])
