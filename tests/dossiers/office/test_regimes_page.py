"""The administrator sees what rules the one-stop mechanism on a day, where that stands, and what is doubtful."""

import pytest

from tests.dossiers.browsing import Visitor, read

PAGE = "/van-hanh/che-do/"

pytestmark = pytest.mark.django_db


def seen(day: str = "", language: str = "vi") -> str:
    return read(Visitor("admin", language=language).get(PAGE + (f"?ngay={day}" if day else ""))).words()


@pytest.mark.at("2026-01-05 09:30")
def test_it_shows_today_s_rules_with_source_and_doubt() -> None:
    words = seen()

    assert "Có hiệu lực ngày 05/01/2026" in words
    assert "Số lần được yêu cầu bổ sung 1 Nghị định số 118/2025/NĐ-CP" in words
    assert "«chỉ được yêu cầu sửa đổi, bổ sung một lần»" in words
    assert "bổ sung xong thì tính lại từ đầu" in words
    assert "chưa tìm được" in words
    assert "05 Thông báo dừng giải quyết hồ sơ" in words


def test_a_form_whose_numbers_have_no_symbol_yet_says_that_they_end_with_the_year() -> None:
    words = seen("2026-01-05")
    remark = "(chưa biết ký hiệu: số chỉ ghi đến năm)"

    assert f"05 Thông báo dừng giải quyết hồ sơ {remark}" in words
    assert words.count(remark) == 3, "refusal, apology and stop; sheet and register have no number"
    assert "(HDHS)" in words
    assert "chưa biết ký hiệu" not in seen("2018-06-21"), "of those of then none is printed"


@pytest.mark.parametrize(
    ("day", "shows", "hides"),
    [
        ("2018-06-20", "bổ sung xong thì tính tiếp", "bổ sung xong thì tính lại từ đầu"),
        ("2018-06-21", "bổ sung xong thì tính lại từ đầu", "bổ sung xong thì tính tiếp"),
        ("2018-06-20", "chưa biết", "06 Sổ theo dõi hồ sơ"),
        ("2026-06-30", "Không tra cứu được dữ liệu", "Báo trước khi tạm dừng hệ thống"),
        ("2026-07-01", "Báo trước khi tạm dừng hệ thống", "06 Sổ theo dõi hồ sơ"),
        ("2027-03-01", "Báo trước khi tạm dừng hệ thống", "Không tra cứu được dữ liệu"),
        ("2015-12-31", "Chưa có quy định nào được nạp cho ngày này", "Số lần được yêu cầu bổ sung"),
    ],
)
def test_another_day_is_asked_for_by_its_date(day: str, shows: str, hides: str) -> None:
    words = seen(day)

    assert shows in words
    assert hides not in words


def test_what_is_no_day_is_said_to_be_none() -> None:
    page = Visitor("admin").get(f"{PAGE}?ngay=hom-nay")

    assert page.status_code == 200
    assert page.context["form"].errors


def test_it_lists_every_text_with_its_days() -> None:
    words = seen(language="en")

    assert "Decree No. 61/2018/NĐ-CP" in words
    assert "21/06/2018 30/06/2025" in words
    assert "Resolution No. 66.7/2025/NQ-CP" in words
