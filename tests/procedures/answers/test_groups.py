"""Answers of several fields: boxes, addresses, tables; each fault is told at its own field."""

import time
from typing import Any

import pytest

from procedures import answers
from procedures.answers import clean
from procedures.form import Choice, Question, QuestionKind, Text

LABEL = Text("Câu hỏi", "Question")


def question(name: str, kind: QuestionKind, **particulars: Any) -> Question:
    return Question(name, kind, LABEL, **particulars)


OPTIONS = tuple(Choice(value, Text(value, value)) for value in ("sach", "bao", "tap-chi"))
BOXES = question("goods", QuestionKind.CHOICES, choices=OPTIONS)

BOX_CASES: list[tuple[dict[str, str], list[str]]] = [
    ({"goods": "", "goods.bao": "on"}, ["bao"]),
    ({"goods": "", "goods.tap-chi": "on", "goods.sach": "on"}, ["sach", "tap-chi"]),
    ({"goods.sach": "on", "goods.bao": "off", "goods.tap-chi": ""}, ["sach"]),
    ({"goods.sach": "on", "goods.khac": "on"}, ["sach"]),
]


@pytest.mark.parametrize(("raw", "values"), BOX_CASES)
def test_ticked_boxes_become_values_in_the_order_of_the_definition(raw: dict[str, str], values: list[str]) -> None:
    assert clean([BOXES], raw) == ({"goods": values}, {})


def test_a_required_group_of_boxes_needs_a_tick() -> None:
    assert clean([BOXES], {"goods": ""}) == ({}, {"goods": answers.NONE_CHOSEN})
    assert clean([BOXES], {"goods.khac": "on"}) == ({}, {"goods": answers.NONE_CHOSEN})


HOME = question("home", QuestionKind.ADDRESS)
HOME_OR_NONE = question("home", QuestionKind.ADDRESS, required=False)


def home(province: str, commune: str, line: str) -> dict[str, str]:
    return {"home.province": province, "home.commune": commune, "home.line": line}


def test_an_address_is_kept_by_its_codes_and_as_it_is_written() -> None:
    values, errors = clean([HOME], home("01", "00025", " 185  Giảng Võ "))

    assert errors == {}
    assert values == {
        "home": {
            "province": "01",
            "commune": "00025",
            "line": "185  Giảng Võ",
            "text": "185  Giảng Võ, Phường Giảng Võ, Thành phố Hà Nội",
        }
    }


ADDRESS_ERRORS: list[tuple[dict[str, str], dict[str, Text]]] = [
    (
        {},
        {
            "home.province": answers.NO_PROVINCE,
            "home.commune": answers.NO_COMMUNE,
            "home.line": answers.NO_LINE,
        },
    ),
    (home("01", "", ""), {"home.commune": answers.NO_COMMUNE, "home.line": answers.NO_LINE}),
    (home("01", "00025", " \u200b "), {"home.line": answers.NO_LINE}),
    (home("01", "25", "Số 5"), {"home.commune": answers.NO_COMMUNE}),
    (home("01", "26740", "Số 5"), {"home.commune": answers.OTHER_PROVINCE}),
    (home("1", "00025", "Số 5"), {"home.province": answers.NO_PROVINCE}),
    (home("00", "xxxxx", "Số 5"), {"home.province": answers.NO_PROVINCE, "home.commune": answers.NO_COMMUNE}),
    (home("01", "00025", "a\x00"), {"home.line": answers.UNREADABLE}),
]


@pytest.mark.parametrize(("raw", "sentences"), ADDRESS_ERRORS)
def test_what_is_wrong_with_an_address_is_told_at_its_fields(raw: dict[str, str], sentences: dict[str, Text]) -> None:
    assert clean([HOME], raw) == ({}, sentences)


def test_the_line_of_an_address_has_a_length() -> None:
    short = question("home", QuestionKind.ADDRESS, max_length=5)

    assert clean([HOME], home("01", "00025", "a" * 255))[1] == {}
    assert clean([HOME], home("01", "00025", "a" * 256))[1].keys() == {"home.line"}
    assert clean([short], home("01", "00025", "Số 5, ngõ 3"))[1].keys() == {"home.line"}


def test_an_optional_address_is_left_out_as_a_whole_or_given_as_a_whole() -> None:
    assert clean([HOME_OR_NONE], home("01", "", "")) == ({}, {})
    assert clean([HOME_OR_NONE], home("zz", "", " ")) == ({}, {})
    assert clean([HOME_OR_NONE], home("01", "", "Số 5"))[1] == {"home.commune": answers.NO_COMMUNE}
    assert clean([HOME_OR_NONE], home("01", "00025", ""))[1] == {"home.line": answers.NO_LINE}
    assert clean([HOME_OR_NONE], home("", "", "\x00"))[1]["home.line"] == answers.UNREADABLE


def test_a_file_that_is_asked_for_must_be_there() -> None:
    plan = question("plan", QuestionKind.FILE)

    assert clean([plan], {}) == ({}, {"plan": answers.NO_FILE})
    assert clean([plan], {"plan": "plan.pdf"}, files={"other"}) == ({}, {"plan": answers.NO_FILE})
    assert clean([plan], {}, files={"plan"}) == ({}, {})
    assert clean([question("plan", QuestionKind.FILE, required=False)], {}) == ({}, {})


COLUMNS = (
    question("model", QuestionKind.TEXT, max_length=20),
    question("count", QuestionKind.INTEGER, minimum=1),
    question("kind", QuestionKind.CHOICE, choices=OPTIONS, required=False),
    question("new", QuestionKind.YES_NO, required=False),
)
MACHINES = question("machines", QuestionKind.TABLE, columns=COLUMNS)


def machines(*rows: dict[str, str], shown: str | None = None) -> dict[str, str]:
    raw = {"machines.rows": str(len(rows)) if shown is None else shown}
    for number, row in enumerate(rows):
        raw |= {f"machines.{number}.{column}": typed for column, typed in row.items()}
    return raw


A = {"model": "Ricoh C5300", "count": "2", "kind": "bao", "new": "yes"}
B = {"model": "Xerox", "count": "1.000", "kind": "", "new": ""}
BLANK = {"model": " ", "count": "", "kind": "", "new": "\u200b"}


def test_the_rows_of_a_table_are_read_as_the_questions_of_a_form() -> None:
    values, errors = clean([MACHINES], machines(A, B))

    assert errors == {}
    assert values == {
        "machines": [
            {"model": "Ricoh C5300", "count": 2, "kind": "bao", "new": True},
            {"model": "Xerox", "count": 1000},
        ]
    }


def test_blank_rows_are_left_out_wherever_they_stand() -> None:
    values, errors = clean([MACHINES], machines(BLANK, A, BLANK, B, BLANK))

    assert errors == {}
    assert values == clean([MACHINES], machines(A, B))[0]


def test_a_fault_in_a_row_is_told_at_its_cell_by_the_row_as_it_was_shown() -> None:
    values, errors = clean([MACHINES], machines(BLANK, A, {"model": "a\x00", "count": "0", "kind": "x", "new": "x"}))

    assert values == {}
    assert errors.keys() == {f"machines.2.{column.name}" for column in COLUMNS}
    assert errors["machines.2.model"] == answers.UNREADABLE
    assert errors["machines.2.count"].vi == "Số phải từ 1 đến 1.000.000.000.000."
    assert errors["machines.2.kind"] == answers.NOT_A_CHOICE
    assert errors["machines.2.new"] == answers.NOT_YES_OR_NO


def test_a_row_that_is_begun_must_be_finished() -> None:
    assert clean([MACHINES], machines({"count": "3"}))[1] == {"machines.0.model": answers.EMPTY}


NUMBERS_OF_ROWS: list[tuple[dict[str, Any], int, str | None]] = [
    ({}, 0, "Xin ghi ít nhất 1 dòng."),
    ({}, 1, None),
    ({}, 20, None),
    ({}, 21, "Bảng này nhận tối đa 20 dòng."),
    ({"required": False}, 0, None),
    ({"required": False}, 21, "Bảng này nhận tối đa 20 dòng."),
    ({"minimum": 2, "maximum": 3}, 0, "Xin ghi ít nhất 2 dòng."),
    ({"minimum": 2, "maximum": 3}, 1, "Xin ghi ít nhất 2 dòng."),
    ({"minimum": 2, "maximum": 3}, 2, None),
    ({"minimum": 2, "maximum": 3}, 3, None),
    ({"minimum": 2, "maximum": 3}, 4, "Bảng này nhận tối đa 3 dòng."),
    ({"minimum": 2, "required": False}, 0, None),
    ({"minimum": 2, "required": False}, 1, "Xin ghi ít nhất 2 dòng."),
    ({"minimum": 0}, 0, "Xin ghi ít nhất 1 dòng."),
]


@pytest.mark.parametrize(("particulars", "rows", "sentence"), NUMBERS_OF_ROWS)
def test_a_table_has_a_fewest_and_a_most_rows(particulars: dict[str, Any], rows: int, sentence: str | None) -> None:
    table = question("machines", QuestionKind.TABLE, columns=COLUMNS, **particulars)

    values, errors = clean([table], machines(BLANK, *[A] * rows))

    assert (errors["machines"].vi if errors else None) == sentence
    assert len(values.get("machines", [])) == (0 if sentence else rows)  # type: ignore[arg-type]


def test_the_sentences_about_rows_count_in_english_too() -> None:
    one = question("machines", QuestionKind.TABLE, columns=COLUMNS, maximum=1)
    two = question("machines", QuestionKind.TABLE, columns=COLUMNS, minimum=2, maximum=2)

    assert clean([one], {})[1]["machines"].en == "Please fill in at least 1 row."
    assert clean([two], {})[1]["machines"].en == "Please fill in at least 2 rows."
    assert clean([one], machines(A, A))[1]["machines"].en == "This table takes at most 1 row."
    assert clean([two], machines(A, A, A))[1]["machines"].en == "This table takes at most 2 rows."


@pytest.mark.parametrize(
    "shown", ["-1", "10**9", "1000000000", "abc", "", "1e9", "٣", "0x10", "9" * 400, "0", "1.5", " "]
)
def test_a_number_of_rows_that_is_none_shows_no_rows(shown: str) -> None:
    assert clean([MACHINES], machines(A, shown=shown))[1].keys() == {"machines"}


@pytest.mark.parametrize("shown", ["999999999", "1000", "20"])
def test_a_number_of_rows_beyond_those_that_are_there_costs_nothing(shown: str) -> None:
    began = time.perf_counter()

    values, errors = clean([MACHINES], machines(A, shown=shown))

    assert (values, errors) == (clean([MACHINES], machines(A))[0], {})
    assert time.perf_counter() - began < 1


@pytest.mark.parametrize("row", ["-1", "01", "1000", "9" * 400, "٣", "", "x", "0.5"])
def test_rows_with_another_number_are_no_rows(row: str) -> None:
    raw = machines(A, shown="1000") | {f"machines.{row}.model": "x"}

    assert clean([MACHINES], raw) == (clean([MACHINES], machines(A))[0], {})


def test_rows_that_are_no_longer_shown_are_not_read() -> None:
    assert len(clean([MACHINES], machines(A, B, shown="1"))[0]["machines"]) == 1  # type: ignore[arg-type]


def test_many_wrong_rows_are_all_looked_at_in_good_time() -> None:
    began = time.perf_counter()

    _, errors = clean([MACHINES], machines(*[{"model": "x" * 1000, "count": "x"}] * 1000))

    assert errors["machines"].vi == "Bảng này nhận tối đa 20 dòng."
    assert time.perf_counter() - began < 5


EARLIER = question("earlier", QuestionKind.LICENCE, of=("gp-buu-chinh",))
EARLIER_OR_NONE = question("earlier", QuestionKind.LICENCE, required=False)


def earlier(number: str, dated: str) -> dict[str, str]:
    return {"earlier.number": number, "earlier.dated": dated}


@pytest.mark.parametrize("number", ["12/GP-STTTT", " 12 / GP-STTTT ", "12/ GP-STTTT", "12 /GP-STTTT"])
def test_an_earlier_licence_is_kept_by_its_number_and_date(number: str) -> None:
    values, errors = clean([EARLIER], earlier(number, "5.1.2026"))

    assert errors == {}
    assert values == {"earlier": {"number": "12/GP-STTTT", "dated": "2026-01-05"}}


@pytest.mark.parametrize(
    ("asked", "number", "dated", "told"),
    [
        (EARLIER, "", "", {"number": answers.NO_LICENCE_NUMBER, "dated": answers.NO_LICENCE_DATE}),
        (EARLIER_OR_NONE, "", "", {}),
        (EARLIER_OR_NONE, "12/GP", "", {"dated": answers.NO_LICENCE_DATE}),
        (EARLIER_OR_NONE, "", "05/01/2026", {"number": answers.NO_LICENCE_NUMBER}),
        (EARLIER_OR_NONE, "", "hôm qua", {"number": answers.NO_LICENCE_NUMBER, "dated": answers.NOT_A_DATE}),
        (EARLIER, "12/GP", "31/02/2026", {"dated": answers.NO_SUCH_DATE}),
        (EARLIER, "12\x07", "05/01/2026", {"number": answers.UNREADABLE}),
    ],
)
def test_a_licence_is_left_out_or_given_as_a_whole(
    asked: Question, number: str, dated: str, told: dict[str, Text]
) -> None:
    values, errors = clean([asked], earlier(number, dated))

    assert values == {}
    assert errors == {f"earlier.{part}": sentence for part, sentence in told.items()}


def test_a_number_that_no_register_has_room_for_is_too_long() -> None:
    _values, errors = clean([EARLIER], earlier("1" * 61, "05/01/2026"))

    assert "60" in errors["earlier.number"].vi
