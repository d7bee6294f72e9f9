"""A person's name that looks mistyped is doubted with how it would be written; what may well be meant is none."""

from dataclasses import replace

import pytest

from procedures.answers import name_meant, warnings
from procedures.form import Question, QuestionKind, Text

HEAD = Question("head", QuestionKind.TEXT, Text("Họ và tên người đại diện", "Representative"))
MACHINE = Question("machine", QuestionKind.TEXT, Text("Tên máy", "Name of the machine"))
SPEAKERS = Question("speakers", QuestionKind.TABLE, Text("Người phát biểu", "Speakers"), columns=(HEAD, MACHINE))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("đỗ mai ly", "Đỗ Mai Ly"),
        ("Đỗ mai Ly", "Đỗ Mai Ly"),
        ("NGUYễN VăN AN", "Nguyễn Văn An"),
        ("đỖ MAI LY", "Đỗ Mai Ly"),
        ("jean-pierre Dupont", "Jean-Pierre Dupont"),
        ("h'hen niê", "H'Hen Niê"),
        ("van der Berg Jan", "Van der Berg Jan"),
        ("đỗ mai ly, chủ hộ", "Đỗ Mai Ly, chủ hộ"),
    ],
)
def test_a_name_that_looks_mistyped_is_doubted_with_how_it_is_meant(typed: str, meant: str) -> None:
    assert name_meant(HEAD, typed) == meant
    assert name_meant(HEAD, meant) == "", "once is enough"
    told = warnings([HEAD], {"head": typed})
    assert f"“{meant}”" in told["head"].vi
    assert f"“{meant}”" in told["head"].en


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Trần 😀 <b>Hoà</b>", "Tên người có ký tự lạ: “😀”, “<”, “>”."),
        ("Trần Hoà 2", "Tên người có ký tự lạ: “2”."),
        ("123", "Tên người có ký tự lạ: “1”, “2”, “3”."),
        ("a", "Ở đây chỉ có một chữ cái."),
        ("M", "Ở đây chỉ có một chữ cái."),
    ],
)
def test_what_no_name_has_is_doubted_and_nothing_is_offered_for_it(typed: str, said: str) -> None:
    assert name_meant(HEAD, typed) == ""
    assert warnings([HEAD], {"head": typed})["head"].vi.startswith(said)
    assert warnings([SPEAKERS], {"speakers": [{"head": typed}]})["speakers"].vi.startswith(said)
    assert warnings([MACHINE], {"machine": typed}) == {}


@pytest.mark.parametrize(
    "typed",
    [
        "Đỗ Mai Ly",
        "ĐỖ MAI LY",
        "Ludwig van Beethoven",
        "O'Brien McDonald",
        "Y' Ban",
        "LÊ An",
        "Nguyễn Văn A và Trần Thị B",
        "",
    ],
)
def test_a_name_that_may_well_be_meant_so_is_none(typed: str) -> None:
    assert name_meant(HEAD, typed) == ""
    assert warnings([HEAD], {"head": typed}) == {}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("công ty in mai ly", "CÔNG TY IN MAI LY"), ("Công ty in Mai Ly", ""), ("CÔNG TY IN MAI LY", "")],
)
def test_where_capitals_are_asked_for_a_name_without_any_is_doubted(typed: str, meant: str) -> None:
    firm = replace(MACHINE, help=Text("Ghi bằng chữ in hoa.", "In capitals."))

    assert name_meant(firm, typed) == meant
    assert [text.vi for text in warnings([firm], {"machine": typed}).values()] == (
        [f"Mục này xin ghi bằng chữ in hoa. Viết: “{meant}”?"] if meant else []
    )


def test_only_names_of_persons_are_looked_at() -> None:
    assert warnings([MACHINE], {"machine": "máy in ốp-xét"}) == {}
    assert name_meant(replace(MACHINE, name="keeper_name"), "máy") == "Máy", "asked in other words"


def test_names_in_a_table_are_doubted_at_the_table() -> None:
    rows = [{"head": "lê an", "machine": "máy"}, {"head": "Lê An"}, {"head": "vũ hà"}, {}]

    assert "“Lê An”, “Vũ Hà”" in warnings([SPEAKERS], {"speakers": rows})["speakers"].vi
