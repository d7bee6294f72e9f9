"""What people type becomes typed values, or a sentence in both languages that says what to do."""

import json
import unicodedata
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procedures import answers
from procedures.answers import AnswerError, clean
from procedures.answers.contact import NOT_OF_VIET_NAM, OF_A_SWITCHBOARD
from procedures.answers.dates import NO_YEAR
from procedures.machine import Choice, Question, QuestionKind, Text
from tests.procedures.shipped import shipped_machine

# A machine shared with others may be slow.
unhurried = settings(deadline=None)

LABEL = Text("Câu hỏi", "Question")


def question(kind: QuestionKind, **particulars: Any) -> Question:
    return Question("it", kind, LABEL, **particulars)


TEXT = question(QuestionKind.TEXT)
LONG = question(QuestionKind.LONG_TEXT)
NUMBER = question(QuestionKind.INTEGER)
BOUNDED = question(QuestionKind.INTEGER, minimum=1, maximum=1500)
DATE = question(QuestionKind.DATE)
MONEY = question(QuestionKind.MONEY)
DATE_TIME = question(QuestionKind.DATE_TIME)
YES_NO = question(QuestionKind.YES_NO)
EMAIL = question(QuestionKind.EMAIL)
PHONE = question(QuestionKind.PHONE)
CHOICE = question(
    QuestionKind.CHOICE,
    choices=(Choice("printed", Text("In", "Printed")), Choice("online", Text("Mạng", "Online"))),
)

TAKEN: list[tuple[Question, str, object]] = [
    (TEXT, "  Kỷ yếu hội nghị  ", "Kỷ yếu hội nghị"),
    (TEXT, unicodedata.normalize("NFD", "Kỷ yếu"), "Kỷ yếu"),
    (TEXT, "<script>alert(1)</script> & <b>đậm</b>", "<script>alert(1)</script> & <b>đậm</b>"),
    (TEXT, "từ\tExcel", "từ Excel"),
    (TEXT, "a" * 500, "a" * 500),
    (TEXT, unicodedata.normalize("NFD", "ế" * 500), "ế" * 500),
    (TEXT, "👩‍👩‍👧", "👩‍👩‍👧"),
    (LONG, "một\r\nhai\rba\tbốn", "một\nhai\nba\tbốn"),
    (LONG, "a" * 5000, "a" * 5000),
    (question(QuestionKind.TEXT, max_length=3), "abc", "abc"),
    (NUMBER, "12", 12),
    (NUMBER, "-7", -7),
    (NUMBER, "007", 7),
    (NUMBER, "1.000", 1000),
    (NUMBER, "12 345 678", 12_345_678),
    (NUMBER, "1\u00a0000\u00a0000", 1_000_000),
    (NUMBER, "1000000000000", 10**12),
    (BOUNDED, "1", 1),
    (BOUNDED, "1.500", 1500),
    (MONEY, "0", 0),
    (MONEY, "1000000", 1_000_000),
    (MONEY, "1.000.000", 1_000_000),
    (MONEY, "1 000 000", 1_000_000),
    (MONEY, "1,000,000", 1_000_000),
    (MONEY, "15,000", 15_000),
    (MONEY, "1.000.000 đ", 1_000_000),
    (MONEY, "1.000.000đ", 1_000_000),
    (MONEY, "1.000.000 Đ", 1_000_000),
    (MONEY, "1.000.000\u00d0", 1_000_000),
    (MONEY, "1.000.000\u00a0₫", 1_000_000),
    (MONEY, "1 000 000 đồng", 1_000_000),
    (MONEY, "500000 VNĐ", 500_000),
    (MONEY, "500000VND", 500_000),
    (MONEY, "1000000000000000", 10**15),
    (MONEY, "2 triệu", 2_000_000),
    (MONEY, "1,5 tỷ", 1_500_000_000),
    (MONEY, "20 Tỉ đồng", 20_000_000_000),
    (MONEY, "500 nghìn", 500_000),
    (MONEY, "0,125 triệu đ", 125_000),
    (question(QuestionKind.MONEY, minimum=-5), "-5", -5),
    (question(QuestionKind.MONEY, minimum=10, maximum=20), "20 đ", 20),
    (DATE, "05/01/2026", "2026-01-05"),
    (DATE, "5/1/2026", "2026-01-05"),
    (DATE, "5.1.2026", "2026-01-05"),
    (DATE, "5-1-2026", "2026-01-05"),
    (DATE, "2026-01-05", "2026-01-05"),
    (DATE, "5/11/26", "2026-11-05"),
    (DATE, "05.11.26", "2026-11-05"),
    (DATE, "5-11-26", "2026-11-05"),
    (DATE, "5 11 26", "2026-11-05"),
    (DATE, "5  11  2026", "2026-11-05"),
    (DATE, "5 / 11 / 2026", "2026-11-05"),
    (DATE, "5 tháng 11 năm 2026", "2026-11-05"),
    (DATE, "05112026", "2026-11-05"),
    (DATE, "20112026", "2026-11-20"),
    (DATE_TIME, "08:30 05112026", "2026-11-05T08:30+07:00"),
    (DATE, "Ngày 5 tháng 11 năm 26", "2026-11-05"),
    (DATE, "1/1/00", "2000-01-01"),
    (DATE, "31/12/40", "2040-12-31"),
    (DATE, "1/1/60", "1960-01-01"),
    (DATE, "15/5/90", "1990-05-15"),
    (DATE, "29/2/00", "2000-02-29"),
    (DATE, "29/02/2024", "2024-02-29"),
    (DATE, "01/01/1900", "1900-01-01"),
    (DATE, "31/12/2100", "2100-12-31"),
    (DATE_TIME, "05/01/2026 08:30", "2026-01-05T08:30+07:00"),
    (DATE_TIME, "5/1/2026 8:30", "2026-01-05T08:30+07:00"),
    (DATE_TIME, "05.01.2026, 08:30", "2026-01-05T08:30+07:00"),
    (DATE_TIME, "08:30 05/01/2026", "2026-01-05T08:30+07:00"),
    (DATE_TIME, "08:30, ngày 05/01/2026", "2026-01-05T08:30+07:00"),
    (DATE_TIME, "8 giờ 30 ngày 05/01/2026", "2026-01-05T08:30+07:00"),
    (DATE_TIME, "08 giờ 30 phút, ngày 05/01/2026", "2026-01-05T08:30+07:00"),
    (DATE_TIME, "14 Giờ ngày 05/01/2026", "2026-01-05T14:00+07:00"),
    (DATE_TIME, "8h30 5-1-2026", "2026-01-05T08:30+07:00"),
    (DATE_TIME, "05/01/2026 lúc 8h", "2026-01-05T08:00+07:00"),
    (DATE_TIME, "8h30 5/1/26", "2026-01-05T08:30+07:00"),
    (DATE_TIME, "8h sáng thứ sáu 4/12/2026", "2026-12-04T08:00+07:00"),
    (DATE_TIME, "lúc 8h30, Thứ  Sáu, ngày 4 tháng 12 năm 2026", "2026-12-04T08:30+07:00"),
    (DATE_TIME, "thứ năm 03/12/2026 14:30", "2026-12-03T14:30+07:00"),
    (DATE_TIME, "2h30 chiều CN 06/12/2026", "2026-12-06T14:30+07:00"),
    (DATE, "thứ năm, ngày 3 tháng 12 năm 2026", "2026-12-03"),
    (DATE, "T6 4/12/2026", "2026-12-04"),
    (DATE_TIME, "8 giờ 5 1 2026", "2026-01-05T08:00+07:00"),
    (DATE_TIME, "5 1 26 8:30", "2026-01-05T08:30+07:00"),
    (DATE_TIME, "8 giờ 30 phút ngày 5 tháng 1 năm 2026", "2026-01-05T08:30+07:00"),
    (DATE_TIME, "14g30 5-1-2026", "2026-01-05T14:30+07:00"),
    (DATE_TIME, "8h30 sáng 5/1/2026", "2026-01-05T08:30+07:00"),
    (DATE_TIME, "2h30 chiều ngày 5/1/2026", "2026-01-05T14:30+07:00"),
    (DATE_TIME, "14:30 buổi chiều, ngày 05/01/2026", "2026-01-05T14:30+07:00"),
    (DATE_TIME, "1 giờ trưa 5/1/2026", "2026-01-05T13:00+07:00"),
    (DATE_TIME, "12h trưa 5/1/2026", "2026-01-05T12:00+07:00"),
    (DATE_TIME, "05/01/2026 lúc 8g TỐI", "2026-01-05T20:00+07:00"),
    (DATE_TIME, "10h đêm 5/1/2026", "2026-01-05T22:00+07:00"),
    (DATE_TIME, "2026-01-05T08:30", "2026-01-05T08:30+07:00"),
    (DATE_TIME, "2026-01-05 08:30", "2026-01-05T08:30+07:00"),
    (DATE_TIME, "2026-01-05T08:30:59.123", "2026-01-05T08:30+07:00"),
    (DATE_TIME, "2026-01-05T08:30+07:00", "2026-01-05T08:30+07:00"),
    (DATE_TIME, "29/02/2024 00:00", "2024-02-29T00:00+07:00"),
    (DATE_TIME, "31/12/2026 23:59", "2026-12-31T23:59+07:00"),
    (DATE_TIME, "01/06/1960 12:00", "1960-06-01T12:00+07:00"),
    (TEXT, "\ufeffKỷ\u200b yếu\u200f", "Kỷ yếu"),
    (CHOICE, "printed", "printed"),
    (YES_NO, "yes", True),
    (YES_NO, "on", True),
    (YES_NO, "no", False),
    (YES_NO, "false", False),
    (EMAIL, "nguyen.van-a+hs@Example.VN", "nguyen.van-a+hs@example.vn"),
    (EMAIL, "a@b.co", "a@b.co"),
    (PHONE, "0912345678", "+84912345678"),
    (PHONE, "0912.345.678", "+84912345678"),
    (PHONE, "(024) 3826-4646", "+842438264646"),
    (PHONE, "+84 912 345 678", "+84912345678"),
    (PHONE, "84912345678", "+84912345678"),
    (PHONE, "0212345 6789", "+842123456789"),
    (PHONE, "84 24 3826 4646", "+842438264646"),
    (PHONE, "0203-3825-123", "+842033825123"),
    (PHONE, "+84 (0) 912 345 678", "+84912345678"),
    (PHONE, "0084 912 345 678", "+84912345678"),
    (PHONE, "0841234567", "+84841234567"),
    (PHONE, "0332345678", "+84332345678"),
    (PHONE, "0562345678", "+84562345678"),
    (PHONE, "0772345678", "+84772345678"),
]

TOO_LONG = "Nội dung dài {} ký tự, mục này nhận tối đa {}. Xin viết ngắn lại."
REFUSED: list[tuple[Question, str, str]] = [
    (TEXT, "", answers.EMPTY.vi),
    (TEXT, " \u200b\u00a0 ", answers.EMPTY.vi),
    (TEXT, "a\x00b", answers.UNREADABLE.vi),
    (TEXT, "a\x1bb", answers.UNREADABLE.vi),
    (TEXT, "hai\ndòng", answers.UNREADABLE.vi),
    (TEXT, "a\ud800b", answers.UNREADABLE.vi),
    (TEXT, "giả\u202ednam", answers.UNREADABLE.vi),
    (LONG, "a\x0bb", answers.UNREADABLE.vi),
    (TEXT, "a" * 501, TOO_LONG.format("501", "500")),
    (LONG, "a" * 1_000_000, TOO_LONG.format("1.000.000", "5.000")),
    (question(QuestionKind.TEXT, max_length=3), "abcd", TOO_LONG.format("4", "3")),
    (NUMBER, "mười", answers.NOT_A_NUMBER.vi),
    (NUMBER, "1,5", answers.NOT_A_NUMBER.vi),
    (NUMBER, "1.5", answers.NOT_A_NUMBER.vi),
    (NUMBER, "1e3", answers.ONLY_A_NUMBER.vi),
    (NUMBER, "٣", answers.NOT_A_NUMBER.vi),
    (NUMBER, "9" * 400, answers.NOT_A_NUMBER.vi),
    (NUMBER, "1000000000001", "Số phải từ -1.000.000.000.000 đến 1.000.000.000.000."),
    (BOUNDED, "0", "Số phải từ 1 đến 1.500."),
    (BOUNDED, "1501", "Số phải từ 1 đến 1.500."),
    (question(QuestionKind.INTEGER, minimum=1900, maximum=2100), "2101", "Năm phải từ 1900 đến 2100."),
    (MONEY, "một triệu", answers.NOT_AN_AMOUNT.vi),
    (MONEY, "1.500 triệu", answers.NOT_AN_AMOUNT.vi),
    (MONEY, "2 triệu rưỡi", answers.NOT_AN_AMOUNT.vi),
    (MONEY, "-2 triệu", answers.NOT_AN_AMOUNT.vi),
    (MONEY, "1.000,000", answers.NOT_AN_AMOUNT.vi),
    (MONEY, "1.5", answers.NOT_AN_AMOUNT.vi),
    (MONEY, "1000 000", answers.NOT_AN_AMOUNT.vi),
    (MONEY, "100 USD", answers.NOT_AN_AMOUNT.vi),
    (MONEY, "đ", answers.NOT_AN_AMOUNT.vi),
    (MONEY, "٣", answers.NOT_AN_AMOUNT.vi),
    (MONEY, "9" * 400, answers.NOT_AN_AMOUNT.vi),
    (MONEY, "-5", "Số phải từ 0 đến 1.000.000.000.000.000."),
    (MONEY, "1000000000000001", "Số phải từ 0 đến 1.000.000.000.000.000."),
    (question(QuestionKind.MONEY, minimum=10, maximum=20), "9", "Số phải từ 10 đến 20."),
    (DATE, "hôm nay", answers.NOT_A_DATE.vi),
    (DATE, "2026-01", answers.NOT_A_DATE.vi),
    (DATE, "01/05/202", answers.NOT_A_DATE.vi),
    (DATE, "01/05/6", answers.NOT_A_DATE.vi),
    (DATE, "5 11", answers.NOT_A_DATE.vi),
    (DATE, "5/1126", answers.NOT_A_DATE.vi),
    (DATE, "051126", answers.NOT_A_DATE.vi),
    (DATE, "20261105", answers.NOT_A_YEAR.vi),
    (DATE, "05/11/41", "Năm “41” có thể là 1941 hoặc 2041. Xin ghi đủ bốn chữ số của năm."),
    (DATE, "05/11/59", "Năm “59” có thể là 1959 hoặc 2059. Xin ghi đủ bốn chữ số của năm."),
    (DATE, "29/02/26", answers.NO_SUCH_DATE.vi),
    (DATE, "30/02/2026", answers.NO_SUCH_DATE.vi),
    (DATE, "29/02/2026", answers.NO_SUCH_DATE.vi),
    (DATE, "05/13/2026", answers.NO_SUCH_DATE.vi),
    (DATE, "31/12/1899", answers.NOT_A_YEAR.vi),
    (DATE, "01/01/2101", answers.NOT_A_YEAR.vi),
    (DATE_TIME, "05/01/2026", answers.NOT_A_DATE_TIME.vi),
    (DATE_TIME, "08:30", answers.NOT_A_DATE_TIME.vi),
    (DATE_TIME, "sáng mai", answers.NOT_A_DATE_TIME.vi),
    (DATE_TIME, "9h ngày 1/12", NO_YEAR.vi),
    (DATE_TIME, "9h sáng thứ ba, 1/12", NO_YEAR.vi),
    (DATE_TIME, "1 tháng 12, 9 giờ", NO_YEAR.vi),
    (DATE_TIME, "8h thứ năm 4/12/2026", "Ngày 04/12/2026 không phải thứ năm. Xin xem lại ngày."),
    (DATE, "thứ tư 4/12/2026", "Ngày 04/12/2026 không phải thứ tư. Xin xem lại ngày."),
    (DATE_TIME, "05/01/2026 8:3", answers.NOT_READ.vi),
    (DATE_TIME, "9 rưỡi sáng 5/1/2026", answers.NOT_READ.vi),
    (DATE_TIME, "2026-01-05T08:30Z", answers.NOT_READ.vi),
    (DATE_TIME, "2026-01-05T08:30+01:00", answers.NOT_READ.vi),
    *(
        (
            DATE_TIME,
            f"{hour}h30 {part} 5/1/2026",
            f"Chưa rõ “{hour} giờ {part}” là mấy giờ. Xin ghi giờ từ 00:00 đến 23:59, ví dụ 14:30 05/01/2026.",
        )
        for hour, part in ((9, "chiều"), (14, "sáng"), (4, "tối"), (12, "đêm"), (2, "đêm"), (9, "trưa"), (99, "chiều"))
    ),
    (DATE_TIME, "08:30 --------", answers.NOT_A_DATE.vi),
    (DATE_TIME, "08:30 01/05/202", answers.NOT_A_DATE.vi),
    (DATE_TIME, "08:30 01/05/45", "Năm “45” có thể là 1945 hoặc 2045. Xin ghi đủ bốn chữ số của năm."),
    (DATE_TIME, "30/02/2026 08:30", answers.NO_SUCH_DATE.vi),
    (DATE_TIME, "31/12/1899 08:30", answers.NOT_A_YEAR.vi),
    (DATE_TIME, "05/01/2026 24:00", answers.NO_SUCH_TIME.vi),
    (DATE_TIME, "8h75 05/01/2026", answers.NO_SUCH_TIME.vi),
    (CHOICE, "In", answers.NOT_A_CHOICE.vi),
    (CHOICE, "", answers.EMPTY.vi),
    (YES_NO, "có lẽ", answers.NOT_YES_OR_NO.vi),
    (YES_NO, "", answers.EMPTY.vi),
    (EMAIL, "nguyen.van.a", answers.NOT_AN_EMAIL.vi),
    (EMAIL, "a@b", answers.NOT_AN_EMAIL.vi),
    (EMAIL, "a..b@c.vn", answers.NOT_AN_EMAIL.vi),
    (EMAIL, "a@-b.vn", answers.NOT_AN_EMAIL.vi),
    (EMAIL, "điện@thư.vn", answers.ACCENTED_EMAIL.vi),
    (EMAIL, "nguyễn.an@example.vn", answers.ACCENTED_EMAIL.vi),
    (EMAIL, "thị.đào@example.vn", answers.ACCENTED_EMAIL.vi),
    (EMAIL, "thị đào@example.vn", answers.NOT_AN_EMAIL.vi),
    (EMAIL, "почта@example.vn", answers.NOT_AN_EMAIL.vi),
    (EMAIL, "a" * 65 + "@b.vn", answers.NOT_AN_EMAIL.vi),
    (EMAIL, "a@" + "b." * 130 + "vn", answers.NOT_AN_EMAIL.vi),
    (PHONE, "0112345678", answers.NOT_A_PHONE.vi),
    (PHONE, "091234567", answers.NOT_A_PHONE.vi),
    (PHONE, "09123456789", answers.NOT_A_PHONE.vi),
    (PHONE, "02438264", answers.NOT_A_PHONE.vi),
    (PHONE, "19001234", OF_A_SWITCHBOARD.vi),
    (PHONE, "1900 1234", OF_A_SWITCHBOARD.vi),
    (PHONE, "1800 123 456", OF_A_SWITCHBOARD.vi),
    (PHONE, "+84 1900 123 456", OF_A_SWITCHBOARD.vi),
    (PHONE, "113", answers.NOT_A_PHONE.vi),
    (PHONE, "01626123456", answers.NOT_A_PHONE.vi),
    (PHONE, "0120 345 6789", answers.NOT_A_PHONE.vi),
    (PHONE, "0212 345 678", answers.NOT_A_PHONE.vi),
    (PHONE, "04 3826 4646", answers.NOT_A_PHONE.vi),
    (PHONE, "841234567", answers.NOT_A_PHONE.vi),
    (PHONE, "912345678", answers.NOT_A_PHONE.vi),
    (PHONE, "0912345678;ext=9", answers.NOT_A_PHONE.vi),
    (PHONE, "0912FLOWER", answers.NOT_A_PHONE.vi),
    (PHONE, "٠٩١٢٣٤٥٦٧٨", answers.NOT_A_PHONE.vi),
    (PHONE, "0" * 400, answers.NOT_A_PHONE.vi),
    (PHONE, "0000000000", answers.NOT_A_PHONE.vi),
    (PHONE, "00 999 12345", answers.NOT_A_PHONE.vi),
    (PHONE, "00 65 6221 123", answers.NOT_A_PHONE.vi),
    (PHONE, "+1 202 555 0100", NOT_OF_VIET_NAM.vi),
    (PHONE, "+49 30 123456", NOT_OF_VIET_NAM.vi),
    (PHONE, "0049 30 123456", NOT_OF_VIET_NAM.vi),
    (PHONE, "số nhà", answers.NOT_A_PHONE.vi),
]


@pytest.mark.parametrize(("asked", "typed", "value"), TAKEN)
def test_a_sound_answer_becomes_its_value(asked: Question, typed: str, value: object) -> None:
    values, errors = clean([asked], {"it": typed})

    assert (values, errors) == ({"it": value}, {})
    assert type(values["it"]) is type(value)


@pytest.mark.parametrize(("asked", "typed", "sentence"), REFUSED)
def test_an_unsound_answer_becomes_a_sentence(asked: Question, typed: str, sentence: str) -> None:
    values, errors = clean([asked], {"it": typed})

    assert values == {}
    assert errors["it"].vi == sentence
    assert errors["it"].en
    assert errors["it"].en != errors["it"].vi


@pytest.mark.parametrize("kind", list(QuestionKind))
def test_an_optional_question_may_be_left_empty(kind: QuestionKind) -> None:
    optional = question(kind, required=False)

    assert clean([optional], {}) == ({}, {})
    assert clean([optional], {"it": "  "}) == ({}, {})


def test_good_answers_are_kept_beside_wrong_ones_and_others_are_ignored() -> None:
    questions = [Question("pages", QuestionKind.INTEGER, LABEL), Question("on", QuestionKind.DATE, LABEL)]

    values, errors = clean(questions, {"pages": "12", "on": "never", "csrf": "token"})

    assert values == {"pages": 12}
    assert errors == {"on": answers.NOT_A_DATE}


def test_a_single_value_is_refused_with_the_same_sentence() -> None:
    with pytest.raises(AnswerError) as refused:
        answers.phone("113")

    assert refused.value.sentence == answers.NOT_A_PHONE
    assert str(refused.value) == answers.NOT_A_PHONE.en


@unhurried
@given(st.dictionaries(st.sampled_from([question.name for question in shipped_machine().questions]), st.text()))
def test_whatever_is_typed_each_question_gets_a_value_or_a_sentence(raw: dict[str, str]) -> None:
    questions = shipped_machine().questions

    values, errors = clean(questions, raw)

    assert not values.keys() & errors.keys()
    assert {question.name for question in questions if question.required} <= values.keys() | errors.keys()
    assert json.loads(json.dumps(values)) == values


@unhurried
@given(st.text(), st.sampled_from([TEXT, LONG, NUMBER, MONEY, DATE, DATE_TIME, CHOICE, YES_NO, EMAIL, PHONE]))
def test_a_value_that_was_taken_is_taken_again_as_it_is(typed: str, asked: Question) -> None:
    values, _ = clean([asked], {"it": typed})

    if "it" in values:
        again = {True: "yes", False: "no"}[values["it"]] if asked is YES_NO else str(values["it"])
        assert clean([asked], {"it": again})[0] == values


@pytest.mark.parametrize(
    "label", ["Điện thoại của xưởng in", "Điện thoại của bên nhận", "Điện thoại của cơ sở", "Điện thoại của người đó"]
)
def test_a_hotline_is_taken_by_what_the_question_calls_whose_phone_it_is(label: str) -> None:
    asked = Question("phone", QuestionKind.PHONE, Text(label, "Phone"))

    _values, errors = clean([asked], {"phone": "1900 1234"})

    assert bool(errors) is label.endswith("người đó")


@pytest.mark.parametrize("typed", ["19001234", "1900 1234", "1800 123 456", "+84 1900 123 456"])
def test_a_business_may_be_called_at_a_hotline_and_a_person_not(typed: str) -> None:
    label = Text("Điện thoại của doanh nghiệp, cơ sở", "Phone of the business")
    business = Question("business_phone", QuestionKind.PHONE, label)

    number = answers.answer(business, typed)

    assert str(number).startswith(("+841900", "+841800"))
    assert answers.as_written(str(number)).startswith(("1900 ", "1800 "))
