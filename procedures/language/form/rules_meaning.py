"""Second pass: rules name questions that there are, of kinds that can be compared so."""

from collections.abc import Collection, Mapping

from procedures import addresses
from procedures.form import Question, QuestionKind
from procedures.form.rules import Breach, Rule, RuleKind
from procedures.language.errors import Notes
from procedures.language.form.meaning import Asked, asked_in, condition, key_of, once
from procedures.machine import Machine

DATED = frozenset({QuestionKind.DATE, QuestionKind.DATE_TIME})
MOMENTS = DATED | {QuestionKind.LICENCE}
"""What has a place in time; an earlier result by the day that it bears."""
SAME = frozenset(
    {
        *(QuestionKind.TEXT, QuestionKind.INTEGER, QuestionKind.MONEY, QuestionKind.DATE, QuestionKind.DATE_TIME),
        *(QuestionKind.CHOICE, QuestionKind.YES_NO, QuestionKind.PERSONAL_ID, QuestionKind.TAX_CODE),
        *(QuestionKind.PHONE, QuestionKind.EMAIL),
    }
)
NUMBERS = frozenset({QuestionKind.INTEGER, QuestionKind.MONEY})
COUNTED = frozenset({QuestionKind.TABLE, QuestionKind.CHOICES})
ABOUT: Mapping[RuleKind, Collection[QuestionKind]] = {
    RuleKind.NOT_AFTER_TODAY: DATED | {QuestionKind.TABLE},
    RuleKind.NOT_BEFORE_TODAY: DATED | {QuestionKind.TABLE},
    RuleKind.AT_LEAST_BEFORE: DATED,
    RuleKind.AT_MOST_AFTER: DATED,
    RuleKind.BEFORE: MOMENTS,
    RuleKind.NOT_AFTER: MOMENTS,
    RuleKind.AFTER: MOMENTS,
    RuleKind.NOT_BEFORE: MOMENTS,
    RuleKind.EQUAL: SAME,
    RuleKind.SUM: {QuestionKind.TABLE},
    RuleKind.COUNT: COUNTED,
    RuleKind.NUMBER: NUMBERS,
    RuleKind.PROVINCE_IS: {QuestionKind.ADDRESS},
    RuleKind.NOT_AFTER_THIS_YEAR: {QuestionKind.INTEGER, QuestionKind.TABLE},
    RuleKind.LOOK_AGAIN: frozenset(QuestionKind) - {QuestionKind.FILE},
}
"""The kinds of question that a rule may be about."""
COMPARED = frozenset({RuleKind.BEFORE, RuleKind.NOT_AFTER, RuleKind.AFTER, RuleKind.NOT_BEFORE, RuleKind.EQUAL})
SPANNED = frozenset({RuleKind.AT_LEAST_BEFORE, RuleKind.AT_MOST_AFTER, RuleKind.BEFORE, RuleKind.AFTER})
ADDED_UP = frozenset({RuleKind.SUM, RuleKind.COUNT})
MEASURED = ADDED_UP | {RuleKind.NUMBER}
USED_BY: Mapping[str, frozenset[RuleKind]] = {
    "other": COMPARED | MEASURED,
    "days": SPANNED,
    "hours": SPANNED,
    "column": ADDED_UP | {RuleKind.NOT_AFTER_THIS_YEAR, RuleKind.NOT_AFTER_TODAY, RuleKind.NOT_BEFORE_TODAY},
    "compare": MEASURED,
    "number": MEASURED,
    "provinces": frozenset({RuleKind.PROVINCE_IS}),
}
"""Which kinds of rule have a use for a key of their own."""


_HOW_FAR = (
    "ghi trước ít nhất mấy ngày (days) hoặc mấy giờ (hours)",
    "ghi không quá mấy ngày (days) hoặc mấy giờ (hours) sau đó",
)


def examine_rules(outline: Machine, notes: Notes) -> None:
    """Note everything in the rules that is well formed and still wrong."""
    asked = asked_in(outline, notes)
    once("rules", (rule.name for rule in outline.rules), notes)
    for place, rule in enumerate(outline.rules, start=1):
        key = key_of("rules", rule.name, place)
        for stated in (*rule.all_of, *rule.any_of):
            condition(stated, f"{key}.when", asked, notes)
        if not notes.knows(f"{key}.kind"):
            _examine(rule, key, asked, notes)


def _examine(rule: Rule, key: str, asked: Asked, notes: Notes) -> None:
    _used(rule, key, notes)
    if notes.knows(f"{key}.question") or asked.is_doubtful(rule.question):
        return
    question = asked.questions.get(rule.question)
    if question is None:
        _unknown(rule.question, f"{key}.question", ABOUT[rule.kind], asked, notes)
    elif question.kind not in ABOUT[rule.kind]:
        _wrong_kind(question, f"{key}.question", ABOUT[rule.kind], notes)
    elif rule.kind in COMPARED:
        _compared(rule, question, key, asked, notes)
    elif rule.kind in MEASURED:
        _measured(rule, question, key, asked, notes)
    else:
        _by_itself(rule, question, key, notes)


def _by_itself(rule: Rule, question: Question, key: str, notes: Notes) -> None:
    match rule.kind:
        case RuleKind.AT_LEAST_BEFORE | RuleKind.AT_MOST_AFTER:
            _spanned(rule, [question], key, notes)
        case RuleKind.PROVINCE_IS:
            _provinces(rule, key, notes)
        case RuleKind.NOT_AFTER_THIS_YEAR:
            _of_cells(rule, question, QuestionKind.INTEGER, key, notes)
        case RuleKind.NOT_AFTER_TODAY | RuleKind.NOT_BEFORE_TODAY:
            _of_cells(rule, question, QuestionKind.DATE, key, notes)
        case RuleKind.LOOK_AGAIN:
            _remark(rule, key, notes)


def _remark(rule: Rule, key: str, notes: Notes) -> None:
    """Note a remark that refuses, has no case in which it is made, or no words."""
    if rule.breach is not Breach.WARN and not notes.knows(f"{key}.breach"):
        notes.add(
            f"{key}.breach",
            "look-again chỉ nhắc, không chặn",
            "ghi breach = “warn”; nơi khác giải quyết thì dùng [[elsewhere]]",
        )
    if not (rule.all_of or rule.any_of or notes.knows(f"{key}.when")):
        notes.add(f"{key}.when", "thiếu", "ghi khi nào thì nhắc: when, when_all hoặc when_any")
    if rule.tell is None and not notes.knows(f"{key}.tell"):
        notes.add(f"{key}.tell", "thiếu", "ghi câu nhắc")


_NAMED_BY: Mapping[QuestionKind, str] = {QuestionKind.INTEGER: "năm", QuestionKind.DATE: "ngày"}
"""What a rule about the cells of a column takes them to name."""


def _of_cells(rule: Rule, question: Question, kind: QuestionKind, key: str, notes: Notes) -> None:
    """Note a table without the column that names the year or the day, a column where there is no table."""
    fits = [column.name for column in question.columns if column.kind is kind]
    if question.kind is not QuestionKind.TABLE:
        if rule.column is not None:
            notes.add(f"{key}.column", f"“{question.name}” không phải bảng", "bỏ khoá này")
    elif rule.column not in fits and not notes.knows(f"{key}.column"):
        is_written = f"“{rule.column}” không ghi {_NAMED_BY[kind]} được" if rule.column else "thiếu"
        known = ", ".join(fits) or "bảng này chưa có cột nào như vậy"
        notes.add(f"{key}.column", is_written, f"ghi tên một cột {kind}: {known}")


def _used(rule: Rule, key: str, notes: Notes) -> None:
    """Note the keys that a rule of this kind has no use for."""
    written = {
        "other": rule.other,
        "days": rule.days,
        "hours": rule.hours,
        "column": rule.column,
        "compare": rule.comparison,
        "number": rule.number,
        "provinces": rule.provinces or None,
    }
    for name, value in written.items():
        if value is not None and rule.kind not in USED_BY[name]:
            right = f"bỏ khoá này; chỉ dùng với kind là {', '.join(sorted(USED_BY[name]))}"
            notes.add(f"{key}.{name}", f"kind là {rule.kind}", right)


def _compared(rule: Rule, question: Question, key: str, asked: Asked, notes: Notes) -> None:
    kinds = {question.kind} if rule.kind is RuleKind.EQUAL else MOMENTS
    other = _other(rule, key, kinds, asked, notes)
    if other is not None and rule.kind in SPANNED and rule.gap:
        _spanned(rule, [question, other], key, notes)


def _other(rule: Rule, key: str, kinds: Collection[QuestionKind], asked: Asked, notes: Notes) -> Question | None:
    """Return the question that a rule compares with, None where something is wrong with it."""
    if rule.other is None:
        if not notes.knows(f"{key}.other"):
            notes.add(f"{key}.other", "thiếu", f"ghi tên câu hỏi để so sánh: {_known(kinds, asked)}")
        return None
    if asked.is_doubtful(rule.other):
        return None
    other = asked.questions.get(rule.other)
    if other is None:
        _unknown(rule.other, f"{key}.other", kinds, asked, notes)
    elif other.kind not in kinds:
        _wrong_kind(other, f"{key}.other", kinds, notes)
    elif rule.other == rule.question:
        notes.add(f"{key}.other", f"“{rule.other}” so sánh với chính nó", "ghi tên một câu hỏi khác")
    else:
        return other
    return None


def _spanned(rule: Rule, compared: list[Question], key: str, notes: Notes) -> None:
    if notes.knows(f"{key}.days") or notes.knows(f"{key}.hours"):
        return
    if rule.days is not None and rule.hours is not None:
        notes.add(f"{key}.hours", "đã ghi days", "chỉ ghi một trong hai: days hoặc hours")
    elif rule.days is None and rule.hours is None:
        notes.add(f"{key}.days", "thiếu", _HOW_FAR[rule.kind is RuleKind.AT_MOST_AFTER])
    elif rule.hours is not None:
        for question in compared:
            if question.kind is not QuestionKind.DATE_TIME:
                notes.add(
                    f"{key}.hours", f"“{question.name}” không hỏi giờ", "ghi days, hoặc hỏi bằng kind = “date_time”"
                )


def _measured(rule: Rule, question: Question, key: str, asked: Asked, notes: Notes) -> None:
    if rule.comparison is None and not notes.knows(f"{key}.compare"):
        notes.add(f"{key}.compare", "thiếu", "phải là một trong: at-most, at-least, exactly")
    if rule.number is not None and rule.other is not None:
        notes.add(f"{key}.other", "đã ghi number", "chỉ ghi một trong hai: number hoặc other")
    elif rule.number is None and rule.other is None and not notes.knows(f"{key}.number"):
        notes.add(f"{key}.number", "thiếu", "ghi number là một số, hoặc other là tên một câu hỏi integer hay money")
    elif rule.other is not None:
        _other(rule, key, NUMBERS, asked, notes)
    if rule.kind in ADDED_UP:
        _column(rule, question, key, notes)


def _column(rule: Rule, question: Question, key: str, notes: Notes) -> None:
    fits = [column.name for column in question.columns if rule.kind is RuleKind.COUNT or column.kind in NUMBERS]
    known = ", ".join(fits) or "bảng này chưa có cột nào như vậy"
    if rule.column is None and rule.kind is RuleKind.SUM:
        notes.add(f"{key}.column", "thiếu", f"cộng một cột integer hoặc money: {known}")
    elif rule.column is not None and rule.column not in fits and not notes.knows(f"{key}.column"):
        notes.add(f"{key}.column", f"“{rule.column}” không cộng hoặc đếm được", f"phải là một trong: {known}")


def _provinces(rule: Rule, key: str, notes: Notes) -> None:
    if not rule.provinces and not notes.knows(f"{key}.provinces"):
        notes.add(f"{key}.provinces", "thiếu", 'ghi mã tỉnh, thành phố, ví dụ provinces = ["01"]')
    for code in rule.provinces:
        if addresses.province(code) is None:
            notes.add(
                f"{key}.provinces", f"“{code}” không phải mã tỉnh, thành phố", "mã hai chữ số, ví dụ “01” là Hà Nội"
            )


def _unknown(name: str, key: str, kinds: Collection[QuestionKind], asked: Asked, notes: Notes) -> None:
    notes.add(key, f"không có câu hỏi “{name}”", f"phải là một trong: {_known(kinds, asked)}")


def _wrong_kind(question: Question, key: str, kinds: Collection[QuestionKind], notes: Notes) -> None:
    notes.add(key, f"“{question.name}” có kind là {question.kind}", f"phải có kind là {', '.join(sorted(kinds))}")


def _known(kinds: Collection[QuestionKind], asked: Asked) -> str:
    fits = [name for name, question in asked.questions.items() if question.kind in kinds and name]
    return ", ".join(fits) or f"chưa có câu hỏi nào có kind là {', '.join(sorted(kinds))}"
