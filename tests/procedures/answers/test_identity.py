"""Personal ID numbers and tax codes: their structure is checked, what they say of a person only doubted."""

from typing import Any

import pytest

from procedures import answers
from procedures.answers import clean, warnings
from procedures.answers.identity import PROVINCES
from procedures.form import Choice, Condition, Question, QuestionKind, Text

LABEL = Text("Câu hỏi", "Question")


def question(name: str, kind: QuestionKind, **particulars: Any) -> Question:
    return Question(name, kind, LABEL, **particulars)


PERSONAL_ID = question("it", QuestionKind.PERSONAL_ID)
TAX_CODE = question("it", QuestionKind.TAX_CODE)

TAKEN: list[tuple[Question, str, str]] = [
    (PERSONAL_ID, "001185012345", "001185012345"),
    (PERSONAL_ID, " 001 185 012 345 ", "001185012345"),
    (PERSONAL_ID, "001.185.012.345", "001185012345"),
    (PERSONAL_ID, "001-185-012345", "001185012345"),
    (PERSONAL_ID, "001\u00a0185012345", "001185012345"),
    (PERSONAL_ID, "079300000001", "079300000001"),
    (PERSONAL_ID, "096204123456", "096204123456"),
    (PERSONAL_ID, "002090123456", "002090123456"),
    (PERSONAL_ID, "234090123456", "234090123456"),
    (TAX_CODE, "0100109106", "0100109106"),
    (TAX_CODE, "01 00 109 106", "0100109106"),
    (TAX_CODE, "01.00.112.437", "0100112437"),
    (TAX_CODE, "0100109106-001", "0100109106-001"),
    (TAX_CODE, "0100109106001", "0100109106-001"),
    (TAX_CODE, "0314409058 - 002", "0314409058-002"),
    (TAX_CODE, "001185012345", "001185012345"),
    (TAX_CODE, "001 185 012 345", "001185012345"),
]

REFUSED: list[tuple[Question, str, Text]] = [
    (PERSONAL_ID, "", answers.EMPTY),
    (PERSONAL_ID, "012345678", answers.OLD_PERSONAL_ID),
    (PERSONAL_ID, "012 345 678", answers.OLD_PERSONAL_ID),
    (PERSONAL_ID, "00118501234", answers.NOT_A_PERSONAL_ID),
    (PERSONAL_ID, "0011850123456", answers.NOT_A_PERSONAL_ID),
    (PERSONAL_ID, "0" * 400, answers.NOT_A_PERSONAL_ID),
    (PERSONAL_ID, "00118501234O", answers.NOT_A_PERSONAL_ID),
    (PERSONAL_ID, "٠٠١١٨٥٠١٢٣٤٥", answers.NOT_A_PERSONAL_ID),
    (PERSONAL_ID, "000185012345", answers.NOT_A_PERSONAL_ID),
    (PERSONAL_ID, "003185012345", answers.NOT_A_PERSONAL_ID),
    (PERSONAL_ID, "097185012345", answers.NOT_A_PERSONAL_ID),
    (PERSONAL_ID, "001485012345", answers.NOT_A_PERSONAL_ID),
    (PERSONAL_ID, "001985012345", answers.NOT_A_PERSONAL_ID),
    (PERSONAL_ID, "C1234567", answers.NOT_A_PERSONAL_ID),
    (TAX_CODE, "", answers.EMPTY),
    (TAX_CODE, "010010910", answers.NOT_A_TAX_CODE),
    (TAX_CODE, "01001091066", answers.NOT_A_TAX_CODE),
    (TAX_CODE, "0100109106-000", answers.NOT_A_TAX_CODE),
    (TAX_CODE, "0100109106-01", answers.NOT_A_TAX_CODE),
    (TAX_CODE, "0100109106-00A", answers.NOT_A_TAX_CODE),
    (TAX_CODE, "000185012345", answers.NOT_A_TAX_CODE),
    (TAX_CODE, "không có", answers.NOT_A_TAX_CODE),
    (TAX_CODE, "không có số!", answers.NOT_A_TAX_CODE),
    (TAX_CODE, "٠١٠٠١٠٩١٠٦", answers.NOT_A_TAX_CODE),
    (TAX_CODE, "0100109107", answers.MISTYPED_TAX_CODE),
    (TAX_CODE, "0010109106", answers.MISTYPED_TAX_CODE),
    (TAX_CODE, "0100109107-001", answers.MISTYPED_TAX_CODE),
]


@pytest.mark.parametrize(("asked", "typed", "value"), TAKEN)
def test_a_number_in_order_is_kept_as_its_digits(asked: Question, typed: str, value: str) -> None:
    assert clean([asked], {"it": typed}) == ({"it": value}, {})


@pytest.mark.parametrize(("asked", "typed", "sentence"), REFUSED)
def test_a_number_out_of_order_becomes_a_sentence(asked: Question, typed: str, sentence: Text) -> None:
    assert clean([asked], {"it": typed}) == ({}, {"it": sentence})


def test_there_are_63_provinces_of_birth_registration_and_those_of_2025_are_among_them() -> None:
    from procedures.addresses import provinces

    assert len(PROVINCES.split()) == len(set(PROVINCES.split())) == 63
    assert {f"0{place.code}" for place in provinces()} <= set(PROVINCES.split())


BORN_ON = Question("born_on", QuestionKind.DATE, Text("Ngày sinh", "Date of birth"), required=False)
SEX = Question(
    "sex",
    QuestionKind.CHOICE,
    Text("Giới tính", "Sex"),
    required=False,
    choices=(
        Choice("male", Text("Nam", "Male")),
        Choice("female", Text("Nữ", "Female")),
        Choice("other", Text("Khác", "Other")),
    ),
)
NUMBER = question("number", QuestionKind.PERSONAL_ID, birth_date="born_on", sex="sex")
PERSON = (BORN_ON, SEX, NUMBER)

YEAR = "Theo số định danh, năm sinh là 1985, nhưng mục “Ngày sinh” ghi 05/01/1986. Xin xem lại."
FEMALE = "Theo số định danh, giới tính là nữ, nhưng mục “Giới tính” ghi nam. Xin xem lại."
MALE = "Theo số định danh, giới tính là nam, nhưng mục “Giới tính” ghi nữ. Xin xem lại."

DOUBTS: list[tuple[dict[str, str], str | None]] = [
    ({"number": "001185012345", "born_on": "05/01/1985", "sex": "female"}, None),
    ({"number": "001085012345", "born_on": "31/12/1985", "sex": "male"}, None),
    ({"number": "001204012345", "born_on": "01/01/2004", "sex": "male"}, None),
    ({"number": "001304012345", "born_on": "01/01/2004", "sex": "female"}, None),
    ({"number": "001185012345"}, None),
    ({"number": "001185012345", "sex": "other"}, None),
    ({"born_on": "05/01/1985", "sex": "female"}, None),
    ({"number": "00118501234", "born_on": "05/01/1986", "sex": "male"}, None),
    ({"number": "001185012345", "born_on": "05/01/1986", "sex": "female"}, YEAR),
    ({"number": "001185012345", "born_on": "05/01/1985", "sex": "male"}, FEMALE),
    ({"number": "001085012345", "sex": "female"}, MALE),
    ({"number": "001185012345", "born_on": "05/01/1986", "sex": "male"}, f"{YEAR} {FEMALE}"),
]


@pytest.mark.parametrize(("raw", "sentence"), DOUBTS)
def test_a_personal_id_that_contradicts_the_answers_is_doubted_and_taken(
    raw: dict[str, str], sentence: str | None
) -> None:
    values, _ = clean(PERSON, raw)

    doubts = warnings(PERSON, values)

    assert {name: text.vi for name, text in doubts.items()} == ({"number": sentence} if sentence else {})


def test_a_doubt_is_told_in_both_languages() -> None:
    values = {"number": "001085012345", "born_on": "1986-01-05", "sex": "female"}

    assert warnings(PERSON, values)["number"].en == (
        "By the personal ID the year of birth is 1985, but “Date of birth” says 05/01/1986. Please check them. "
        "By the personal ID the sex is male, but “Sex” says female. Please check them."
    )


def test_an_answer_that_is_not_asked_contradicts_nothing() -> None:
    told = question("told", QuestionKind.YES_NO)
    hidden = Question("sex", QuestionKind.CHOICE, LABEL, choices=SEX.choices, shown_when=Condition("told", ("yes",)))

    stale = {"told": False, "sex": "male", "number": "001185012345"}

    assert warnings((told, hidden, NUMBER), stale) == {}
    assert warnings((told, hidden, NUMBER), stale | {"told": True}).keys() == {"number"}


@pytest.mark.parametrize(
    ("code", "doubted"), [("001185012345", True), ("0100109106", False), ("0100109106-001", False)]
)
def test_a_personal_id_as_an_enterprise_s_number_is_doubted_and_taken_as_a_household_business_has_it(
    code: str, doubted: bool
) -> None:
    values, errors = clean((TAX_CODE,), {"it": code})

    told = warnings((TAX_CODE,), values)

    assert errors == {}
    assert "doanh nghiệp có mã số riêng gồm 10 chữ số" in told["it"].vi if doubted else told == {}
    assert not doubted or "household businesses use that" in told["it"].en


KIND = Question(
    "kind",
    QuestionKind.CHOICE,
    Text("Loại hình", "Kind"),
    choices=(
        Choice("household", Text("Hộ kinh doanh", "Household business")),
        Choice("company", Text("Doanh nghiệp", "Enterprise")),
    ),
)


@pytest.mark.parametrize(("kind", "doubted"), [("household", False), ("company", True), ("", True)])
def test_who_has_said_to_be_a_household_business_is_not_asked_about_its_owner_s_number(
    kind: str, doubted: bool
) -> None:
    values, _errors = clean((KIND, TAX_CODE), {"it": "001185012345", "kind": kind})

    assert ("it" in warnings((KIND, TAX_CODE), values)) is doubted


def test_what_is_no_such_number_is_told_without_another_name_than_its_question_s() -> None:
    assert not any("Mã số thuế" in text.vi for text in (answers.NOT_A_TAX_CODE, answers.MISTYPED_TAX_CODE))
