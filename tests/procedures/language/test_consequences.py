"""What a result does to an earlier one is read, told where it is new, and nonsense in it is told to its author."""

from dataclasses import replace

import pytest

from procedures.form import Question, QuestionKind, Text
from procedures.language.compiler import compile_text
from procedures.language.differences.results import for_applicants
from procedures.language.lifecycle import SECOND
from procedures.machine import Machine
from procedures.results import Consequence, Effect, Issued, ResultKind, Term
from tests.procedures.shipped import FILE, changed, errors_of, naming

type Edit = tuple[str, str]

TEXT = naming(SECOND)
GRANTED = 'label = { vi = "Cấp giấy phép", en = "Licence granted" }\n'
PLAIN = 'issues = { kind = "answer", symbol = "TB-STTTT" }\n'
NAMED = '[[questions]]\nname = "material_name"\n'
ASKED: Edit = (
    NAMED,
    '[[questions]]\nname = "earlier"\nkind = "licence"\nlabel = { vi = "Giấy trước", en = "The paper before" }\n'
    f'of = ["gp-buu-chinh"]\n\n{NAMED}',
)


def issues(said: str, *, kind: str = "licence", more: str = "") -> Edit:
    earlier = f"earlier = {{ {said} }}"
    return GRANTED + PLAIN, f'{GRANTED}issues = {{ kind = "{kind}", symbol = "GP-STTTT", {earlier}{more} }}\n'


TERM = ", term = { years = 3 }"


@pytest.mark.parametrize("effect", Effect)
def test_what_a_result_does_to_an_earlier_one_is_read(effect: Effect) -> None:
    edits = [ASKED, issues(f'question = "earlier", effect = "{effect}"', more=TERM)]
    machine = compile_text(changed(*edits, text=TEXT), path=FILE)

    issued = machine.outcomes[0].issues
    assert issued is not None
    assert issued.earlier == Consequence("earlier", effect)


def test_a_term_may_be_asked_for_in_months() -> None:
    term = '", term = { question = "extent", in_months = true }'
    edit = GRANTED + PLAIN, f'{GRANTED}issues = {{ kind = "licence", symbol = "GP-STTTT{term} }}\n'

    issued = compile_text(changed(edit, text=TEXT), path=FILE).outcomes[0].issues

    assert issued is not None
    assert issued.term == Term(question="extent", in_months=True)


ERRORS: dict[str, tuple[Edit, str]] = {
    "an unknown question": (
        issues('question = "before", effect = "replaces"'),
        "outcomes.granted.issues.earlier.question: không có câu hỏi “before”; phải là tên một câu hỏi của tờ khai: earlier",
    ),
    "a question of another kind": (
        issues('question = "material_name", effect = "replaces"'),
        "outcomes.granted.issues.earlier.question: “material_name” là câu hỏi loại text; "
        "câu hỏi ở đây phải thuộc một trong các loại: licence",
    ),
    "no question": (
        issues('effect = "replaces"'),
        'outcomes.granted.issues.earlier.question: thiếu; phải là chuỗi chữ, ví dụ "ten_khong_dau"',
    ),
    "no effect": (
        issues('question = "earlier"'),
        "outcomes.granted.issues.earlier.effect: thiếu; phải là một trong: replaces, extends, revokes",
    ),
    "an unknown effect": (
        issues('question = "earlier", effect = "renews"'),
        "outcomes.granted.issues.earlier.effect: là “renews”; phải là một trong: replaces, extends, revokes",
    ),
    "an extension without a term": (
        issues('question = "earlier", effect = "extends"'),
        "outcomes.granted.issues.earlier.effect: kết quả gia hạn giấy trước mà không có thời hạn; "
        "thêm bảng [outcomes.issues.term]; chưa rõ thời hạn thì ghi effect khác hoặc bỏ bảng này",
    ),
    "an answer that grants nothing": (
        issues('question = "earlier", effect = "replaces"', kind="answer"),
        "outcomes.granted.issues.earlier: văn bản trả lời không cấp gì; bỏ bảng này, hoặc ghi kind là giấy được cấp",
    ),
    "a fixed term in months": (
        issues('question = "earlier", effect = "replaces"', more=", term = { years = 3, in_months = true }"),
        "outcomes.granted.issues.term.in_months: chỉ đi cùng question; "
        "bỏ in_months, hoặc ghi question (tên câu hỏi về số tháng)",
    ),
}


@pytest.mark.parametrize(("edit", "message"), ERRORS.values(), ids=[name.replace(" ", "-") for name in ERRORS])
def test_what_is_said_amiss_is_told_with_its_key_and_the_cure(edit: Edit, message: str) -> None:
    assert [str(error) for error in errors_of(changed(ASKED, edit, text=TEXT))] == [f"{FILE}: {message}"]


OLD = compile_text(TEXT, path=FILE)
QUESTION = Question("earlier", QuestionKind.LICENCE, Text("Giấy trước", "The paper before"), of=("gp-buu-chinh",))


def with_effect(effect: Effect | None, term: Term | None = None) -> Machine:
    granted, *others = OLD.outcomes
    earlier = Consequence("earlier", effect) if effect else None
    issued = Issued(ResultKind.LICENCE, "GP-STTTT", term=term, earlier=earlier)
    questions = (QUESTION, *OLD.questions)
    return replace(OLD, questions=questions, outcomes=(replace(granted, issues=issued), *others))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            with_effect(None),
            with_effect(Effect.REPLACES),
            "Đối với giấy đã cấp, kết quả “Cấp giấy phép” nay là thay thế “Giấy trước” (trước: không thay đổi giấy nào).",
        ),
        (
            with_effect(Effect.REVOKES),
            with_effect(None),
            "Đối với giấy đã cấp, kết quả “Cấp giấy phép” nay là không thay đổi giấy nào (trước: thu hồi “Giấy trước”).",
        ),
        (
            with_effect(None, Term(question="extent")),
            with_effect(None, Term(question="extent", in_months=True)),
            "Thời hạn của “Cấp giấy phép” nay là số tháng theo câu trả lời “Số trang hoặc số phút” "
            "(trước: số năm theo câu trả lời “Số trang hoặc số phút”).",
        ),
    ],
)
def test_who_files_is_told_what_becomes_of_the_earlier_paper(old: Machine, new: Machine, told: str) -> None:
    (text,) = for_applicants(old, new)

    assert text.vi == told
