"""A number with its unit is taken where the question asks in that unit, and is no number anywhere else."""

import pytest

from procedures import answers
from procedures.answers import AnswerError, answer
from procedures.form import Question, QuestionKind, Text

METRES = Text("Khoảng cách tới cổng trường đó (mét)", "Distance to its gate (metres)")
AREA = Text("Tổng diện tích các phòng máy (m²)", "Total area of the game rooms (m²)")
AREA_IN_WORDS = Text("Diện tích (mét vuông)", "Area (square metres)")
COMPUTERS = Text("Số máy tính dùng để chơi", "Number of computers to play on")
QUANTITY = Text("Số lượng", "Quantity")
YEARS = Text("Số năm đăng ký", "Years asked for")
LENGTH = Text("Số trang hoặc số phút", "Number of pages or minutes")
COPIES = Text("Số lượng in mỗi kỳ (bản)", "Copies printed of each issue")
PEOPLE = Text("Số lao động của cơ sở in", "Number of people employed")

TAKEN = [
    (METRES, "250m", 250),
    (METRES, "250 m", 250),
    (METRES, "1.250 Mét", 1250),
    (METRES, "250 metres", 250),
    (METRES, "250\u00a0m", 250),
    (AREA, "52m2", 52),
    (AREA, "1 200 m²", 1200),
    (AREA, "52 mét vuông", 52),
    (AREA_IN_WORDS, "52 m2", 52),
    (COMPUTERS, "30 máy", 30),
    (COMPUTERS, "30 chiếc", 30),
    (QUANTITY, "2 cái", 2),
    (YEARS, "5 năm", 5),
    (LENGTH, "120 trang", 120),
    (LENGTH, "90 phút", 90),
    (COPIES, "500 bản", 500),
    (PEOPLE, "12 người", 12),
]
REFUSED = [
    (METRES, "250 m2"),
    (METRES, "1 km"),
    (METRES, "250 m hoặc hơn"),
    (METRES, "khoảng 250 m"),
    (METRES, "2,5 m"),
    (AREA, "52 m"),
    (AREA, "52,5 m2"),
    (AREA, "52 phòng"),
    (AREA_IN_WORDS, "52 m"),
    (COMPUTERS, "30 người"),
    (YEARS, "18 tháng"),
    (COPIES, "500 trang"),
    (METRES, "m"),
    (METRES, "250 m2m"),
]


def asked(label: Text) -> Question:
    return Question("it", QuestionKind.INTEGER, label)


@pytest.mark.parametrize(("label", "typed", "expected"), TAKEN)
def test_the_unit_of_the_label_may_stand_behind_the_number(label: Text, typed: str, expected: int) -> None:
    assert answer(asked(label), typed) == expected


@pytest.mark.parametrize(("label", "typed"), REFUSED)
def test_another_unit_or_more_words_are_no_number(label: Text, typed: str) -> None:
    with pytest.raises(AnswerError) as refused:
        answer(asked(label), typed)

    # Where the unit is the right one, or there is no number at all, that is not what is wrong.
    is_of_the_number = typed in {"2,5 m", "52,5 m2", "m"}
    assert refused.value.sentence == (answers.NOT_A_NUMBER if is_of_the_number else answers.ONLY_A_NUMBER)


def test_the_bounds_are_those_of_the_number() -> None:
    with pytest.raises(AnswerError, match="between 1 and 5"):
        answer(Question("it", QuestionKind.INTEGER, YEARS, minimum=1, maximum=5), "6 năm")
