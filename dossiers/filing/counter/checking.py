"""What an application on paper must say before it is filed at the counter.

The paper itself lies in the dossier, so an officer types what decides something and need not type the rest. What is
typed is judged as on line, by the same rules.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from django.utils import translation
from django.utils.translation import gettext as _

from dossiers.files import why_not_taken
from dossiers.filing import drafts, licences
from dossiers.filing.counter import intake, unfit
from dossiers.filing.counter.intake import Intake
from dossiers.filing.counter.unfit.needed import OF_PERSON, needed, with_above
from dossiers.filing.counter.unfit.unsaid import is_blank
from dossiers.filing.counter.unnumbered import NUMBER
from dossiers.filing.known import own_names
from dossiers.filing.known.applicant import asked_of_applicant
from dossiers.filing.licences import Checked
from dossiers.models import Attachment, Channel, Draft
from dossiers.viewing.asking import Problem
from procedures.composing import names_in
from procedures.form import Text, receiving
from procedures.machine import Machine, Question
from procedures.results import Way
from procedures.time.calendar import local

REACHED = "applicant_phone"
"""By which somebody without an account is reached first of all."""

NOTHING_CAME = Text(
    "Chưa có bản nào của giấy tờ này: ghi số bản đã nhận, hoặc đính kèm bản quét.",
    "Nothing of this paper came: give the number that was brought, or attach a scan.",
)
"""About a required paper, at the field in which its originals are counted."""
NO_FORM = Text(
    "Chưa có bản chính của đơn, tờ khai này: nộp trên giấy thì mẫu đã điền và ký là giấy tờ của hồ sơ.",
    "No original of this form came: on paper the form, filled in and signed, is one of the papers.",
)
"""About the form of the application, which is filled in on the page only where it is filed on line."""
NOTHING_BROUGHT = Text(
    "Chưa nhận được thứ này: ghi số đã nhận; nếu người nộp mang đến sau, bấm “Ghi nhận, kiểm tra sau”.",
    "This did not come: give the number that was brought; if it is brought later, press “Record, check later”.",
)
"""About a disc, or another thing of which no file can be."""
NO_NUMBER = Text(
    "Trong thư chưa có số định danh của người nộp: bấm “Ghi nhận, kiểm tra sau”, rồi yêu cầu bổ sung; hồ sơ chưa đầy đủ để tiếp nhận.",
    "The letter does not say the applicant’s number: press “Record, check later”, then ask for it; it is not complete yet.",
)
"""About a letter that is registered as it came."""
MAY_BE_SO = Text(
    "Nếu trên giấy ghi đúng như vậy, hoặc không ghi: bấm “Ghi nhận, kiểm tra sau”, rồi yêu cầu bổ sung; hồ sơ chưa tiếp nhận được.",
    "If the paper says just this, or nothing: press “Record, check later”, then ask for a supplement; it cannot be accepted yet.",
)
"""About answers that break a rule or are not there, where nothing else is wrong."""
NO_ACCOUNT = Text(
    "Người này không có tài khoản nên không nhận được bản điện tử: chọn nhận tại quầy hoặc qua bưu chính.",
    "This person has no account in which to receive it: choose the desk or the post.",
)


class Asked(NamedTuple):
    """The questions that the page of the counter asks."""

    first: tuple[Question, ...]
    """What decides something."""
    of_result: tuple[Question, ...]
    """What the paper of the result says beside; nothing waits for it."""
    rest: tuple[Question, ...]
    whom: Question
    """Whose dossier it is, where somebody else stands there."""


def _of_result(machine: Machine) -> frozenset[str]:
    """Return the questions whose answers stand on the paper of a result."""
    found: set[str] = set()
    for issued in filter(None, (outcome.issues for outcome in machine.outcomes)):
        found |= {*names_in(issued.document), *(word.question for word in issued.words)}
    return with_above(machine, found)


def on_paper(machine: Machine) -> Machine:
    """Return a definition as it is filed on paper: the form is a paper like the others, which lies there and can be scanned."""
    return replace(machine, components=tuple(replace(one, eform=False) for one in machine.components))


def asked(machine: Machine, answers: Mapping[str, str]) -> Asked:
    """Return the questions that the page of the counter asks, by how they are asked.

    How what is due is paid is recorded by its own act, for which there is a receipt.
    """
    must, printed = needed(machine), _of_result(machine)
    own = {question.name for question in machine.questions}
    of_applicant = {question.name for question in drafts.of_applicant(machine)}
    apart = OF_PERSON | {intake.FOR_ANOTHER}
    on_page = drafts.on_page(machine, answers)
    shown = [_in_hand(one) for one in on_page if one.name in own | of_applicant and one.name not in apart]
    decides = of_applicant - {"applicant_email", REACHED} | must
    # Whoever stands there can be asked for it now, and for nothing later without it.
    reached = [replace(one, required=False) for one in shown if one.name == REACHED and REACHED not in must]
    first = (*reached, *(one for one in shown if one.name in decides))
    others = [replace(one, required=False) for one in shown if one.name not in decides | {REACHED}]
    of_result = tuple(one for one in others if one.name in printed)
    rest = tuple(one for one in others if one.name not in printed)
    whom = next(one for one in asked_of_applicant(machine) if one.name == intake.FOR_ANOTHER)
    return Asked(first, of_result, rest, whom)


def _in_hand(question: Question) -> Question:
    """Return how the result is received without the way for which somebody needs an account; any other question as it is."""
    if question.name != receiving.QUESTION:
        return question
    return replace(question, choices=tuple(one for one in question.choices if one.value != Way.ONLINE))


def check(draft: Draft, attached: Iterable[Attachment], *, at: datetime, hold: bool = False) -> tuple[Checked, Intake]:
    """Return what would be filed of a draft of the counter at an instant, with all that is wrong by field."""
    machine, on = draft.version.machine, local(at).date()
    scans = list(attached)
    checked = licences.check(draft, scans, at=at, hold=hold)
    for_another = bool(checked.values.get(intake.FOR_ANOTHER))
    came, wrong = intake.read(machine, draft.counter, channel=Channel(draft.channel), on=on, for_another=for_another)
    if wrong.get(intake.POSTED_ON) is intake.NO_ENVELOPE:
        # A postmark that is not there, or cannot be read, is asked about once (``desk.counter.asked.doubts``).
        del wrong[intake.POSTED_ON]
    lacks = {**dict(_of_form(machine, checked, came)), **dict(_of_things(machine, checked, came))}
    errors = {**_that_count(machine, draft.answers, checked, came), **lacks, **wrong}
    errors = {**broken(scans), **errors}
    if says_no_number(draft):
        errors.pop(NUMBER, None)
        errors[""] = NO_NUMBER
    if receiving.chosen(checked.values) is Way.ONLINE:
        errors[receiving.QUESTION] = NO_ACCOUNT
    # What a rule alone is against, or the paper does not say, may be recorded as it has it; what lacks may anyway.
    left = unfit.as_written(machine, draft.answers, replace(checked, errors=errors), at).errors
    if but_missing(errors) and not but_missing(left):
        errors.setdefault("", MAY_BE_SO)
    owner = own_names.owner_left_out(draft)
    values = {**checked.values, own_names.OWNER: owner} if owner else checked.values
    return replace(checked, errors=errors, values=values), came


def to_file(
    draft: Draft, attached: Iterable[Attachment], *, at: datetime, accept: bool, hold: bool = False
) -> tuple[Checked, Intake]:
    """Return what a press files, with the faults for which it is refused alone: of what is only recorded, not what is asked for later."""
    checked, came = check(draft, attached, at=at, hold=hold)
    if accept:
        return checked, came
    checked = unfit.as_written(draft.version.machine, draft.answers, checked, at)
    return replace(checked, errors=but_missing(checked.errors)), came


def broken(scans: Iterable[Attachment], fields: Mapping[str, str] | None = None) -> dict[str, Text]:
    """Return the fields in which files came that were not taken: each is sent anew or taken away, and never left out unsaid.

    So it is of a paper of which copies, or other files, came too, and of the form of the application. ``fields``: those of
    the page, each with what its files are kept for; those of papers where none are given.
    """
    named = {component: field for field, component in (fields or {}).items()}
    found: dict[str, list[Attachment]] = {}
    for one in scans:
        if one.problem:
            found.setdefault(named.get(one.component) or drafts.component_field(one.component), []).append(one)
    return {field: _why_broken(files) for field, files in found.items()}


def _why(scan: Attachment) -> str:
    """Return why a file was not taken; of a broken one without what to do about it, which is said of them all."""
    if scan.problem == Problem.BROKEN:
        return _("“%(name)s” cannot be opened; it may be damaged.") % {"name": scan.name}
    return why_not_taken(scan)


def _why_broken(scans: Iterable[Attachment]) -> Text:
    """Say of files why they were not taken, and what to do: whoever stands at a counter has the paper in hand."""
    said = {}
    for language in ("vi", "en"):
        with translation.override(language):
            why = " ".join(_why(one) for one in scans)
            said[language] = _(
                "Not taken: %(why)s Photograph or scan the paper anew, or choose another file; press “%(remove)s” "
                "if the scan is not needed."
            ) % {"why": why, "remove": _("Remove")}
    return Text(**said)


def but_missing(errors: Mapping[str, Text]) -> dict[str, Text]:
    """Return the faults without those of papers that did not come, and of the number that a letter does not say.

    What is only recorded is looked at later and may be incomplete (NĐ 61/2018 art. 17): what is missing is asked for then.
    """
    return {
        field: fault
        for field, fault in errors.items()
        if fault not in (NOTHING_CAME, NO_FORM, NOTHING_BROUGHT, NO_NUMBER, MAY_BE_SO)
    }


def says_no_number(draft: Draft) -> bool:
    """Say whether something came by post without the applicant's number: it is recorded, and never accepted at once."""
    return draft.channel == Channel.POST and not draft.owner.personal_id


def _of_form(machine: Machine, checked: Checked, came: Intake) -> Iterator[tuple[str, Text]]:
    """Yield what is wrong where the form of the application has not come; its scan alone is not the form."""
    forms = {component.name for component in machine.components if component.eform}
    for component in on_paper(machine).components:
        originals, *_others = came.brought.get(component.name, (0,))
        if component.name in forms and component.is_wanted(checked.values) and not originals:
            yield intake.count_field(component.name, intake.ORIGINALS), NO_FORM


def _of_things(machine: Machine, checked: Checked, came: Intake) -> Iterator[tuple[str, Text]]:
    """Yield what is wrong where something that is brought with these answers has not come."""
    for component in machine.components:
        if component.is_brought(checked.values) and component.name not in came.brought:
            yield intake.count_field(component.name, intake.ORIGINALS), NOTHING_BROUGHT


def _that_count(machine: Machine, answers: Mapping[str, str], checked: Checked, came: Intake) -> dict[str, Text]:
    """Return the faults without those of what the paper says and nobody has typed, and of papers that are there."""
    must = needed(machine)
    left_out = {
        question.name
        for question in drafts.asked_of(machine)
        if question.name not in must and is_blank(question, answers)
    }
    found: dict[str, Text] = {}
    for field, fault in checked.errors.items():
        # Whose a paper is in the register, its account says; at the counter the paper itself is looked at.
        if field.partition(".")[0] in left_out or fault is licences.SOMEBODY_ELSES:
            continue
        if fault is not drafts.MISSING_COMPONENT:
            found[field] = fault
        elif (name := field.removeprefix(drafts.component_field(""))) not in came.brought:
            found[intake.count_field(name, intake.ORIGINALS)] = NOTHING_CAME
    return found
