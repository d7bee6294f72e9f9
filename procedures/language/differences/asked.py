"""What changed in one question or one paper: from what, to what."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from procedures.form import NO, YES, Choice, Component, Condition, Question, QuestionKind
from procedures.form.databases import DATABASES
from procedures.language.differences.phrases import NOTHING, quoted
from procedures.machine import Machine, Text

KINDS: Mapping[QuestionKind, Text] = {
    QuestionKind.TEXT: Text("một dòng chữ", "a line of text"),
    QuestionKind.LONG_TEXT: Text("đoạn văn", "a longer text"),
    QuestionKind.INTEGER: Text("số nguyên", "a whole number"),
    QuestionKind.MONEY: Text("số tiền", "an amount of money"),
    QuestionKind.DATE: Text("ngày", "a date"),
    QuestionKind.DATE_TIME: Text("ngày giờ", "a date and time"),
    QuestionKind.CHOICE: Text("chọn một", "one of several"),
    QuestionKind.CHOICES: Text("chọn nhiều", "some of several"),
    QuestionKind.YES_NO: Text("có hoặc không", "yes or no"),
    QuestionKind.PERSONAL_ID: Text("số định danh cá nhân", "a personal ID number"),
    QuestionKind.TAX_CODE: Text("mã số thuế", "a tax code"),
    QuestionKind.PHONE: Text("số điện thoại", "a phone number"),
    QuestionKind.EMAIL: Text("thư điện tử", "an e-mail address"),
    QuestionKind.ADDRESS: Text("địa chỉ", "an address"),
    QuestionKind.FILE: Text("tệp", "a file"),
    QuestionKind.TABLE: Text("bảng", "a table"),
    QuestionKind.LICENCE: Text("giấy đã cấp", "an earlier result"),
}
_ANSWERS = {YES: Text("Có", "Yes"), NO: Text("Không", "No")}
_REQUIRED = {True: Text("bắt buộc", "required"), False: Text("không bắt buộc", "not required")}
_TAKEN = {True: Text("được nhận", "taken"), False: Text("không được nhận", "not taken")}
_ALWAYS = Text("luôn luôn", "always")
_HOW = {True: Text("tại nơi tiếp nhận", "at the receiving point"), False: Text("trong hồ sơ", "with the application")}
_NOWHERE = Text("không trường hợp nào", "in no case")


def with_parts(label: Text, parts: Iterable[Text]) -> Text:
    """Return what something is called with what is different about it in brackets."""
    found = list(parts)
    if not found:
        return label
    return Text(
        f"{label.vi} ({'; '.join(part.vi for part in found)})", f"{label.en} ({'; '.join(part.en for part in found)})"
    )


def question_parts(old: Machine, new: Machine, before: Question, after: Question) -> Iterator[Text]:
    """Yield what is different in a question, in the order in which the form shows it."""
    yield from _field_parts(before, after)
    yield from _changed("được hỏi", "asked", case_of(old, before.shown_when), case_of(new, after.shown_when))
    yield from _listed("cột", "column", _labels(before.columns), _labels(after.columns))
    for column in after.columns:
        was = next((one for one in before.columns if one.name == column.name), column)
        for part in _field_parts(was, column):
            yield Text(f"cột “{column.label.vi}”: {part.vi}", f"column “{column.label.en}”: {part.en}")
    yield from _changed("giấy của thủ tục", "of the procedures", _joined(before.of), _joined(after.of))
    yield from _changed(
        "giấy đã hết hạn", "an expired one", _TAKEN[before.accepts_expired], _TAKEN[after.accepts_expired]
    )
    yield from _changed("nộp ở nơi khác", "filed elsewhere", _elsewhere(old, before.name), _elsewhere(new, after.name))


def paper_parts(old: Machine, new: Machine, before: Component, after: Component) -> Iterator[Text]:
    """Yield what is different in a paper besides whether it must come, and how."""
    yield from _changed("tên", "name", quoted(before.title), quoted(after.title))
    yield from _changed("số bản chính", "originals", _number(before.originals), _number(after.originals))
    yield from _changed("số bản sao", "copies", _number(before.copies), _number(after.copies))
    yield from _changed("mẫu", "form", before.form or NOTHING, after.form or NOTHING)
    yield from _changed("trường hợp phải có", "case", before.condition or _ALWAYS, after.condition or _ALWAYS)
    yield from _changed("tra cứu trong", "looked up in", _database(before), _database(after))
    yield from _changed("nộp", "handed in", _HOW[before.handed_in], _HOW[after.handed_in])
    yield from _changed("tờ khai yêu cầu tệp", "file asked for", case_of(old, before.when), case_of(new, after.when))


def _database(component: Component) -> Text:
    return DATABASES[component.database] if component.database else NOTHING


def case_of(machine: Machine, condition: Condition | None) -> Text:
    """Return with which answers something is asked or due: ``khi “Nơi in” là “Hà Nội”``."""
    if condition is None:
        return _ALWAYS
    question = machine.question(condition.question)
    label = question.label if question else Text(condition.question, condition.question)
    labels = {choice.value: choice.label for choice in question.choices} if question else {}
    values = [labels.get(value) or _ANSWERS.get(value) or Text(value, value) for value in condition.values]
    vi, en = (", ".join(f"“{value.of(language)}”" for value in values) for language in ("vi", "en"))
    return Text(f"khi “{label.vi}” là {vi}", f"where “{label.en}” is {en}")


def _field_parts(before: Question, after: Question) -> Iterator[Text]:
    """Yield what is different in what a question and a column have in common."""
    yield from _changed("câu hỏi", "question", quoted(before.label), quoted(after.label))
    yield from _changed("kiểu trả lời", "kind of answer", KINDS[before.kind], KINDS[after.kind])
    yield from _changed("trả lời", "answer", _REQUIRED[before.required], _REQUIRED[after.required])
    yield from _changed("hướng dẫn", "hint", _or_none(before.help), _or_none(after.help))
    yield from _listed("lựa chọn", "choice", _options(before.choices), _options(after.choices))
    yield from _changed("số ký tự nhiều nhất", "most characters", _number(before.max_length), _number(after.max_length))
    vi, en = ("số dòng", "rows") if after.kind is QuestionKind.TABLE else ("số", "number")
    yield from _changed(f"{vi} nhỏ nhất", f"least {en}", _number(before.minimum), _number(after.minimum))
    yield from _changed(f"{vi} lớn nhất", f"greatest {en}", _number(before.maximum), _number(after.maximum))


def _changed(vi: str, en: str, before: Text, after: Text) -> Iterator[Text]:
    """Compare in Vietnamese: a better translation is no change to tell."""
    if before.vi != after.vi:
        yield Text(f"{vi}: {after.vi}, trước: {before.vi}", f"{en}: {after.en}, before: {before.en}")


def _listed(vi: str, en: str, before: Mapping[str, Text], after: Mapping[str, Text]) -> Iterator[Text]:
    for name, label in after.items():
        if name not in before:
            yield Text(f"thêm {vi} “{label.vi}”", f"new {en} “{label.en}”")
        elif before[name].vi != label.vi:
            yield from _changed(vi, en, quoted(before[name]), quoted(label))
    for name, label in before.items():
        if name not in after:
            yield Text(f"bỏ {vi} “{label.vi}”", f"no longer {en} “{label.en}”")


def _labels(columns: Sequence[Question]) -> Mapping[str, Text]:
    return {column.name: column.label for column in columns}


def _options(choices: Sequence[Choice]) -> Mapping[str, Text]:
    return {choice.value: choice.label for choice in choices}


def _elsewhere(machine: Machine, question: str) -> Text:
    """Return the answers with which nothing is filed here, and what is told then."""
    cases = [(case_of(machine, case.when), case.tell) for case in machine.elsewhere if case.when.question == question]
    if not cases:
        return _NOWHERE
    return Text(
        ", ".join(f"{case.vi} (“{tell.vi}”)" for case, tell in cases),
        ", ".join(f"{case.en} (“{tell.en}”)" for case, tell in cases),
    )


def _or_none(text: Text | None) -> Text:
    return quoted(text) if text else NOTHING


def _number(number: int | None) -> Text:
    if number is None:
        return NOTHING
    written = f"{number:,}".replace(",", ".")
    return Text(written, written)


def _joined(names: Sequence[str]) -> Text:
    return Text(", ".join(names), ", ".join(names)) if names else NOTHING
