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
HOUR = Text("Mở cửa hằng ngày từ (giờ)", "Opens each day at (hour)")
PRINTED = Text("Số lượng in hoặc phát hành", "Number printed or distributed")
PICTURES = Text("Tổng số tranh, ảnh, bảng", "Number of pictures, photographs and boards")
PEOPLE = Text("Số lao động của cơ sở in", "Number of people employed")

DECIMALS = ["1250,5", "52,5 m2", "1,250", "125.5 m2", "1.250,5 m²", "125,5m2"]


@pytest.mark.parametrize("typed", DECIMALS)
def test_an_area_with_decimals_is_asked_for_rounded_and_the_question_says_so_before(typed: str) -> None:
    area = Question("area", QuestionKind.INTEGER, AREA, minimum=1)

    with pytest.raises(AnswerError) as refused:
        answer(area, typed)

    assert refused.value.sentence == answers.WHOLE_METRES
    assert answers.bounds_of(area) == Text("Làm tròn đến m².", "Rounded to the m².")
    with pytest.raises(AnswerError) as other:
        answer(Question("n", QuestionKind.INTEGER, COMPUTERS), "12,5")
    assert other.value.sentence == answers.NOT_A_NUMBER


@pytest.mark.parametrize("typed", DECIMALS)
def test_an_area_whose_decimals_are_dropped_by_its_own_hint_is_not_said_to_be_rounded(typed: str) -> None:
    hint = Text(
        "Cộng diện tích mọi phòng máy, bỏ phần lẻ. Ví dụ: 52", "All rooms together, without decimals. Example: 52"
    )
    area = Question("area", QuestionKind.INTEGER, AREA, minimum=1, help=hint)

    with pytest.raises(AnswerError) as refused:
        answer(area, typed)

    assert refused.value.sentence == answers.DROPPED_METRES
    assert answers.bounds_of(area) is None


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
    (COPIES, "500 cuốn", 500),
    (PRINTED, "500 quyển", 500),
    (PRINTED, "500 bản", 500),
    (PICTURES, "40 bức", 40),
    (PICTURES, "40 tấm", 40),
    (PICTURES, "40 pictures", 40),
    (PEOPLE, "12 người", 12),
    (HOUR, "8h", 8),
    (HOUR, "8 giờ", 8),
    (HOUR, "08:00", 8),
    (HOUR, "8 giờ 00 phút", 8),
    (HOUR, "23:00", 23),
]
REFUSED = [
    (METRES, "250 m2"),
    (METRES, "1 km"),
    (METRES, "250 m hoặc hơn"),
    (METRES, "khoảng 250 m"),
    (METRES, "2,5 m"),
    (AREA, "52 m"),
    (AREA, "52 phòng"),
    (AREA_IN_WORDS, "52 m"),
    (COMPUTERS, "30 người"),
    (YEARS, "18 tháng"),
    (COPIES, "500 trang"),
    (COPIES, "500 máy"),
    (PICTURES, "40 cuốn"),
    (PEOPLE, "12 bức"),
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
    is_of_the_number = typed in {"2,5 m", "m"}
    assert refused.value.sentence == (answers.NOT_A_NUMBER if is_of_the_number else answers.ONLY_A_NUMBER)


@pytest.mark.parametrize("typed", ["45 đĩa", "45 Đĩa", "45 thẻ nhớ", "45 USB", "45 discs", "45 bản"])
def test_what_the_help_counts_may_stand_behind_the_number(typed: str) -> None:
    discs = Text("Tài liệu điện tử: ghi số đĩa, thẻ nhớ phát hành.", "Electronic material: the number of discs.")

    assert answer(Question("it", QuestionKind.INTEGER, COPIES, help=discs), typed) == 45
    if typed != "45 bản":
        with pytest.raises(AnswerError):
            answer(asked(COPIES), typed)


def test_the_bounds_are_those_of_the_number() -> None:
    with pytest.raises(AnswerError, match="between 1 and 5"):
        answer(Question("it", QuestionKind.INTEGER, YEARS, minimum=1, maximum=5), "6 năm")


@pytest.mark.parametrize("typed", ["7h30", "08:30", "7 giờ 30", "7g30", "7:5"])
def test_an_hour_with_minutes_is_refused_in_words_of_hours(typed: str) -> None:
    with pytest.raises(AnswerError) as refused:
        answer(asked(HOUR), typed)

    assert refused.value.sentence == answers.WHOLE_HOURS


@pytest.mark.parametrize("typed", ["7h30", "08:30", "8h"])
def test_a_clock_is_no_number_where_no_hour_is_asked_for(typed: str) -> None:
    with pytest.raises(AnswerError) as refused:
        answer(asked(COMPUTERS), typed)

    assert refused.value.sentence in (answers.NOT_A_NUMBER, answers.ONLY_A_NUMBER)


@pytest.mark.parametrize(
    ("bounds", "example"),
    [((0, 24), "ví dụ 12."), ((1, 5), "ví dụ 5."), ((20, 90), "ví dụ 20."), ((1, 10_000), "ví dụ 12 hoặc 1.000.")],
)
def test_the_example_is_one_that_would_be_taken(bounds: tuple[int, int], example: str) -> None:
    for typed in ("nhiều", "12 con"):
        with pytest.raises(AnswerError) as refused:
            answer(Question("it", QuestionKind.INTEGER, HOUR, minimum=bounds[0], maximum=bounds[1]), typed)

        assert refused.value.sentence.vi.endswith(example)


@pytest.mark.parametrize("typed", ["1800000000000000000", "-1800000000000000000", "1.800.000.000.000.000.000 đ"])
def test_an_amount_of_too_many_digits_is_told_the_greatest_one(typed: str) -> None:
    with pytest.raises(AnswerError) as refused:
        answers.money(typed)

    assert refused.value.sentence.vi == "Số phải từ 0 đến 1.000.000.000.000.000."
