"""Numbers and days are read as they are written on an English page; a phone number has no extension."""

import pytest
from django.utils import translation

from procedures.answers import AnswerError, clean, phone
from procedures.answers.dates import date_time, day
from procedures.form import Question, QuestionKind, Text

COPIES = Question("copies", QuestionKind.INTEGER, Text("Số bản in (bản)", "Copies printed (copies)"))
AREA = Question("area", QuestionKind.INTEGER, Text("Diện tích (m²)", "Area (m²)"))


def read(question: Question, typed: str, language: str) -> object:
    with translation.override(language):
        return clean([question], {question.name: typed})[0].get(question.name)


@pytest.mark.parametrize(
    ("typed", "english", "vietnamese"),
    [
        ("1,000", 1000, None),
        ("12,500,000", 12_500_000, None),
        ("1,000 copies", 1000, None),
        ("1.000", 1000, 1000),
        ("1 000", 1000, 1000),
        ("1,00", None, None),
        ("1,000.5", None, None),
        ("10,00,000", None, None),
    ],
)
def test_a_comma_groups_thousands_in_english_alone(typed: str, english: int | None, vietnamese: int | None) -> None:
    assert read(COPIES, typed, "en") == english
    assert read(COPIES, typed, "vi") == vietnamese


def test_an_area_of_thousands_in_english_has_no_decimals() -> None:
    assert read(AREA, "1,250", "en") == 1250
    assert read(AREA, "1,250", "vi") is None
    assert read(AREA, "125.5", "en") is None


@pytest.mark.parametrize(
    "typed", ["1 Jan 2010", "1 January 2010", "Jan 1, 2010", "January 1st, 2010", "1st of January 2010", "01-jan-2010"]
)
def test_a_month_in_english_is_a_month(typed: str) -> None:
    assert day(typed).isoformat() == "2010-01-01"
    assert date_time(f"08:30 {typed}").isoformat(timespec="minutes") == "2010-01-01T08:30+07:00"


@pytest.mark.parametrize("typed", ["31 Feb 2010", "1 Janvier 2010", "Jan 2010", "1 Jan 10"])
def test_what_is_no_such_day_is_refused(typed: str) -> None:
    with pytest.raises(AnswerError):
        day(typed)


@pytest.mark.parametrize(
    "typed",
    ["0243 825 4321 máy lẻ 12", "024 3825 4321 (số lẻ 12)", "02438254321 ext. 12", "02438254321x12", "02438254321#12"],
)
def test_of_an_extension_it_is_said_that_it_is_the_trouble(typed: str) -> None:
    with pytest.raises(AnswerError) as refused:
        phone(typed)

    assert "Không ghi máy lẻ ở đây" in refused.value.sentence.vi


def test_of_what_is_no_number_nothing_is_said_of_an_extension() -> None:
    with pytest.raises(AnswerError) as refused:
        phone("không có máy")

    assert "máy lẻ" not in refused.value.sentence.vi
