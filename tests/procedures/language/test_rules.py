"""Rules between answers as authors write them: read, examined, and proved to be possible."""

from dataclasses import replace

import pytest

from procedures.form import Condition, Text
from procedures.form.rules import Breach, Comparison, Rule, RuleKind
from procedures.language.checker import Law, check
from procedures.language.compiler import compile_text
from procedures.language.differences import differences
from procedures.machine import Machine
from tests.procedures.shipped import FILE, WHOLE, changed, errors_of

type Edits = list[tuple[str, str]]

A_YEAR = (
    'kind = "sum"\nquestion = "books"\ncolumn = "copies"\ncompare = "at-most"\nnumber = 5000\n',
    'kind = "not-after-this-year"\nquestion = "books"\ncolumn = "copies"\n',
)
A_DAY = (A_YEAR[0], 'kind = "not-after-today"\nquestion = "books"\ncolumn = "copies"\n')
A_REMARK = (
    "kind = \"at-least-before\"\nquestion = 'held_at'\nhours = 48\n",
    'kind = "look-again"\nquestion = "held_at"\nbreach = "warn"\nwhen = { question = "rents", is = true }\n'
    'tell = { vi = "Đêm.", en = "Night." }\n',
)
FEMALE, RENTS_NOT = Condition("director_sex", ("female",)), Condition("rents", ("no",))


def whole(*edits: tuple[str, str]) -> Machine:
    return compile_text(changed(*edits, text=WHOLE), path=FILE)


def test_rules_are_read() -> None:
    after, ahead, inside, summed, counted = whole().rules

    assert after == Rule(
        "be-mac",
        RuleKind.AFTER,
        "closes_on",
        Breach.WARN,
        other="held_at",
        days=1,
        tell=Text("Ngày hội phải kéo dài qua ngày hôm sau.", "A festival goes on for another day."),
    )
    assert ahead == Rule("kip-xem", RuleKind.AT_LEAST_BEFORE, "held_at", hours=48)
    assert (inside.provinces, inside.all_of) == (("01", "79"), (Condition("director_sex", ("male",)),))
    assert (summed.column, summed.comparison, summed.number) == ("copies", Comparison.AT_MOST, 5000)
    assert (summed.any_of, counted.all_of) == (
        (FEMALE, RENTS_NOT),
        (FEMALE, Condition("director_sex", ("male", "female"))),
    )
    assert check(whole()) == ()


CASES: list[tuple[Edits, str]] = [
    ([('name = "so-ban"', 'name = "be-mac"')], "rules.be-mac: tên xuất hiện 2 lần; mỗi tên chỉ dùng một lần"),
    (
        [('kind = "after"', 'kind = "afterwards"')],
        "rules.be-mac.kind: là “afterwards”; phải là một trong: not-after-today, not-before-today, at-least-before, "
        "at-most-after, before, not-after, after, not-before, equal, sum, count, number, province-is, not-after-this-year, "
        "look-again",
    ),
    (
        [('question = "closes_on"', 'question = "ends_on"')],
        "rules.be-mac.question: không có câu hỏi “ends_on”; phải là một trong: established_on, held_at, closes_on, "
        "director_born_on, last_festival",
    ),
    (
        [('question = "closes_on"', 'question = "rent"')],
        "rules.be-mac.question: “rent” có kind là money; phải có kind là date, date_time, licence",
    ),
    (
        [('other = "held_at"', 'other = "closes_on"')],
        "rules.be-mac.other: “closes_on” so sánh với chính nó; ghi tên một câu hỏi khác",
    ),
    (
        [('other = "held_at"', 'other = "rents"')],
        "rules.be-mac.other: “rents” có kind là yes_no; phải có kind là date, date_time, licence",
    ),
    (
        [('other = "held_at"\n', "")],
        "rules.be-mac.other: thiếu; ghi tên câu hỏi để so sánh: established_on, held_at, closes_on, director_born_on, "
        "last_festival",
    ),
    ([("days = 1\n", "days = 0\n")], "rules.be-mac.days: là 0; phải là số nguyên từ 1 đến 10000"),
    (
        [("days = 1\n", "hours = 1\n")],
        "rules.be-mac.hours: “closes_on” không hỏi giờ; ghi days, hoặc hỏi bằng kind = “date_time”",
    ),
    (
        [("days = 1\n", "days = 1\nhours = 1\n")],
        "rules.be-mac.hours: đã ghi days; chỉ ghi một trong hai: days hoặc hours",
    ),
    (
        [('kind = "at-least-before"', 'kind = "at-most-after"'), ("hours = 48\n", "")],
        "rules.kip-xem.days: thiếu; ghi không quá mấy ngày (days) hoặc mấy giờ (hours) sau đó",
    ),
    (
        [A_REMARK, ('breach = "warn"\nwhen', "when")],
        "rules.kip-xem.breach: look-again chỉ nhắc, không chặn; ghi breach = “warn”; nơi khác giải quyết thì dùng [[elsewhere]]",
    ),
    (
        [A_REMARK, ('when = { question = "rents", is = true }\ntell', "tell")],
        "rules.kip-xem.when: thiếu; ghi khi nào thì nhắc: when, when_all hoặc when_any",
    ),
    ([A_REMARK, ('tell = { vi = "Đêm.", en = "Night." }\n', "")], "rules.kip-xem.tell: thiếu; ghi câu nhắc"),
    ([("hours = 48\n", "")], "rules.kip-xem.days: thiếu; ghi trước ít nhất mấy ngày (days) hoặc mấy giờ (hours)"),
    (
        [("hours = 48\n", "hours = 48\nnumber = 3\n")],
        "rules.kip-xem.number: kind là at-least-before; bỏ khoá này; chỉ dùng với kind là count, number, sum",
    ),
    (
        [('provinces = ["01", "79"]', 'provinces = ["01", "99"]')],
        "rules.trong-nuoc.provinces: “99” không phải mã tỉnh, thành phố; mã hai chữ số, ví dụ “01” là Hà Nội",
    ),
    (
        [('provinces = ["01", "79"]', "")],
        'rules.trong-nuoc.provinces: thiếu; ghi mã tỉnh, thành phố, ví dụ provinces = ["01"]',
    ),
    (
        [('when = { question = "director_sex", is = "male" }', 'when = { question = "director_sex", is = "none" }')],
        "rules.trong-nuoc.when.is: “none” không phải là một trả lời của “director_sex”; phải là một trong: male, female",
    ),
    (
        [('column = "copies"', 'column = "title"')],
        "rules.so-ban.column: “title” không cộng hoặc đếm được; phải là một trong: copies",
    ),
    ([('column = "copies"\n', "")], "rules.so-ban.column: thiếu; cộng một cột integer hoặc money: copies"),
    ([('compare = "at-most"\n', "")], "rules.so-ban.compare: thiếu; phải là một trong: at-most, at-least, exactly"),
    (
        [("number = 5000", 'number = 5000\nother = "rent"')],
        "rules.so-ban.other: đã ghi number; chỉ ghi một trong hai: number hoặc other",
    ),
    (
        [("number = 5000\n", "")],
        "rules.so-ban.number: thiếu; ghi number là một số, hoặc other là tên một câu hỏi integer hay money",
    ),
    (
        [A_YEAR, ('column = "copies"', 'column = "title"')],
        "rules.so-ban.column: “title” không ghi năm được; ghi tên một cột integer: copies",
    ),
    ([A_YEAR, ('column = "copies"\n', "")], "rules.so-ban.column: thiếu; ghi tên một cột integer: copies"),
    (
        [A_DAY],
        "rules.so-ban.column: “copies” không ghi ngày được; ghi tên một cột date: bảng này chưa có cột nào như vậy",
    ),
    (
        [A_DAY, ('question = "books"\ncolumn', 'question = "established_on"\ncolumn')],
        "rules.so-ban.column: “established_on” không phải bảng; bỏ khoá này",
    ),
    (
        [A_YEAR, ('question = "books"\ncolumn', 'question = "years_asked"\ncolumn')],
        "rules.so-ban.column: “years_asked” không phải bảng; bỏ khoá này",
    ),
]


@pytest.mark.parametrize(("edits", "message"), CASES)
def test_a_rule_that_makes_no_sense_is_told_with_its_place_and_the_cure(edits: Edits, message: str) -> None:
    errors = errors_of(changed(*edits, text=WHOLE))

    assert [str(error) for error in errors] == [f"{FILE}: {message}"]


def ruled(*rules: Rule) -> Machine:
    return replace(whole(), rules=rules)


def order(name: str, kind: RuleKind, question: str, other: str | None = None, **more: int) -> Rule:
    return Rule(name, kind, question, other=other, **more)  # type: ignore[arg-type]


CLOSES = order("a", RuleKind.AFTER, "closes_on", "held_at")
PAST = order("b", RuleKind.NOT_AFTER_TODAY, "closes_on")
FUTURE = order("c", RuleKind.NOT_BEFORE_TODAY, "held_at")
BACK = order("d", RuleKind.BEFORE, "closes_on", "established_on")
SAME = order("e", RuleKind.EQUAL, "closes_on", "established_on")
FOUNDED = order(
    "f",
    RuleKind.NOT_BEFORE,
    "established_on",
    "held_at",
)
IN_TWO_DAYS = order("g", RuleKind.AT_LEAST_BEFORE, "held_at", hours=48)
SOON = order("x", RuleKind.AT_MOST_AFTER, "closes_on", days=9)
FOUNDED_BY_NOW = order("y", RuleKind.NOT_AFTER_TODAY, "established_on")
COPIES = Rule("h", RuleKind.SUM, "books", column="copies", comparison=Comparison.AT_LEAST, number=9000)
FEWER = replace(COPIES, name="i", comparison=Comparison.AT_MOST, number=8999)
MANY = Rule("j", RuleKind.COUNT, "books", comparison=Comparison.AT_LEAST, number=11)
HANOI = Rule("k", RuleKind.PROVINCE_IS, "place", provinces=("01",))
SAIGON = replace(HANOI, name="l", provinces=("79",))
TICKS = Rule("m", RuleKind.COUNT, "parts", comparison=Comparison.EXACTLY, number=4)


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        ((CLOSES, FUTURE, PAST), ["b"]),
        ((CLOSES, BACK, FOUNDED), []),
        ((BACK, SAME), ["e"]),
        ((CLOSES, BACK, order("z", RuleKind.NOT_AFTER, "established_on", "held_at")), ["z"]),
        ((IN_TWO_DAYS, order("z", RuleKind.NOT_AFTER_TODAY, "held_at")), ["z"]),
        ((SOON, PAST), []),
        ((SOON, PAST, order("z", RuleKind.BEFORE, "closes_on", "established_on", days=9), FOUNDED_BY_NOW), []),
        ((SOON, PAST, order("z", RuleKind.BEFORE, "closes_on", "established_on", days=10), FOUNDED_BY_NOW), ["y"]),
        ((FUTURE, order("z", RuleKind.NOT_AFTER_TODAY, "held_at")), []),
        ((COPIES,), []),
        ((COPIES, FEWER), ["i"]),
        ((MANY,), ["j"]),
        ((TICKS,), ["m"]),
        ((HANOI, SAIGON), ["l"]),
        ((replace(HANOI, all_of=(FEMALE,)), replace(SAIGON, all_of=(RENTS_NOT,))), []),
        ((replace(HANOI, all_of=(FEMALE,)), SAIGON), ["l"]),
    ],
)
def test_rules_that_cannot_be_kept_together_are_refused(rules: tuple[Rule, ...], told: list[str]) -> None:
    found = check(ruled(*rules))

    assert [(violation.law, violation.key) for violation in found] == [(Law.RULES, f"rules.{name}") for name in told]


def test_a_remark_is_made_of_what_is_right_and_told_with_its_case() -> None:
    remarked = whole(A_REMARK)

    assert check(remarked) == ()
    assert [text.vi for text in differences(ruled(), replace(remarked, rules=remarked.rules[1:2]))] == [
        "Quy tắc mới giữa các câu trả lời: “Khai mạc lúc” cần xem lại "
        "(khi “Có thuê địa điểm” là “Có”; trái thì được nhắc; “Đêm.”)."
    ]


def test_a_year_that_can_only_be_to_come_is_refused() -> None:
    late = whole(A_YEAR, ("minimum = 1\nmaximum = 1000", "minimum = 3000\nmaximum = 4000"))

    assert check(whole(A_YEAR)) == ()
    assert [(found.law, found.key) for found in check(late)] == [(Law.RULES, "rules.so-ban")]


def test_a_contradiction_is_shown_with_the_rules_against_it() -> None:
    (found,) = check(ruled(CLOSES, FUTURE, PAST))

    assert found.wrong == "không trả lời nào đáp ứng được: “Bế mạc ngày” không được sau ngày nộp hồ sơ"
    assert found.path == "“Khai mạc lúc” không được trước lúc nộp hồ sơ | “Bế mạc ngày” phải sau “Khai mạc lúc”"
    assert found.right == "sửa hoặc bỏ một trong các quy tắc trái nhau"


def test_a_rule_for_an_answer_that_leads_elsewhere_is_never_needed() -> None:
    (found,) = check(ruled(replace(HANOI, all_of=(Condition("organiser", ("foreign",)),))))

    assert (found.law, found.key) == (Law.ASKED, "rules.k.when")


def test_new_changed_and_dropped_rules_are_told_in_words() -> None:
    assert [text.vi for text in differences(ruled(HANOI), ruled(replace(HANOI, breach=Breach.WARN), PAST))] == [
        "Quy tắc giữa các câu trả lời nay là “Địa điểm” phải ở Thành phố Hà Nội (trái thì được nhắc) "
        "(trước: “Địa điểm” phải ở Thành phố Hà Nội (trái thì không nộp được)).",
        "Quy tắc mới giữa các câu trả lời: “Bế mạc ngày” không được sau ngày nộp hồ sơ (trái thì không nộp được).",
    ]
    sometimes = replace(HANOI, all_of=(FEMALE, RENTS_NOT), tell=Text("Ở Hà Nội.", "In Hanoi."))
    assert [text.en for text in differences(ruled(sometimes), ruled())] == [
        "No longer a rule: “Place” must be in Thành phố Hà Nội (where “Sex of the director” is “Female” and where “Is the place rented” is “No”; "
        "nothing is filed otherwise; “In Hanoi.”)."
    ]
