"""A rule in words, as its author need not write it."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from procedures import addresses
from procedures.form import Question, QuestionKind, Text
from procedures.form.rules import Breach, Comparison, Rule, RuleKind

type Asked = Mapping[str, Question]
"""The questions of a form by name."""

INSTANT = QuestionKind.DATE_TIME
_COMPARED: Mapping[Comparison | None, Text] = {
    Comparison.AT_MOST: Text("không được quá", "must be at most"),
    Comparison.AT_LEAST: Text("không được dưới", "must be at least"),
    Comparison.EXACTLY: Text("phải bằng", "must be exactly"),
}
_ORDERED: Mapping[RuleKind, Text] = {
    RuleKind.BEFORE: Text("phải trước", "must be before"),
    RuleKind.NOT_AFTER: Text("không được sau", "must not be after"),
    RuleKind.AFTER: Text("phải sau", "must be after"),
    RuleKind.NOT_BEFORE: Text("không được trước", "must not be before"),
}
_SAME, _INSIDE = Text("phải giống", "must be the same as"), Text("phải ở", "must be in")
_USUAL: Mapping[Text, Text] = {
    _COMPARED[Comparison.AT_MOST]: Text("thường không quá", "is usually at most"),
    _COMPARED[Comparison.AT_LEAST]: Text("thường không dưới", "is usually at least"),
    _COMPARED[Comparison.EXACTLY]: Text("thường bằng", "is usually exactly"),
    _ORDERED[RuleKind.BEFORE]: Text("thường trước", "is usually before"),
    _ORDERED[RuleKind.NOT_AFTER]: Text("thường không sau", "is usually not after"),
    _ORDERED[RuleKind.AFTER]: Text("thường sau", "is usually after"),
    _ORDERED[RuleKind.NOT_BEFORE]: Text("thường không trước", "is usually not before"),
    _SAME: Text("thường giống", "is usually the same as"),
    _INSIDE: Text("thường ở", "is usually in"),
}
"""The same of a rule that only warns: what breaks it may be right, and is taken."""


def stated(rule: Rule, asked: Asked) -> Text:
    """Return what a rule asks, as a sentence without its full stop: of one that only warns too, as it is written."""
    return as_read(replace(rule, breach=Breach.BLOCK), asked)


def as_read(rule: Rule, asked: Asked) -> Text:
    """Return the same for whoever has broken a rule: of one that only warns it is not said that it must be kept."""
    said = _STATED[rule.kind](rule, asked)
    return Text(*(text[:1].upper() + text[1:] for text in (said.vi, said.en)))


def _today(rule: Rule, asked: Asked) -> Text:
    is_instant = asked[rule.question].kind is INSTANT
    filing = (
        Text("lúc nộp hồ sơ", "the moment of filing") if is_instant else Text("ngày nộp hồ sơ", "the day of filing")
    )
    kind = RuleKind.NOT_AFTER if rule.kind is RuleKind.NOT_AFTER_TODAY else RuleKind.NOT_BEFORE
    return _phrase(rule, _cells_or_answer(rule, asked), _ORDERED[kind], filing)


def _ahead(rule: Rule, asked: Asked) -> Text:
    span, what = _span(rule), _called(rule.question, asked)
    return Text(
        f"hồ sơ phải nộp trước {what.vi} ít nhất {span.vi}",
        f"the dossier must be filed at least {span.en} before {what.en}",
    )


def _behind(rule: Rule, asked: Asked) -> Text:
    span, what = _span(rule), _called(rule.question, asked)
    return Text(
        f"hồ sơ phải nộp không quá {span.vi} sau {what.vi}",
        f"the dossier must be filed at most {span.en} after {what.en}",
    )


def _to_look_at(rule: Rule, asked: Asked) -> Text:
    what = _called(rule.question, asked)
    return Text(f"{what.vi} cần xem lại", f"{what.en} is to be looked at again")


def _ordered(rule: Rule, asked: Asked) -> Text:
    what, other = _called(rule.question, asked), _called(rule.other or "", asked)
    said = _phrase(rule, what, _ORDERED[rule.kind], other)
    if not rule.gap:
        return said
    side = "before" if rule.kind is RuleKind.BEFORE else "after"
    span = _span(rule)
    must = "is usually" if rule.breach is Breach.WARN else "must be"
    return Text(f"{said.vi} ít nhất {span.vi}", f"{what.en} {must} at least {span.en} {side} {other.en}")


def _equal(rule: Rule, asked: Asked) -> Text:
    return _phrase(rule, _called(rule.question, asked), _SAME, _called(rule.other or "", asked))


def _number(rule: Rule, asked: Asked) -> Text:
    return _phrase(rule, _called(rule.question, asked), _COMPARED[rule.comparison], _measure(rule, asked))


def _measured(rule: Rule, asked: Asked) -> Text:
    question = asked[rule.question]
    column = next((column.label for column in question.columns if column.name == rule.column), None)
    if rule.kind is RuleKind.SUM:
        what = Text("tổng", "the sum of")
    elif question.kind is QuestionKind.CHOICES:
        what = Text("số mục được chọn ở", "the number ticked in")
    else:
        what = Text("số dòng của", "the rows of")
    if column is not None:
        inside = Text(f"“{column.vi}” trong “{question.label.vi}”", f"“{column.en}” in “{question.label.en}”")
        what = what if rule.kind is RuleKind.SUM else Text("số dòng có", "the rows with")
    else:
        inside = _quoted(question.label)
    subject = Text(f"{what.vi} {inside.vi}", f"{what.en} {inside.en}")
    return _phrase(rule, subject, _COMPARED[rule.comparison], _measure(rule, asked))


def _measure(rule: Rule, asked: Asked) -> Text:
    number = f"{rule.number or 0:,}".replace(",", ".")
    return _called(rule.other, asked) if rule.other else Text(number, number)


def _cells_or_answer(rule: Rule, asked: Asked) -> Text:
    """Return what a rule is about: an answer, or a column in each row of a table."""
    question, what = asked[rule.question], _called(rule.question, asked)
    column = next((column.label for column in question.columns if column.name == rule.column), None)
    if column is not None:
        what = Text(f"“{column.vi}” trong {what.vi}", f"“{column.en}” in {what.en}")
    return what


def _this_year(rule: Rule, asked: Asked) -> Text:
    what = _cells_or_answer(rule, asked)
    return _phrase(rule, what, _ORDERED[RuleKind.NOT_AFTER], Text("năm nộp hồ sơ", "the year of filing"))


def _inside(rule: Rule, asked: Asked) -> Text:
    places = [addresses.province(code) for code in rule.provinces]
    names = ", ".join(place.name for place in places if place)
    return _phrase(rule, _called(rule.question, asked), _INSIDE, Text(names, names))


_STATED: Mapping[RuleKind, Callable[[Rule, Asked], Text]] = {
    RuleKind.NOT_AFTER_TODAY: _today,
    RuleKind.NOT_BEFORE_TODAY: _today,
    RuleKind.AT_LEAST_BEFORE: _ahead,
    RuleKind.AT_MOST_AFTER: _behind,
    **dict.fromkeys(_ORDERED, _ordered),
    RuleKind.EQUAL: _equal,
    RuleKind.SUM: _measured,
    RuleKind.COUNT: _measured,
    RuleKind.NUMBER: _number,
    RuleKind.PROVINCE_IS: _inside,
    RuleKind.NOT_AFTER_THIS_YEAR: _this_year,
    RuleKind.LOOK_AGAIN: _to_look_at,
}


def _phrase(rule: Rule, subject: Text, verb: Text, what: Text) -> Text:
    verb = _USUAL[verb] if rule.breach is Breach.WARN else verb
    return Text(f"{subject.vi} {verb.vi} {what.vi}", f"{subject.en} {verb.en} {what.en}")


def _called(name: str, asked: Asked) -> Text:
    label = _quoted(asked[name].label)
    if asked[name].kind is QuestionKind.LICENCE:
        return Text(f"ngày của {label.vi}", f"the date of {label.en}")
    return label


def _quoted(label: Text) -> Text:
    return Text(f"“{label.vi.rstrip('?')}”", f"“{label.en.rstrip('?')}”")


def _span(rule: Rule) -> Text:
    if rule.hours is not None:
        return Text(f"{rule.hours} giờ", f"{rule.hours} hour{'s' * (rule.hours > 1)}")
    days = rule.days or 0
    return Text(f"{days} ngày", f"{days} day{'s' * (days > 1)}")
