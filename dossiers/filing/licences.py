"""The earlier results that a form names: what our own register says of each, when it is filed.

Whose a result is and what has become of it is told to nobody but its holder.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Min

from dossiers.filing import drafts
from dossiers.filing.lookups import kept
from dossiers.filing.lookups.kept import Kept
from dossiers.models import Attachment, Draft, Result, Validity
from dossiers.models.result import ResultQuerySet
from procedures.answers import LICENCE_PARTS, NO_LICENCE_DATE, NO_LICENCE_NUMBER, clean, part_field, shown
from procedures.machine import Machine, Outcome, Question, QuestionKind, Text
from procedures.time.calendar import local

SOMEBODY_ELSES = Text(
    "Giấy này được cấp theo hồ sơ của tài khoản khác. Xin xem lại số và ngày; nếu là giấy của cơ quan, doanh nghiệp mình thì "
    "nộp bằng tài khoản đã nộp hồ sơ đó, hoặc hỏi Bộ phận Một cửa.",
    "This paper was granted on a dossier of another account. Please check number and date; if it is your organisation’s, file "
    "from the account that filed that dossier, or ask the desk.",
)
UNKNOWN = Text(
    "Sổ kết quả không có giấy mang số và ngày này. Xin xem lại cả hai.",
    "The register has no paper of this number and date. Please check both.",
)
FROM_BEFORE = Text(
    "Sổ kết quả không có giấy mang số và ngày này. Xin xem lại cả hai; nếu đúng thì giấy có từ trước khi lập sổ: "
    "hồ sơ vẫn nộp được, cán bộ sẽ đối chiếu.",
    "The register has no paper of this number and date. Please check both; if they are right, it is from before the "
    "register: you can file with it all the same, and the office will look it up.",
)
NOT_YET = Text(
    "Ngày này chưa tới. Xin ghi ngày ký trên giấy.", "That day is still to come. Please give the date on the paper."
)
UNFIT: Mapping[Validity, Text] = {
    Validity.REVOKED: Text("Giấy này đã bị thu hồi.", "This paper has been revoked."),
    Validity.REPLACED: Text(
        "Giấy này đã được thay thế. Xin ghi số và ngày của giấy mới nhất.",
        "This paper has been replaced. Please give number and date of the newest one.",
    ),
    Validity.EXPIRED: Text("Giấy này đã hết hiệu lực.", "This paper is no longer in force: its term is over."),
}
EXPIRES, ISSUED_BY = "expires_on", "certified_by"
"""Questions of these names ask for what the register knows of a paper: its last day, and who issued it."""
OTHERWISE = Text(
    "Sổ kết quả ghi ngày hết hạn của giấy này là {day}. Xin xem lại; nếu giấy trên tay ghi khác, liên hệ Bộ phận Một cửa.",
    "The register has {day} as the last day of this paper. Please check; if your paper says otherwise, ask the desk.",
)
MOST_OFFERED = 20
"""Of a person's own results, newest first, that a form offers to choose from."""
UNCHECKED = Text(
    "Chưa đối chiếu được với sổ kết quả: giấy có từ trước khi có sổ. Xin xem bản chính.",
    "This could not be compared with the register of results, which begins later. Please look at the original.",
)
UNCHECKED_AND_GONE = Text(
    "Chưa đối chiếu được với sổ kết quả: giấy có từ trước khi có sổ; theo tờ khai, không còn bản chính để xem. Xin tìm trong "
    "hồ sơ lưu của cơ quan đã cấp.",
    "This could not be compared with the register of results, which begins later; by the form there is no original left to "
    "look at. Please look for it in the archive of the office that granted it.",
)
GONE = frozenset({"lost", "burnt", "destroyed"})
"""What a choice says of a paper that nobody can show any more, unless something of it is kept."""
REMAINS = "remains_kept"


@dataclass(frozen=True, slots=True)
class Found:
    """What the register says of a licence that was typed: the person's own result, or why it is not taken, or neither."""

    result: Result | None = None
    fault: Text | None = None

    @property
    def is_fit(self) -> bool:
        """Say whether a dossier can rest on it."""
        return self.result is not None and self.fault is None


@dataclass(frozen=True, slots=True)
class InRegister:
    """What a form shows at a licence question."""

    found: Result | None
    """The person's own result that is named, where a dossier can rest on it."""
    note: Text | None
    """What is to be known of a paper that is older than the register."""
    own: Sequence[Result]
    """What the person could name instead."""
    fault: Text | None = None
    """Why what was typed would not be taken."""


NOT_ASKED = InRegister(None, None, ())


@dataclass(frozen=True, slots=True)
class Checked:
    """A draft as it was looked at: typed answers, what is wrong by field, the results and the look-ups that it rests on."""

    values: dict[str, object]
    errors: dict[str, Text]
    rests_on: tuple[int, ...]
    looked_up: Mapping[str, Kept] = field(default_factory=dict)
    """What databases have answered about its papers, by component."""

    @property
    def found_words(self) -> dict[str, str]:
        """What stands in the databases that have a paper, by component."""
        return {name: each.text for name, each in self.looked_up.items() if each.is_found and each.text}


def check(draft: Draft, attached: Iterable[Attachment], *, at: datetime, hold: bool = False) -> Checked:
    """Check a draft as ``drafts.check`` does, and its licences against the register.

    ``hold`` keeps each result that is found as it is until the transaction ends: nobody revokes meanwhile what is
    about to be rested on.
    """
    machine = draft.version.machine
    values, errors = drafts.check(machine, draft.answers, attached, at=at)
    looked_up = kept.current(draft, values, at)
    for asked in (drafts.component_field(name) for name, one in looked_up.items() if one.is_found):
        if errors.get(asked) is drafts.MISSING_COMPONENT:
            del errors[asked]
        elif errors.get(asked) is drafts.SENT_ANEW:
            errors[asked] = drafts.sent_anew_or_removed()
    found = look_up(machine, values, draft.owner_id, on=local(at).date(), hold=hold)
    for name, each in found.items():
        if each.fault is not None:
            errors.setdefault(_at(name, each.fault), each.fault)
        elif each.result is not None:
            # As the register writes it, for the papers that name it: people leave out a nought.
            values[name] = {"number": each.result.number, "dated": each.result.dated.isoformat()}
    fit = [each.result for each in found.values() if each.result is not None and each.is_fit]
    for question, day in contradicted(machine, values, fit):
        right = f"{date.fromisoformat(day):%d/%m/%Y}"
        errors.setdefault(question.name, Text(OTHERWISE.vi.format(day=right), OTHERWISE.en.format(day=right)))
    rests_on = tuple(result.pk for result in fit)
    return Checked(values, errors, rests_on, looked_up)


def look_up(
    machine: Machine, values: Mapping[str, Any], owner: int, *, on: date, hold: bool = False
) -> dict[str, Found]:
    """Return what the register says of each licence in typed answers, by question."""
    return {
        question.name: _found(question, values[question.name], owner, on=on, hold=hold)
        for question in answered(machine, values)
    }


def paper_of(result: Result) -> dict[str, str]:
    """Return what the register says of a paper, by the names under which forms ask for it (docs/procedures.md)."""
    last = result.last_day
    return {EXPIRES: last.isoformat() if last else "", ISSUED_BY: result.issuer}


def contradicted(machine: Machine, values: Mapping[str, Any], rests_on: Sequence[Result]) -> list[tuple[Question, str]]:
    """Return the questions whose answers say otherwise than the register of the paper on which a dossier rests."""
    found = []
    for result in rests_on:
        right = paper_of(result)[EXPIRES]
        question = machine.question(EXPIRES)
        if question is not None and right and values.get(EXPIRES) not in (None, right):
            found.append((question, right))
    return found


def in_register(machine: Machine, answers: Mapping[str, str], owner: int, *, on: date) -> dict[str, InRegister]:
    """Return what a form shows at each licence question, by question."""
    asked = [question for question in machine.questions if question.kind is QuestionKind.LICENCE]
    if not asked:
        return {}
    values, _errors = clean(machine.questions, answers)
    named = look_up(machine, values, owner, on=on)
    return {question.name: _in_register(question, named.get(question.name), owner, on) for question in asked}


def refused_of(register: Mapping[str, InRegister]) -> dict[str, Text]:
    """Return by field why the register does not let a dossier rest on what was typed."""
    return {_at(name, each.fault): each.fault for name, each in register.items() if each.fault is not None}


def faults_of(draft: Draft, name: str, *, on: date) -> dict[str, Text]:
    """Return what is to be said, by field, to somebody who looks up what a draft names; nothing where that is in order."""
    machine = draft.version.machine
    question = machine.question(name)
    if question is None or question.kind is not QuestionKind.LICENCE:
        return {}
    number, dated = (part_field(name, part) for part in LICENCE_PARTS)
    values, errors = clean(machine.questions, draft.answers)
    wrong = {field: errors[field] for field in (number, dated) if field in errors}
    value = values.get(name)
    if wrong or not isinstance(value, dict):
        return wrong or {number: NO_LICENCE_NUMBER, dated: NO_LICENCE_DATE}
    fault = _found(question, value, draft.owner_id, on=on, hold=False).fault
    return {_at(name, fault): fault} if fault else {}


def to_come(machine: Machine, values: Mapping[str, Any], on: date) -> dict[str, Text]:
    """Return by field the days of papers in typed answers that are still to come: that needs no register."""
    dated = {
        question.name: date.fromisoformat(values[question.name]["dated"]) for question in answered(machine, values)
    }
    return {_at(name, NOT_YET): NOT_YET for name, day in dated.items() if day > on}


def _at(name: str, fault: Text) -> str:
    """Return the field at which a fault of a licence stands: the day's where it is about that alone."""
    return part_field(name, "dated" if fault is NOT_YET else "number")


def choose(draft: Draft, name: str, chosen: str, *, on: date) -> bool:
    """Name one of the person's own results in a draft; False where it is none that is offered."""
    question = draft.version.machine.question(name)
    offered = own_results(question, draft.owner_id, on=on) if question else []
    result = next((result for result in offered if str(result.pk) == chosen), None)
    if result is None:
        return False
    number, dated = (part_field(name, part) for part in LICENCE_PARTS)
    draft.answers |= {number: result.number, dated: f"{result.dated:%d/%m/%Y}"}
    draft.save(update_fields=["answers"])
    return True


def own_results(question: Question, owner: int, *, on: date) -> list[Result]:
    """Return a person's own results on which a dossier could rest by a licence question, newest first."""
    granted = Result.objects.granted_by(question.of).handed_over().filter(dossier__applicant=owner)
    newest = granted.select_related("dossier").with_later().order_by("-dated", "-pk")[:MOST_OFFERED]
    return [result for result in newest if _unfit(question, result, on) is None]


def _in_register(question: Question, found: Found | None, owner: int, on: date) -> InRegister:
    return InRegister(
        found=found.result if found and found.is_fit else None,
        note=FROM_BEFORE if found == Found() else None,
        own=own_results(question, owner, on=on),
        fault=found.fault if found else None,
    )


def answered(machine: Machine, values: Mapping[str, Any]) -> list[Question]:
    """Return the licence questions that are asked and have an answer; the desk may have recorded a part of one."""
    asked = (question for question in shown(machine.questions, values) if question.kind is QuestionKind.LICENCE)
    return [question for question in asked if is_whole(values.get(question.name))]


def is_whole(value: object) -> bool:
    """Say whether an answer names a paper by its number and its day, as registers do."""
    return isinstance(value, dict) and all(value.get(part) for part in LICENCE_PARTS)


def may_rest(question: Question, value: object) -> bool:
    """Say whether a dossier may rest on the answer to a question: not where the desk has recorded none, or a part of one."""
    is_there = is_whole(value) or isinstance(value, str) or (value is None and not question.required)
    return question.kind is QuestionKind.LICENCE and bool(question.of) and is_there


def unchecked(machine: Machine, values: Mapping[str, Any], rests_on: Sequence[Result]) -> list[Question]:
    """Return the licence questions whose answers the register did not know."""
    return [question for question in answered(machine, values) if linked(question, rests_on) is None]


def why_unchecked(machine: Machine, values: Mapping[str, Any]) -> Text:
    """Return what an officer does about such an answer: look at the original, unless the form says that there is none."""
    asked = (question for question in shown(machine.questions, values) if question.kind is QuestionKind.CHOICE)
    is_gone = any(values.get(question.name) in GONE for question in asked)
    return UNCHECKED_AND_GONE if is_gone and not values.get(REMAINS) else UNCHECKED


def linked(question: Question, rests_on: Iterable[Result]) -> Result | None:
    """Return the result by which a licence question is answered: no procedure stands in two of them."""
    return next((result for result in rests_on if result.procedure.slug in question.of), None)


def earlier_of(outcome: Outcome | None, rests_on: Sequence[int], machine: Machine) -> Result | None:
    """Return the result to which an outcome does something; None where the register did not know that paper."""
    consequence = outcome.issues.earlier if outcome and outcome.issues else None
    question = machine.question(consequence.question) if consequence else None
    return linked(question, resting(rests_on)) if question else None


def resting(rests_on: Sequence[int]) -> ResultQuerySet:
    """Return the results that a filing names, each with what ``linked`` needs."""
    return Result.objects.filter(pk__in=rests_on).select_related("procedure", "dossier")


def _found(question: Question, value: Mapping[str, str], owner: int, *, on: date, hold: bool) -> Found:
    dated = date.fromisoformat(value["dated"])
    granted = Result.objects.granted_by(question.of)
    same = granted.handed_over().numbered(value["number"], dated).select_related("dossier").with_later()
    if hold:
        same = same.select_for_update(of=("self",), no_key=True)
    results = list(same.order_by("pk"))
    own = next((result for result in results if result.dossier.applicant_id == owner), None)
    if own is not None:
        return Found(own, _unfit(question, own, on))
    if results:
        return Found(fault=SOMEBODY_ELSES)
    if dated > on:
        return Found(fault=NOT_YET)
    begins = granted.aggregate(first=Min("dated"))["first"]
    return Found(fault=UNKNOWN if begins is not None and dated >= begins else None)


def _unfit(question: Question, result: Result, on: date) -> Text | None:
    validity = result.validity(on)
    if validity is Validity.EXPIRED and question.accepts_expired:
        return None
    return UNFIT.get(validity)
