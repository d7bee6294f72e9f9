"""How values are written on papers."""

import pytest

from dossiers.display import formats


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("SỞ Y TẾ HÀ NỘI", ["SỞ Y TẾ HÀ NỘI"]),
        ("SỞ THÔNG TIN VÀ TRUYỀN THÔNG HÀ NỘI", ["SỞ THÔNG TIN", "VÀ TRUYỀN THÔNG HÀ NỘI"]),
        ("BỘ PHẬN TIẾP NHẬN VÀ TRẢ KẾT QUẢ", ["BỘ PHẬN TIẾP NHẬN", "VÀ TRẢ KẾT QUẢ"]),
        ("Sở Giáo dục và Đào tạo Hà Nội", ["Sở Giáo dục", "và Đào tạo Hà Nội"]),
        ("ỦY BAN NHÂN DÂN THÀNH PHỐ HÀ NỘI", ["ỦY BAN NHÂN DÂN", "THÀNH PHỐ HÀ NỘI"]),
        ("SỞ NÔNG NGHIỆP VÀ MÔI TRƯỜNG VÀ BIỂN", ["SỞ NÔNG NGHIỆP", "VÀ MÔI TRƯỜNG VÀ BIỂN"]),
        ("VÀ" * 12, ["VÀ" * 12]),
        ("", [""]),
    ],
)
def test_the_name_of_an_office_breaks_where_the_head_of_a_paper_breaks_it(name: str, lines: list[str]) -> None:
    assert formats.in_two_lines(name).split("\n") == lines


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Chuyên viên nghỉ ốm", "Chuyên viên nghỉ ốm."),
        ("Chờ ý kiến (điều 5)", "Chờ ý kiến (điều 5)."),
        ("Đã đủ.", "Đã đủ."),
        ("Chờ ý kiến…", "Chờ ý kiến…"),
        ("", ""),
    ],
)
def test_words_of_an_officer_end_as_a_sentence_of_the_letter(typed: str, printed: str) -> None:
    assert formats.as_sentence(typed) == printed
