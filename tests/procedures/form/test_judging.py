"""Each kind of rule between answers: what it takes, what it refuses, and what it says then."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from procedures.answers import clean
from procedures.answers.sample import raw_answers
from procedures.form import Choice, Condition, Question, QuestionKind, Text
from procedures.form.judging import broken
from procedures.form.rules import Breach, Comparison, Rule, RuleKind
from procedures.form.wording import as_read
from procedures.time.calendar import LOCAL
from tests.dossiers import every_kind

AT = datetime(2026, 11, 27, 9, 30, tzinfo=LOCAL)


def question(name: str, kind: QuestionKind, label: str, **more: Any) -> Question:
    return Question(name, kind, Text(label, name), required=False, **more)


CELLS = (question("price", QuestionKind.MONEY, "Đơn giá"), question("number", QuestionKind.INTEGER, "Số lượng"))
LETTERS = (question("dated", QuestionKind.DATE, "Ngày văn bản"), question("until", QuestionKind.DATE, "Còn hạn đến"))
FORM = (
    question("inside", QuestionKind.YES_NO, "Trong nhà?"),
    question("aims", QuestionKind.CHOICES, "Mục đích", choices=tuple(Choice(v, Text(v, v)) for v in ("a", "b", "c"))),
    question("born_on", QuestionKind.DATE, "Ngày sinh"),
    question("from_on", QuestionKind.DATE, "Từ ngày"),
    question("until_on", QuestionKind.DATE, "Đến ngày"),
    question("opens_at", QuestionKind.DATE_TIME, "Khai mạc lúc"),
    question("closes_at", QuestionKind.DATE_TIME, "Bế mạc lúc"),
    question("cost", QuestionKind.MONEY, "Kinh phí"),
    question("again", QuestionKind.MONEY, "Nhập lại kinh phí"),
    question("venue", QuestionKind.ADDRESS, "Địa điểm"),
    question("since", QuestionKind.INTEGER, "Năm thành lập"),
    question("paper", QuestionKind.LICENCE, "Giấy phép", of=("x",)),
    question("machines", QuestionKind.TABLE, "Danh mục máy", columns=CELLS),
    question("letters", QuestionKind.TABLE, "Văn bản", columns=LETTERS),
    question("seen_on", QuestionKind.DATE, "Ngày xem", shown_when=Condition("inside", ("yes",))),
)


def rule(kind: RuleKind, about: str, **more: Any) -> Rule:
    return Rule("quy-tac", kind, about, **more)


TODAY = rule(RuleKind.NOT_AFTER_TODAY, "born_on")
AHEAD = rule(RuleKind.NOT_BEFORE_TODAY, "from_on")
HELD = rule(RuleKind.NOT_BEFORE_TODAY, "opens_at")
MONTH = rule(RuleKind.AT_LEAST_BEFORE, "until_on", days=30)
HOURS = rule(RuleKind.AT_LEAST_BEFORE, "opens_at", hours=24)
SOON = rule(RuleKind.AT_MOST_AFTER, "from_on", days=9)
AT_ONCE = rule(RuleKind.AT_MOST_AFTER, "opens_at", hours=24)
ASIDE = rule(RuleKind.LOOK_AGAIN, "aims", all_of=(Condition("aims", ("b", "c")),))
AFTER = rule(RuleKind.AFTER, "until_on", other="from_on")
TEN_DAYS = rule(RuleKind.AFTER, "until_on", other="from_on", days=10)
TWO_HOURS = rule(RuleKind.BEFORE, "opens_at", other="closes_at", hours=2)
MIXED = rule(RuleKind.NOT_BEFORE, "opens_at", other="from_on")
ISSUED = rule(RuleKind.NOT_AFTER, "paper", other="until_on")
SAME = rule(RuleKind.EQUAL, "again", other="cost")
SUM = rule(RuleKind.SUM, "machines", column="price", comparison=Comparison.AT_MOST, other="cost")
ROWS = rule(RuleKind.COUNT, "machines", comparison=Comparison.AT_LEAST, number=2)
CELLS_FULL = rule(RuleKind.COUNT, "machines", column="number", comparison=Comparison.EXACTLY, number=1)
TICKS = rule(RuleKind.COUNT, "aims", comparison=Comparison.AT_MOST, number=2)
FAR = rule(RuleKind.NUMBER, "since", comparison=Comparison.AT_LEAST, number=1200)
LESS = rule(RuleKind.NUMBER, "again", comparison=Comparison.AT_MOST, other="cost")
THIS_YEAR = rule(RuleKind.NOT_AFTER_THIS_YEAR, "since")
SIGNED = rule(RuleKind.NOT_AFTER_TODAY, "letters", column="dated")
LASTS = rule(RuleKind.NOT_BEFORE_TODAY, "letters", column="until")
MADE = rule(RuleKind.NOT_AFTER_THIS_YEAR, "machines", column="number")
HANOI = rule(RuleKind.PROVINCE_IS, "venue", provinces=("01",))
SOMETIMES = replace(TODAY, all_of=(Condition("inside", ("yes",)), Condition("aims", ("a",))))
EITHER = replace(TODAY, any_of=(Condition("inside", ("yes",)), Condition("aims", ("a",))))

LATE = {"born_on": "2026-11-28"}
KEPT: list[tuple[Rule, dict[str, Any]]] = [
    (TODAY, {"born_on": "2026-11-27"}),
    (AHEAD, {"from_on": "2026-11-27"}),
    (HELD, {"opens_at": "2026-11-27T09:30+07:00"}),
    (MONTH, {"until_on": "2026-12-27"}),
    (HOURS, {"opens_at": "2026-11-28T09:30+07:00"}),
    (AFTER, {"from_on": "2026-12-01", "until_on": "2026-12-02"}),
    (AFTER, {"until_on": "2026-12-02"}),
    (SOON, {"from_on": "2026-11-18"}),
    (SOON, {"from_on": "2026-12-18"}),
    (AT_ONCE, {"opens_at": "2026-11-26T09:30+07:00"}),
    (ASIDE, {"aims": ["a"]}),
    (TEN_DAYS, {"from_on": "2026-12-01", "until_on": "2026-12-11"}),
    (TWO_HOURS, {"opens_at": "2026-12-01T08:00+07:00", "closes_at": "2026-12-01T10:00+07:00"}),
    (MIXED, {"opens_at": "2026-12-01T00:00+07:00", "from_on": "2026-12-01"}),
    (ISSUED, {"paper": {"number": "1", "dated": "2026-12-01"}, "until_on": "2026-12-01"}),
    (SAME, {"cost": 5, "again": 5}),
    (SUM, {"machines": [{"price": 3}, {"number": 9}, {"price": 2}], "cost": 5}),
    (SUM, {"machines": [{"price": 3}]}),
    (ROWS, {"machines": [{"price": 3}, {"price": 2}]}),
    (CELLS_FULL, {"machines": [{"number": 3}, {"price": 2}]}),
    (TICKS, {"aims": ["a", "b"]}),
    (HANOI, {"venue": {"province": "01", "commune": "00166", "line": "1", "text": "1"}}),
    (SOMETIMES, LATE | {"inside": True}),
    (EITHER, LATE | {"inside": False, "aims": ["b"]}),
    (rule(RuleKind.NOT_AFTER_TODAY, "seen_on"), {"seen_on": "2030-01-01", "inside": False}),
    (HANOI, {"venue": "Số 1 Láng Hạ"}),
    (FAR, {"since": 1200}),
    (FAR, {"since": "xa"}),
    (LESS, {"again": 5, "cost": 5}),
    (LESS, {"again": 5}),
    (THIS_YEAR, {"since": 2026}),
    (SIGNED, {"letters": [{"dated": "2026-11-27"}, {}, {"dated": "2020-01-01"}, {"dated": "hôm nay"}]}),
    (SIGNED, {"letters": "như trước"}),
    (LASTS, {"letters": [{"until": "2026-11-27", "dated": "2030-01-01"}]}),
    (THIS_YEAR, {"since": "năm nay"}),
    (MADE, {"machines": [{"number": 2026}, {"price": 2030}]}),
    (TODAY, {"born_on": "trước đây"}),
]
BROKEN: list[tuple[Rule, dict[str, Any], str, str]] = [
    (TODAY, LATE, "born_on", "“Ngày sinh” không được sau ngày nộp hồ sơ (nộp lúc này là 27/11/2026)."),
    (AHEAD, {"from_on": "2026-11-26"}, "from_on", "“Từ ngày” không được trước ngày nộp hồ sơ (nộp lúc này là 27/11/2026)."),
    (HELD, {"opens_at": "2026-11-27T09:29+07:00"}, "opens_at", "“Khai mạc lúc” không được trước lúc nộp hồ sơ (nộp lúc này là 09:30 27/11/2026)."),
    (MONTH, {"until_on": "2026-12-26"}, "until_on", "Hồ sơ phải nộp trước “Đến ngày” ít nhất 30 ngày (nộp lúc này là 27/11/2026)."),
    (HOURS, {"opens_at": "2026-11-28T09:29+07:00"}, "opens_at", "Hồ sơ phải nộp trước “Khai mạc lúc” ít nhất 24 giờ (nộp lúc này là 09:30 27/11/2026)."),
    (AFTER, {"from_on": "2026-12-01", "until_on": "2026-12-01"}, "until_on", "“Đến ngày” phải sau “Từ ngày” (ở đó ghi 01/12/2026)."),
    (TEN_DAYS, {"from_on": "2026-12-01", "until_on": "2026-12-10"}, "until_on", "“Đến ngày” phải sau “Từ ngày” ít nhất 10 ngày (ở đó ghi 01/12/2026)."),
    (TWO_HOURS, {"opens_at": "2026-12-01T08:01+07:00", "closes_at": "2026-12-01T10:00+07:00"}, "opens_at", "“Khai mạc lúc” phải trước “Bế mạc lúc” ít nhất 2 giờ (ở đó ghi 10:00 01/12/2026)."),
    (MIXED, {"opens_at": "2026-11-30T23:59+07:00", "from_on": "2026-12-01"}, "opens_at", "“Khai mạc lúc” không được trước “Từ ngày” (ở đó ghi 01/12/2026)."),
    (ISSUED, {"paper": {"number": "1", "dated": "2026-12-02"}, "until_on": "2026-12-01"}, "paper.dated", "Ngày của “Giấy phép” không được sau “Đến ngày” (ở đó ghi 01/12/2026)."),
    (SAME, {"cost": 5, "again": 6}, "again", "“Nhập lại kinh phí” phải giống “Kinh phí” (ở đó ghi 5\u00a0đ)."),
    (SOON, {"from_on": "2026-11-17"}, "from_on", "Hồ sơ phải nộp không quá 9 ngày sau “Từ ngày” (nộp lúc này là 27/11/2026)."),
    (AT_ONCE, {"opens_at": "2026-11-26T09:29+07:00"}, "opens_at", "Hồ sơ phải nộp không quá 24 giờ sau “Khai mạc lúc” (nộp lúc này là 09:30 27/11/2026)."),
    (ASIDE, {"aims": ["a", "c"]}, "aims", "“Mục đích” cần xem lại."),
    (SUM, {"machines": [{"price": 3}, {"price": 3}], "cost": 5}, "machines", "Tổng “Đơn giá” trong “Danh mục máy” không được quá “Kinh phí” (hiện là 6, ở đó ghi 5\u00a0đ)."),
    (ROWS, {"machines": [{"price": 3}]}, "machines", "Số dòng của “Danh mục máy” không được dưới 2 (hiện là 1)."),
    (CELLS_FULL, {"machines": [{"price": 3}]}, "machines", "Số dòng có “Số lượng” trong “Danh mục máy” phải bằng 1 (hiện là 0)."),
    (TICKS, {"aims": ["a", "b", "c"]}, "aims", "Số mục được chọn ở “Mục đích” không được quá 2 (hiện là 3)."),
    (FAR, {"since": 1199}, "since", "“Năm thành lập” không được dưới 1.200."),
    (LESS, {"again": 6, "cost": 5}, "again", "“Nhập lại kinh phí” không được quá “Kinh phí” (ở đó ghi 5\u00a0đ)."),
    (HANOI, {"venue": {"province": "79"}}, "venue.province", "“Địa điểm” phải ở Thành phố Hà Nội."),
    (THIS_YEAR, {"since": 2027}, "since", "“Năm thành lập” không được sau năm nộp hồ sơ (ở đó ghi 2027, nộp lúc này là 2026)."),
    (MADE, {"machines": [{"number": 2030}, {"number": 2019}, {"number": 2027}, {"number": 2030}]}, "machines", "“Số lượng” trong “Danh mục máy” không được sau năm nộp hồ sơ (ở đó ghi 2030 · 2027, nộp lúc này là 2026)."),
    (SIGNED, {"letters": [{"dated": "2026-11-01"}, {"dated": "2026-12-31"}, {}, {"dated": "2026-11-28"}]}, "letters.1.dated", "“Ngày văn bản” trong “Văn bản” không được sau ngày nộp hồ sơ (dòng 2, 4, nộp lúc này là 27/11/2026)."),
    (LASTS, {"letters": [{"until": "2026-06-01"}]}, "letters.0.until", "“Còn hạn đến” trong “Văn bản” không được trước ngày nộp hồ sơ (dòng 1, nộp lúc này là 27/11/2026)."),
    (SOMETIMES, LATE | {"inside": True, "aims": ["b", "a"]}, "born_on", "“Ngày sinh” không được sau ngày nộp hồ sơ (nộp lúc này là 27/11/2026)."),
    (EITHER, LATE | {"inside": False, "aims": ["a"]}, "born_on", "“Ngày sinh” không được sau ngày nộp hồ sơ (nộp lúc này là 27/11/2026)."),
]  # fmt: skip


@pytest.mark.parametrize(("stated", "values"), KEPT)
def test_a_rule_that_is_kept_says_nothing(stated: Rule, values: dict[str, Any]) -> None:
    assert broken((stated,), FORM, values, AT) == ()


@pytest.mark.parametrize(("stated", "values", "field", "sentence"), BROKEN)
def test_a_broken_rule_says_what_is_wrong_at_its_question(
    stated: Rule, values: dict[str, Any], field: str, sentence: str
) -> None:
    (found,) = broken((stated,), FORM, values, AT)

    assert (found.field, found.sentence.vi, found.blocks) == (field, sentence, True)
    assert found.sentence.en != found.sentence.vi


def test_every_kind_of_rule_is_tried() -> None:
    assert {case[0].kind for case in KEPT} == {case[0].kind for case in BROKEN} == set(RuleKind)


def test_the_day_of_filing_is_that_of_viet_nam() -> None:
    after_midnight = datetime.fromisoformat("2026-11-27T17:00+00:00")

    assert broken((TODAY,), FORM, LATE, after_midnight) == ()


def test_the_year_of_filing_is_that_of_viet_nam() -> None:
    new_year_s_eve = datetime.fromisoformat("2026-12-31T17:00+00:00")

    assert broken((THIS_YEAR,), FORM, {"since": 2027}, new_year_s_eve) == ()


def test_an_author_s_own_words_are_said_and_a_warning_does_not_block() -> None:
    words = Text("Ngày sinh chưa tới.", "Not born yet.")

    (found,) = broken((replace(TODAY, tell=words, breach=Breach.WARN),), FORM, LATE, AT)

    assert (found.sentence, found.blocks) == (words, False)


OF_SPANS = frozenset({RuleKind.AT_LEAST_BEFORE, RuleKind.AT_MOST_AFTER, RuleKind.LOOK_AGAIN})
"""The law's own days and hours of a filing, which are what they are; and what states nothing."""


@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_only_warns_is_not_called_forbidden(language: str) -> None:
    rules = [replace(each, breach=Breach.WARN, tell=None) for each in RULES_OF_EVERY_KIND if each.kind not in OF_SPANS]
    forbids = {"vi": ("phải", "không được"), "en": ("must",)}[language]
    usual = {"vi": "thường", "en": "usually"}[language]

    asked = {question.name: question for question in every_kind.machine().questions}
    said = [as_read(each, asked).of(language) for each in rules]

    assert all(usual in sentence for sentence in said), said
    assert not any(word in sentence for sentence in said for word in forbids), said


RULES_OF_EVERY_KIND = (
    Rule("a", RuleKind.AT_LEAST_BEFORE, "held_at", days=40),
    Rule("b", RuleKind.AFTER, "signed_on", other="born_on", days=365),
    Rule("c", RuleKind.PROVINCE_IS, "venue", provinces=("79",)),
    Rule("d", RuleKind.SUM, "machines", column="price", comparison=Comparison.AT_MOST, number=1000),
    Rule("e", RuleKind.COUNT, "aims", comparison=Comparison.AT_LEAST, number=2),
    Rule("f", RuleKind.NOT_AFTER, "earlier", other="born_on"),
    Rule("g", RuleKind.EQUAL, "title", other="summary"),
    Rule("h", RuleKind.COUNT, "guests", comparison=Comparison.EXACTLY, number=3),
    Rule("i", RuleKind.NOT_AFTER_TODAY, "signed_on"),
    Rule("j", RuleKind.NOT_AFTER_THIS_YEAR, "pages"),
    Rule("k", RuleKind.NOT_AFTER_THIS_YEAR, "machines", column="number"),
    Rule("l", RuleKind.AT_MOST_AFTER, "signed_on", days=3),
    Rule("m", RuleKind.NOT_AFTER_TODAY, "guests", column="since"),
    Rule("n", RuleKind.NOT_BEFORE_TODAY, "guests", column="since"),
)


@pytest.mark.parametrize("stated", RULES_OF_EVERY_KIND, ids=lambda each: each.name)
def test_a_sample_keeps_the_rules(stated: Rule) -> None:
    machine = replace(every_kind.machine(), rules=(stated,))

    values, errors = clean(machine.questions, raw_answers(machine, AT))

    assert set(errors) <= {"licence"}
    assert broken(machine.rules, machine.questions, values, AT) == ()
    assert stated.question in values
