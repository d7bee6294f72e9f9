"""What changed between two versions of a procedure, in words for whoever had begun under the first."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Protocol

from procedures.form import Component, Fee, Question
from procedures.machine import Limit, LimitUnit, Machine, Text

UNITS = {
    LimitUnit.WORKING_DAY: Text("ngày làm việc", "working days"),
    LimitUnit.CALENDAR_DAY: Text("ngày", "days"),
    LimitUnit.WORKING_HOUR: Text("giờ làm việc", "working hours"),
}


class Named(Protocol):
    """A part of a procedure that keeps its name from one version to the next."""

    @property
    def name(self) -> str:
        """The name by which it is known."""


def differences(old: Machine, new: Machine) -> tuple[Text, ...]:
    """Return what a person who filled in the old version must know of the new one; what matters least comes last.

    The order of questions, their headings and the inner process are no difference to that person.
    """
    found = [*_name(old, new), *_questions(old, new), *_components(old, new), *_fees(old, new)]
    return (*found, *_limits(old, new), *_places(old, new))


def _name(old: Machine, new: Machine) -> Iterator[Text]:
    if old.name != new.name:
        yield _now(Text("Tên thủ tục", "The name of the procedure"), _quoted(new.name), _quoted(old.name))


def _questions(old: Machine, new: Machine) -> Iterator[Text]:
    before, after = _by_name(old.questions), _by_name(new.questions)
    for name, question in after.items():
        if name not in before:
            yield _about("Câu hỏi mới", "New question", question.label)
        elif _asked(before[name]) != _asked(question) or _deciding(old, before[name]) != _deciding(new, question):
            yield _about("Câu hỏi có thay đổi", "Changed question", question.label)
    for name, question in before.items():
        if name not in after:
            yield _about("Không hỏi nữa", "No longer asked", question.label)


def _asked(question: Question) -> Question:
    """Return a question without what only places it in the form."""
    return replace(question, heading=None, block="")


def _deciding(machine: Machine, question: Question) -> list[Text]:
    """Return what is told for the answers with which nothing is filed here."""
    return [case.tell for case in machine.elsewhere if case.when.question == question.name]


def _components(old: Machine, new: Machine) -> Iterator[Text]:
    before, after = _by_name(old.components), _by_name(new.components)
    for name, component in after.items():
        if name not in before:
            yield _about(*_NEW_PAPER[component.required], component.title)
        elif component != before[name]:
            yield _changed_component(before[name], component)
    for name, component in before.items():
        if name not in after:
            yield _about("Không phải nộp nữa", "Document no longer asked for", component.title)


_NEW_PAPER = {
    True: ("Giấy tờ mới, phải có", "New document, required"),
    False: ("Giấy tờ mới, chỉ khi thuộc trường hợp này", "New document, only in its case"),
}


def _changed_component(before: Component, after: Component) -> Text:
    if after.eform and not before.eform:
        return _about("Nay điền trực tuyến, không phải đính kèm", "Now filled in on line, not attached", after.title)
    if before.eform and not after.eform:
        return _about("Nay phải đính kèm thành tệp", "Now to be attached as a file", after.title)
    if after.required and not before.required:
        return _about("Giấy tờ nay bắt buộc", "Document now required", after.title)
    if before.required and not after.required:
        return _about("Giấy tờ nay không bắt buộc", "Document no longer required", after.title)
    return _about("Giấy tờ có thay đổi", "Changed document", after.title)


def _fees(old: Machine, new: Machine) -> Iterator[Text]:
    before = {fee.name.vi: fee for fee in old.fees}
    after = {fee.name.vi: fee for fee in new.fees}
    for name, fee in after.items():
        if name not in before:
            yield _about("Khoản thu mới", "New fee", _priced(fee))
        elif _tariff(fee) != _tariff(before[name]):
            yield _now(fee.name, _amount(fee), _amount(before[name]))
        elif fee.when != before[name].when:
            yield _about("Trường hợp phải nộp có thay đổi", "Changed cases of a fee", fee.name)
    for name, fee in before.items():
        if name not in after:
            yield _about("Không thu nữa", "Fee no longer charged", fee.name)


def _tariff(fee: Fee) -> tuple[int, Text | None]:
    return fee.amount, fee.per


def _amount(fee: Fee) -> Text:
    dots, commas = f"{fee.amount:,}".replace(",", "."), f"{fee.amount:,}"
    if fee.per is None:
        return Text(f"{dots} đ", f"{commas} đ")
    return Text(f"{dots} đ/{fee.per.vi}", f"{commas} đ per {fee.per.en}")


def _priced(fee: Fee) -> Text:
    amount = _amount(fee)
    return Text(f"{fee.name.vi}, {amount.vi}", f"{fee.name.en}, {amount.en}")


def _limits(old: Machine, new: Machine) -> Iterator[Text]:
    if old.committed_limit != new.committed_limit:
        label = Text("Thời hạn giải quyết", "The time limit")
        yield _now(label, _long(new.committed_limit), _long(old.committed_limit))
    deadline = (old.event and old.event.file_hours_before, new.event and new.event.file_hours_before)
    if deadline[1] is not None and deadline[0] != deadline[1]:
        yield Text(
            f"Nay phải nộp trước sự kiện ít nhất {deadline[1]} giờ.",
            f"It must now be filed at least {deadline[1]} hours before the event.",
        )


def _long(limit: Limit) -> Text:
    unit, amount = UNITS[limit.unit], f"{limit.amount:f}"
    return Text(f"{amount.replace('.', ',')} {unit.vi}", f"{amount} {unit.en}")


def _places(old: Machine, new: Machine) -> Iterator[Text]:
    if old.agency != new.agency:
        yield _now(Text("Cơ quan giải quyết", "The agency that decides"), new.agency, old.agency)
    if old.jurisdiction != new.jurisdiction and new.jurisdiction is not None:
        yield _about("Thẩm quyền giải quyết nay là", "What this agency decides is now", new.jurisdiction)


def _by_name[T: Named](parts: tuple[T, ...]) -> Mapping[str, T]:
    return {part.name: part for part in parts}


def _about(vi: str, en: str, what: Text) -> Text:
    return Text(_ended(f"{vi}: {what.vi}"), _ended(f"{en}: {what.en}"))


def _now(what: Text, value: Text, before: Text) -> Text:
    return Text(
        f"{what.vi} nay là {value.vi} (trước: {before.vi}).", f"{what.en} is now {value.en} (was: {before.en})."
    )


def _quoted(text: Text) -> Text:
    return Text(f"“{text.vi}”", f"“{text.en}”")


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith((".", "?", "!")) else f"{sentence}."
