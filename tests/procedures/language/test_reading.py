"""Before anything else a file must be read: UTF-8, TOML, of a size that somebody could have written."""

import pytest

from procedures.language.compiler import compile_text
from procedures.language.errors import DefinitionError, DefinitionErrors
from tests.procedures.shipped import FILE, TEXT, changed, errors_of, shipped_machine

UNREADABLE: list[tuple[str, bytes | str, str]] = [
    ("not UTF-8", b"\xff\xfe\x00a", "tệp: không phải là văn bản UTF-8; lưu lại tệp với bảng mã UTF-8"),
    ("a lone surrogate", "\ud800", "tệp: không phải là văn bản UTF-8; lưu lại tệp với bảng mã UTF-8"),
    ("10 MB", b"#" * 10_000_000, "tệp: nặng 10000000 byte; một định nghĩa tối đa 131072 byte"),
    ("deep nesting", "x = " + "[" * 50_000, "tệp: danh sách lồng nhau quá sâu; viết phẳng hơn"),
    (
        "dots without end",
        "a." * 50_000 + "a = 1",
        "tệp: có khoá gồm hơn 16 phần nối bằng dấu chấm; viết thành bảng [tên]",
    ),
    ("5,000 digits", "x = " + "9" * 5_000, "tệp: không đọc được: có số quá lớn; xem lại số này"),
    ("no value", "\nversion", "cuối tệp: không đọc được: sau tên khoá thiếu dấu =; viết tên = giá trị"),
    (
        "a key twice",
        "version = 1\nversion = 2\n",
        "dòng 2: không đọc được: khoá này đã được viết ở trên; mỗi khoá viết một lần; mục của danh sách viết bằng [[tên]]",
    ),
    (
        "a table twice",
        "[iso]\n[iso]\n",
        "dòng 2: không đọc được: bảng này đã được viết ở trên; mỗi bảng viết một lần; mục của danh sách viết bằng [[tên]]",
    ),
    (
        "no closing quote",
        'slug = "x',
        "cuối tệp: không đọc được: chuỗi chữ chưa đóng ngoặc kép; đóng ngoặc kép ở cuối chuỗi chữ",
    ),
    (
        "a line break in a string",
        'slug = "x\ny"',
        "dòng 1: không đọc được: có ký tự không được phép, thường là chuỗi chữ xuống dòng giữa chừng; viết trọn chuỗi chữ trên một dòng",
    ),
    (
        "two values",
        "version = 1 2",
        "dòng 1: không đọc được: sau giá trị còn chữ thừa trên cùng một dòng; bỏ chữ thừa; số lẻ viết bằng dấu chấm, ví dụ 0.5",
    ),
    ("no equals sign", "version 1", "dòng 1: không đọc được: sau tên khoá thiếu dấu =; viết tên = giá trị"),
    (
        "prose",
        "\n(a)",
        "dòng 2: không đọc được: dòng này không phải là khoá, bảng hay chú thích; dòng chú thích bắt đầu bằng dấu #",
    ),
    (
        "no quotes",
        "slug = xuat-ban",
        "dòng 1: không đọc được: giá trị không hợp lệ; chuỗi chữ phải ở trong ngoặc kép",
    ),
    (
        "no such day",
        "effective_on = 2025-02-30",
        "dòng 1: không đọc được: ngày không có thật; viết năm-tháng-ngày, ví dụ 2026-01-05",
    ),
    (
        "braces over two lines",
        'name = { vi = "a",\n en = "b" }',
        "dòng 1: không đọc được: chỗ này phải là tên khoá, thường là { … } bị xuống dòng; viết trọn { … } trên một dòng",
    ),
    (
        "another mistake",
        'slug = "\\q"',
        "dòng 1: không đọc được: sai cú pháp TOML; sửa theo cú pháp TOML như các tệp có sẵn",
    ),
]


@pytest.mark.parametrize(("text", "message"), [case[1:] for case in UNREADABLE], ids=[case[0] for case in UNREADABLE])
def test_a_file_that_cannot_be_read_is_told_with_its_line(text: bytes | str, message: str) -> None:
    errors = errors_of(text)

    assert [str(error) for error in errors] == [f"{FILE}: {message}"]


def test_an_empty_file_is_told_everything_that_a_definition_needs() -> None:
    errors = errors_of("")

    assert [error.key for error in errors] == [
        "legal_limit",
        "slug",
        "version",
        "name",
        "sector",
        "sector_name",
        "audience",
        "summary",
        "channels",
        "legal_basis",
        "result",
        "effective_on",
        "components",
        "questions",
        "outcomes",
        "steps",
    ]
    assert all(error.file == FILE and error.wrong and error.right for error in errors)


def test_items_that_are_not_tables_are_told_by_their_place() -> None:
    text = changed(("sets = 1  ", "sets = 1\nfees = [1, {}]  "), *_without_fees())

    errors = errors_of(text)

    assert [error.key for error in errors] == ["fees[1]", "fees[2].name", "fees[2].amount"]


def _without_fees() -> list[tuple[str, str]]:
    start = TEXT.index("[[fees]]")
    return [(TEXT[start : TEXT.index("# ── 6.")], "")]


def test_a_byte_order_mark_and_windows_lines_make_no_difference() -> None:
    written = ("\ufeff" + TEXT.replace("\n", "\r\n")).encode()

    machine = compile_text(written, path=FILE)

    assert machine == shipped_machine()


def test_the_errors_read_as_one_message() -> None:
    mistake = DefinitionError("a.toml", "version", "là 0", "phải là số nguyên")

    refusal = DefinitionErrors([mistake, mistake])

    assert str(refusal).splitlines() == ["a.toml: version: là 0; phải là số nguyên"] * 2
