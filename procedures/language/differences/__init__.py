"""What changed between two versions of a procedure, in words for whoever had begun under the first."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Protocol

from procedures.form import Component, DueBy, Elsewhere, Fee, Question
from procedures.language.differences.asked import case_of, paper_parts, question_parts, with_parts
from procedures.language.differences.phrases import NOTHING
from procedures.language.differences.phrases import about as _about
from procedures.language.differences.phrases import long as _long
from procedures.language.differences.phrases import now as _now
from procedures.language.differences.phrases import quoted as _quoted
from procedures.language.differences.results import for_applicants
from procedures.language.differences.rules import of_rules
from procedures.language.wording import APPLICANTS, supplement
from procedures.machine import Limit, Machine, Online, Outcome, Text

ONLINE = {
    Online.FULL: Text("toàn trình", "in full"),
    Online.PARTIAL: Text("một phần", "in part"),
    Online.NONE: Text("không nhận trực tuyến", "not received"),
    None: Text("chưa rõ", "not stated"),
}
NOT_STATED = Text("không ghi riêng", "not stated")
MAY_BE = {True: Text("có thể", "possible"), False: Text("không", "not possible")}


class Named(Protocol):
    """A part of a procedure that keeps its name from one version to the next."""

    @property
    def name(self) -> str:
        """The name by which it is known."""


def differences(old: Machine, new: Machine) -> tuple[Text, ...]:
    """Return what a person who filled in the old version must know of the new one; what matters least comes last.

    The order of questions, their headings and the inner process are no difference to that person; another edition of
    the lifecycle is, for it says what may be asked of whom.
    """
    asked = [*_name(old, new), *_who(old, new), *_requirements(old, new), *_questions(old, new), *of_rules(old, new)]
    owed = [*_components(old, new), *_sets(old, new), *_fees(old, new), *_limits(old, new), *_course(old, new)]
    return (*asked, *owed, *for_applicants(old, new), *_places(old, new), *_lifecycle(old, new))


def _name(old: Machine, new: Machine) -> Iterator[Text]:
    if old.name != new.name:
        yield _now(Text("Tên thủ tục", "The name of the procedure"), _quoted(new.name), _quoted(old.name))


def _who(old: Machine, new: Machine) -> Iterator[Text]:
    if [text.vi for text in old.audience] != [text.vi for text in new.audience]:
        yield _now(Text("Đối tượng thực hiện", "Who it is for"), _listed(new.audience), _listed(old.audience))
    if set(old.applicants) != set(new.applicants):
        yield _now(Text("Người được nộp", "Who may file"), _applicants(new), _applicants(old))


def _applicants(machine: Machine) -> Text:
    return _listed(tuple(APPLICANTS[one] for one in machine.applicants)) if machine.applicants else NOT_STATED


def _course(old: Machine, new: Machine) -> Iterator[Text]:
    """Tell how often papers may be asked for, and whether there may be a result at once."""
    if old.supplement != new.supplement:
        what = Text("Quy định yêu cầu bổ sung hồ sơ", "The rule for asking for missing papers")
        yield _now(what, supplement(new.supplement), supplement(old.supplement))
    if _at_once(old) is not _at_once(new):
        what = Text("Trả kết quả ngay khi tiếp nhận", "A result at once, on acceptance")
        yield _now(what, MAY_BE[_at_once(new)], MAY_BE[_at_once(old)])


def _at_once(machine: Machine) -> bool:
    """Say whether a dossier may go straight from its acceptance to a result."""
    onward = machine.actions_from(machine.steps[0].state)
    return any(action.outcome for action in onward)


def _requirements(old: Machine, new: Machine) -> Iterator[Text]:
    """Compare the wording in Vietnamese: a better translation is no other requirement."""
    before = {text.vi for text in old.requirements}
    after = {text.vi for text in new.requirements}
    for text in new.requirements:
        if text.vi not in before:
            yield _about("Yêu cầu, điều kiện mới", "New requirement", text)
    for text in old.requirements:
        if text.vi not in after:
            yield _about("Yêu cầu, điều kiện nay bỏ", "No longer required", text)


def _questions(old: Machine, new: Machine) -> Iterator[Text]:
    before, after = _by_name(old.questions), _by_name(new.questions)
    for name, question in after.items():
        if name not in before:
            yield _about("Câu hỏi mới", "New question", question.label)
        elif _asked(before[name]) != _asked(question) or _deciding(old, before[name]) != _deciding(new, question):
            parts = question_parts(old, new, before[name], question)
            yield _about("Câu hỏi có thay đổi", "Changed question", with_parts(question.label, parts))
    for name, question in before.items():
        if name not in after:
            yield _about("Không hỏi nữa", "No longer asked", question.label)


def _asked(question: Question) -> Question:
    """Return a question without what only places it in the form."""
    return replace(question, heading=None, block="")


def _deciding(machine: Machine, question: Question) -> list[Elsewhere]:
    """Return the answers with which nothing is filed here, and what is told then."""
    return [case for case in machine.elsewhere if case.when.question == question.name]


def _components(old: Machine, new: Machine) -> Iterator[Text]:
    before, after = _by_name(old.components), _by_name(new.components)
    for name, component in after.items():
        if name not in before:
            yield _about(*_NEW_PAPER[component.required], _with_its_case(new, component))
        elif component != before[name]:
            parts = paper_parts(old, new, before[name], component)
            yield _about(*_changed_paper(before[name], component), with_parts(component.title, parts))
    for name, component in before.items():
        if name not in after:
            yield _about("Không phải nộp nữa", "Document no longer asked for", component.title)


_NEW_PAPER = {
    True: ("Giấy tờ mới, phải có", "New document, required"),
    False: ("Giấy tờ mới, chỉ trong một trường hợp", "New document, only in one case"),
}


def _with_its_case(machine: Machine, component: Component) -> Text:
    """Return what a paper is called, with the case in which it must come where that is not always."""
    if component.required:
        return component.title
    case = component.condition or (case_of(machine, component.when) if component.when else None)
    if case is None:
        return component.title
    vi, en = (f"{text[:1].lower()}{text[1:]}" for text in (case.vi, case.en))
    return Text(f"{component.title.vi} – {vi}", f"{component.title.en} – {en}")


def _changed_paper(before: Component, after: Component) -> tuple[str, str]:
    if _how(before) != _how(after):
        return _COMES[_how(after)]
    if after.database and not before.database:
        return "Giấy tờ nay chỉ nộp khi không tra cứu được", "Document now needed only where it is not found"
    if after.required and not before.required:
        return "Giấy tờ nay bắt buộc", "Document now required"
    if before.required and not after.required:
        return "Giấy tờ nay không bắt buộc", "Document no longer required"
    return "Giấy tờ có thay đổi", "Changed document"


_COMES = {
    "on line": ("Nay điền trực tuyến, không phải đính kèm", "Now filled in on line, not attached"),
    "at the desk": (
        "Nay mang nộp tại nơi tiếp nhận, không tải lên",
        "Now handed in at the receiving point, not uploaded",
    ),
    "as a file": ("Nay phải đính kèm thành tệp", "Now to be attached as a file"),
}


def _how(component: Component) -> str:
    if component.eform:
        return "on line"
    return "at the desk" if component.handed_in else "as a file"


def _sets(old: Machine, new: Machine) -> Iterator[Text]:
    if old.sets != new.sets:
        yield _now(Text("Số bộ hồ sơ", "The number of sets"), _count(new.sets), _count(old.sets))
    if old.sets_note != new.sets_note:
        yield _about("Về số bộ hồ sơ nay ghi", "What is said of the sets is now", new.sets_note or NOTHING)


def _count(number: int) -> Text:
    return Text(str(number), str(number))


def _fees(old: Machine, new: Machine) -> Iterator[Text]:
    before = {fee.name.vi: fee for fee in old.fees}
    after = {fee.name.vi: fee for fee in new.fees}
    for name, fee in after.items():
        if name not in before:
            yield _about("Khoản thu mới", "New fee", _priced(fee))
        else:
            yield from _fee(old, new, before[name], fee)
    for name, fee in before.items():
        if name not in after:
            yield _about("Không thu nữa", "Fee no longer charged", fee.name)
    if old.fee_note != new.fee_note:
        yield _about("Về phí, lệ phí nay ghi", "What is said of the fees is now", new.fee_note or NOTHING)


def _fee(old: Machine, new: Machine, before: Fee, after: Fee) -> Iterator[Text]:
    if _tariff(after) != _tariff(before):
        yield _now(after.name, _amount(after), _amount(before))
    if after.when != before.when:
        what = Text(f"Trường hợp phải nộp “{after.name.vi}”", f"The case in which “{after.name.en}” is due")
        yield _now(what, case_of(new, after.when), case_of(old, before.when))
    if _due(after) != _due(before):
        yield _now(Text(f"Lúc phải nộp “{after.name.vi}”", f"When “{after.name.en}” is due"), _due(after), _due(before))
    if after.quantity != before.quantity:
        what = Text(f"Số lượng để tính “{after.name.vi}”", f"The number by which “{after.name.en}” is counted")
        yield _now(what, _quantity(new, after), _quantity(old, before))


_DUE = {
    None: Text("khi cơ quan yêu cầu", "when the office asks for it"),
    DueBy.FILING: Text("khi nộp hồ sơ", "with the application"),
    DueBy.ACCEPTANCE: Text("trước khi tiếp nhận", "before acceptance"),
    DueBy.PROCESSING: Text("khi cơ quan yêu cầu", "when the office asks for it"),
    DueBy.RETURN: Text("trước khi nhận kết quả", "before the result is handed over"),
}


def _due(fee: Fee) -> Text:
    return _DUE[fee.due]


def _quantity(machine: Machine, fee: Fee) -> Text:
    question = machine.question(fee.quantity or "")
    return _quoted(question.label) if question else Text("không theo tờ khai", "not from the form")


def _tariff(fee: Fee) -> tuple[int, Text | None]:
    return fee.amount, fee.per


def _amount(fee: Fee) -> Text:
    amount = f"{fee.amount:,} đ".replace(",", ".")
    if fee.per is None:
        return Text(amount, amount)
    return Text(f"{amount}/{fee.per.vi}", f"{amount} per {fee.per.en}")


def _priced(fee: Fee) -> Text:
    amount = _amount(fee)
    return Text(f"{fee.name.vi}, {amount.vi}", f"{fee.name.en}, {amount.en}")


def _limits(old: Machine, new: Machine) -> Iterator[Text]:
    if old.committed_limit != new.committed_limit:
        label = Text("Thời hạn giải quyết", "The time limit")
        yield _now(label, _long(new.committed_limit), _long(old.committed_limit))
    if old.legal_limit != new.legal_limit:
        label = Text("Thời hạn theo luật", "The time limit by law")
        yield _now(label, _long(new.legal_limit), _long(old.legal_limit))
    yield from _outcomes(old, new)
    deadline = (old.event and old.event.file_hours_before, new.event and new.event.file_hours_before)
    if deadline[1] is not None and deadline[0] != deadline[1]:
        yield Text(
            f"Nay phải nộp trước sự kiện ít nhất {deadline[1]} giờ.",
            f"It must now be filed at least {deadline[1]} hours before the event.",
        )


def _outcomes(old: Machine, new: Machine) -> Iterator[Text]:
    before = _by_name(old.outcomes)
    for name, outcome in _by_name(new.outcomes).items():
        if name in before and _time(outcome) != _time(before[name]):
            what = Text(f"Thời hạn riêng của “{outcome.label.vi}”", f"The time of its own of “{outcome.label.en}”")
            yield _now(what, _own_time(outcome), _own_time(before[name]))


def _time(outcome: Outcome) -> tuple[Limit | None, int | None]:
    return outcome.limit, outcome.hours_before_event


def _own_time(outcome: Outcome) -> Text:
    limit, hours = _time(outcome)
    parts = [_long(limit)] if limit else []
    if hours is not None:
        parts.append(Text(f"trước sự kiện ít nhất {hours} giờ", f"at least {hours} hours before the event"))
    return Text(", ".join(part.vi for part in parts), ", ".join(part.en for part in parts)) if parts else NOTHING


def _places(old: Machine, new: Machine) -> Iterator[Text]:
    if old.agency != new.agency:
        yield _now(Text("Cơ quan giải quyết", "The agency that decides"), new.agency, old.agency)
    if old.jurisdiction != new.jurisdiction:
        about = "Thẩm quyền giải quyết nay là", "What this agency decides is now"
        yield _about(*about, new.jurisdiction or NOT_STATED)
    if old.filed_elsewhere != new.filed_elsewhere:
        yield _elsewhere(new)
    if old.abolished != new.abolished:
        yield _abolished(new)
    if old.online != new.online:
        yield _now(Text("Nộp trực tuyến", "Filing on line"), ONLINE[new.online], ONLINE[old.online])
    if old.online_reason != new.online_reason:
        about = "Lý do chưa trực tuyến toàn trình nay là", "Why it is not wholly on line is now"
        yield _about(*about, new.online_reason or NOT_STATED)
    if old.channels != new.channels:
        yield _now(Text("Cách nộp", "The way to file"), _listed(new.channels), _listed(old.channels))


def _elsewhere(new: Machine) -> Text:
    if new.filed_elsewhere is None:
        return Text("Nay lại nhận hồ sơ ở đây.", "It is received here again.")
    return _about("Nay không nộp ở đây nữa", "It is no longer filed here", new.filed_elsewhere)


def _abolished(new: Machine) -> Text:
    if new.abolished is None:
        return Text("Thủ tục lại được thực hiện.", "The procedure is in force again.")
    return _about("Thủ tục bị bãi bỏ", "The procedure is abolished", new.abolished)


def _lifecycle(old: Machine, new: Machine) -> Iterator[Text]:
    if old.lifecycle != new.lifecycle:
        common = Text("Quy trình chung cho mọi hồ sơ", "The course that all dossiers share")
        yield _now(common, _edition(new.lifecycle), _edition(old.lifecycle))


def _edition(number: int) -> Text:
    return Text(f"bản số {number}", f"edition {number}")


def _listed(texts: tuple[Text, ...]) -> Text:
    return Text("; ".join(text.vi for text in texts), "; ".join(text.en for text in texts))


def _by_name[T: Named](parts: tuple[T, ...]) -> Mapping[str, T]:
    return {part.name: part for part in parts}
