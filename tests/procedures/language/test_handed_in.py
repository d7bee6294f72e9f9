"""What is brought to the receiving point and not uploaded: where a definition may say so, and what follows from it."""

import pytest

from procedures.language.compiler import compile_text
from procedures.language.differences import differences
from procedures.machine import Machine
from tests.procedures.shipped import FILE, WHOLE, changed, errors_of
from tests.procedures.versions import version_of

FILM = "xb-tai-lieu-khong-kinh-doanh"
DISC = "phim-ban-ghi-am"
RECORDED = {"material_form": "audio-visual"}
BRINGS = "originals = 1\nhanded_in = true\n"


def errors_in(*edits: tuple[str, str]) -> list[str]:
    return [str(error).removeprefix(f"{FILE}: ") for error in errors_of(changed(*edits, text=WHOLE))]


@pytest.mark.parametrize(
    ("edits", "message"),
    [
        (
            [("eform = true\n", "eform = true\nhanded_in = true\n")],
            "components.don.handed_in: tờ khai điện tử không mang đến nơi tiếp nhận; bỏ handed_in, hoặc bỏ eform",
        ),
        (
            [("copies = 1\ndatabase =", "copies = 1\nhanded_in = true\ndatabase =")],
            "components.hop-dong.handed_in: thứ mang đến nơi tiếp nhận không tra cứu được; "
            "bỏ handed_in, hoặc bỏ database",
        ),
        (
            [(BRINGS, f'{BRINGS}required = false\ncondition = {{ vi = "Khi có", en = "Where there is one" }}\n')],
            "components.mau-bien.handed_in: không biết khi nào phải mang đến; thêm when, hoặc ghi required = true",
        ),
        (
            [("handed_in = true", 'handed_in = "desk"')],
            "components.mau-bien.handed_in: là “desk”; phải là true hoặc false, không có ngoặc kép",
        ),
    ],
)
def test_what_makes_no_sense_is_told(edits: list[tuple[str, str]], message: str) -> None:
    assert errors_in(*edits) == [message]


def test_no_file_is_wanted_of_it_and_it_is_brought_in_its_case_alone() -> None:
    disc, script = newest().component(DISC), newest().component("ban-thao")

    assert disc
    assert script
    assert (disc.is_wanted(RECORDED), disc.is_brought(RECORDED), disc.is_uploaded) == (False, True, False)
    assert not disc.is_brought({"material_form": "printed"})
    assert not disc.is_brought({})
    assert (script.is_wanted(RECORDED), script.is_brought(RECORDED)) == (True, False)


def test_versions_of_before_bring_nothing() -> None:
    earlier = [version_of(FILM, number) for number in range(1, 9)]

    assert not any(component.handed_in for machine in earlier for component in machine.components)


def test_the_version_with_the_disc_changes_nothing_else() -> None:
    before, now = version_of(FILM, 8), version_of(FILM, 9)

    told = [text.vi for text in differences(before, now)]

    assert told == [
        "Giấy tờ mới, chỉ trong một trường hợp: Đĩa hoặc USB chứa phim, bản ghi âm – khi tài liệu là phim, bản ghi âm "
        "(điện tử dạng nghe, nhìn)."
    ]
    assert before.questions == now.questions
    assert before.fees == now.fees


def test_the_newest_version_says_of_the_fee_when_it_is_paid_and_changes_nothing_else() -> None:
    told = [text.vi for text in differences(version_of(FILM, 9), newest())]

    assert told == [
        "Yêu cầu, điều kiện mới: Nộp phí thẩm định nội dung tài liệu khi cơ quan yêu cầu, trước khi giấy phép được ký.",
        "Yêu cầu, điều kiện nay bỏ: Đã nộp phí thẩm định nội dung tài liệu.",
    ]


def test_applicants_are_told_that_a_paper_is_brought_now_or_uploaded_again() -> None:
    brought = compile_text(WHOLE, path=FILE)
    uploaded = compile_text(changed((BRINGS, "originals = 1\n"), text=WHOLE), path=FILE)

    (now,), (again,) = differences(uploaded, brought), differences(brought, uploaded)

    assert now.vi == (
        "Nay mang nộp tại nơi tiếp nhận, không tải lên: Mẫu biển bằng gỗ "
        "(nộp: tại nơi tiếp nhận, trước: trong hồ sơ)."
    )  # fmt: skip
    assert again.en.startswith("Now to be attached as a file: A wooden model of the sign")


def test_who_shows_pictures_reads_that_the_department_alone_receives_it() -> None:
    summary = version_of("trung-bay-tranh-anh", 6).summary

    assert "Nộp một nơi" not in summary.vi
    assert "Hồ sơ chỉ nộp cho Sở" in summary.vi


def newest() -> Machine:
    return version_of(FILM, 10)
