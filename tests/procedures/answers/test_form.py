"""A form as a whole: which questions are asked, which raw fields are theirs, and that nothing breaks it."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procedures import answers
from procedures.answers import AnswerError, clean, raw_names, shown, warnings
from procedures.answers.fields import choice_field, part_field, rows_field
from procedures.form import Choice, Condition, Question, QuestionKind, Text

unhurried = settings(deadline=None, max_examples=300)

LABEL = Text("Câu hỏi", "Question")


def question(name: str, kind: QuestionKind, **particulars: Any) -> Question:
    return Question(name, kind, LABEL, **particulars)


OPTIONS = tuple(Choice(value, Text(value, value)) for value in ("male", "female", "other"))
WHO = question("who", QuestionKind.CHOICE, choices=OPTIONS)
BOXES = question("boxes", QuestionKind.CHOICES, choices=OPTIONS, required=False)
FOREIGN = question("foreign", QuestionKind.YES_NO)


def asked_when(question_name: str, *values: str, **particulars: Any) -> Question:
    return question("it", QuestionKind.TEXT, shown_when=Condition(question_name, values), **particulars)


CONDITIONS: list[tuple[Question, Question, dict[str, str], bool]] = [
    (WHO, asked_when("who", "male"), {"who": "male"}, True),
    (WHO, asked_when("who", "male", "other"), {"who": "other"}, True),
    (WHO, asked_when("who", "male"), {"who": "female"}, False),
    (WHO, asked_when("who", "male"), {}, False),
    (WHO, asked_when("who", "male"), {"who": "MALE"}, False),
    (BOXES, asked_when("boxes", "male"), {"boxes.male": "on", "boxes.other": "on"}, True),
    (BOXES, asked_when("boxes", "male"), {"boxes.other": "on"}, False),
    (BOXES, asked_when("boxes", "male"), {}, False),
    (FOREIGN, asked_when("foreign", "yes"), {"foreign": "yes"}, True),
    (FOREIGN, asked_when("foreign", "yes"), {"foreign": "no"}, False),
    (FOREIGN, asked_when("foreign", "no"), {"foreign": "no"}, True),
    (FOREIGN, asked_when("foreign", "no"), {}, False),
]


@pytest.mark.parametrize(("first", "second", "raw", "is_asked"), CONDITIONS)
def test_a_question_is_asked_by_the_answers_before_it(
    first: Question, second: Question, raw: dict[str, str], is_asked: bool
) -> None:
    values, errors = clean([first, second], raw)

    assert ("it" in errors) == is_asked
    assert shown([first, second], values) == ((first, second) if is_asked else (first,))


def test_what_was_typed_in_a_hidden_question_is_neither_a_value_nor_an_error() -> None:
    questions = [FOREIGN, asked_when("foreign", "yes", max_length=1)]

    assert clean(questions, {"foreign": "no", "it": "x"}) == ({"foreign": False}, {})
    assert clean(questions, {"foreign": "no", "it": "too long"}) == ({"foreign": False}, {})


def test_an_answer_to_a_hidden_question_shows_nothing() -> None:
    second = question("who", QuestionKind.CHOICE, choices=OPTIONS, shown_when=Condition("foreign", ("yes",)))
    questions = [FOREIGN, second, asked_when("who", "male")]

    values, errors = clean(questions, {"foreign": "no", "who": "male", "it": ""})

    assert (values, errors) == ({"foreign": False}, {})
    assert shown(questions, {"foreign": False, "who": "male"}) == (FOREIGN,)


def test_a_hidden_group_and_a_hidden_file_are_not_asked() -> None:
    hidden = Condition("foreign", ("yes",))
    questions = [
        FOREIGN,
        question("home", QuestionKind.ADDRESS, shown_when=hidden),
        question("rows", QuestionKind.TABLE, columns=(WHO,), shown_when=hidden),
        question("plan", QuestionKind.FILE, shown_when=hidden),
        question("boxes", QuestionKind.CHOICES, choices=OPTIONS, shown_when=hidden),
    ]

    assert clean(questions, {"foreign": "no"}) == ({"foreign": False}, {})


RAW = {
    "it": "x",
    "it2": "x",
    "it.male": "on",
    "it.unknown": "on",
    "it.province": "01",
    "it.line": "5",
    "it.line.more": "5",
    "it.rows": "1",
    "it.0.who": "male",
    "it.7.who": "male",
    "it.0.unknown": "x",
    "it.01.who": "x",
    "it.1000.who": "x",
    "other": "x",
}
NAMES: list[tuple[Question, list[str]]] = [
    (question("it", QuestionKind.TEXT), ["it"]),
    (question("missing", QuestionKind.TEXT), []),
    (question("it", QuestionKind.CHOICES, choices=OPTIONS), ["it", "it.male"]),
    (question("it", QuestionKind.ADDRESS), ["it.province", "it.line"]),
    (question("it", QuestionKind.TABLE, columns=(WHO,)), ["it.rows", "it.0.who", "it.7.who"]),
    (question("it", QuestionKind.FILE), []),
]


@pytest.mark.parametrize(("asked", "names"), NAMES)
def test_the_raw_fields_of_a_question_are_known(asked: Question, names: list[str]) -> None:
    assert raw_names(asked, RAW) == names


@pytest.mark.parametrize("kind", [kind for kind in QuestionKind if kind is not QuestionKind.FILE])
def test_the_readers_look_at_no_other_fields(kind: QuestionKind) -> None:
    asked = question("it", kind, choices=OPTIONS, columns=(WHO,))

    own = {field: RAW[field] for field in raw_names(asked, RAW)}

    assert clean([asked], own) == clean([asked], RAW)


ANY = st.text(max_size=30)
NUMBERS = st.integers(-3, 10**6)
TYPED = (
    "male yes no on 12 -1 10**9 abc 1000000000 001185012345 0100109106 0100109106-001 0912345678 +84912345678 "
    "a@b.vn 01 00025 26740 05/01/1986 08:30 2026-01-05T08:30 1.000.000đ \x00 \ud800 \u202e"
)
LIKELY = st.sampled_from([*TYPED.split(), "", " ", "05/01/2026 08:30", "x" * 600])
SIMPLE = [
    kind
    for kind in QuestionKind
    if kind not in {QuestionKind.ADDRESS, QuestionKind.CHOICES, QuestionKind.FILE, QuestionKind.TABLE}
]


@st.composite
def any_question(draw: st.DrawFn, name: str, earlier: tuple[str, ...] = (), *, column: bool = False) -> Question:
    kind = draw(st.sampled_from(SIMPLE if column else list(QuestionKind)))
    condition = st.builds(Condition, st.sampled_from(earlier), st.just(("male", "yes"))) if earlier else st.none()
    columns = draw(any_columns()) if kind is QuestionKind.TABLE else ()
    other = st.none() | st.sampled_from(earlier) if earlier else st.none()
    return Question(
        name,
        kind,
        LABEL,
        required=draw(st.booleans()),
        choices=OPTIONS,
        max_length=draw(st.none() | st.integers(1, 700)),
        minimum=draw(st.none() | NUMBERS),
        maximum=draw(st.none() | NUMBERS),
        shown_when=draw(st.none() | condition),
        columns=columns,
        birth_date=draw(other),
        sex=draw(other),
    )


@st.composite
def any_columns(draw: st.DrawFn) -> tuple[Question, ...]:
    return tuple(draw(any_question(name, column=True)) for name in ("c0", "c1")[: draw(st.integers(0, 2))])


@st.composite
def any_form(draw: st.DrawFn) -> tuple[Question, ...]:
    questions: list[Question] = []
    for number in range(draw(st.integers(1, 6))):
        questions.append(draw(any_question(f"q{number}", tuple(each.name for each in questions))))
    return tuple(questions)


def fields_of(asked: Question) -> list[str]:
    rows = [f"{asked.name}.{row}.{column.name}" for row in ("0", "1", "2", "21", "-1") for column in asked.columns]
    boxes = [choice_field(asked.name, choice.value) for choice in OPTIONS]
    parts = [part_field(asked.name, part) for part in answers.ADDRESS_PARTS]
    return [asked.name, rows_field(asked.name), *rows, *boxes, *parts]


@st.composite
def form_and_raw(draw: st.DrawFn) -> tuple[tuple[Question, ...], dict[str, str]]:
    questions = draw(any_form())
    fields = [field for asked in questions for field in fields_of(asked)]
    return questions, draw(st.dictionaries(st.sampled_from(fields) | ANY, LIKELY | ANY, max_size=40))


@unhurried
@given(form_and_raw(), st.frozensets(st.sampled_from(["q0", "q1", "q2"])))
def test_whatever_is_asked_and_typed_the_answers_are_json_or_sentences(
    drawn: tuple[tuple[Question, ...], dict[str, str]], files: frozenset[str]
) -> None:
    questions, raw = drawn

    values, errors = clean(questions, raw, files=files)

    asked = shown(questions, values)
    faulty = {field.partition(".")[0] for field in errors}
    files_asked = {each.name for each in asked if each.kind is QuestionKind.FILE}
    assert json.loads(json.dumps(values)) == values
    assert values.keys() | faulty <= {each.name for each in asked}
    assert not values.keys() & faulty
    assert {each.name for each in asked if each.required} <= values.keys() | faulty | (files & files_asked)
    assert all(sentence.vi and sentence.en for sentence in errors.values())
    assert warnings(questions, values).keys() <= values.keys()
    own = {field: raw[field] for each in questions for field in raw_names(each, raw)}
    assert clean(questions, own, files=files) == (values, errors)


READERS = (
    answers.integer,
    answers.money,
    answers.day,
    answers.date_time,
    answers.email,
    answers.phone,
    answers.personal_id,
    answers.tax_code,
)


@unhurried
@given(st.sampled_from(READERS), st.text() | st.text("0123456789 .-+/:,đh", max_size=20))
def test_a_reader_returns_a_value_or_raises_its_sentence(reader: Any, typed: str) -> None:
    try:
        value = reader(typed)
    except AnswerError as refused:
        value = refused.sentence.vi

    assert value is not None
