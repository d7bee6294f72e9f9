"""Before the first pass: bytes become the text that is stored, and TOML values with their blocks.

A definition is stored and digested whole: the blocks of questions that it names are written out below
it, so that a later change of a shared block changes nothing that was published.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from procedures.language.errors import Notes

MAX_BYTES = 128 * 1024
DEEPEST = 16
"""Parts that a dotted key may have. The language has no use for any; reading thousands takes minutes."""

_DOTTED = re.compile(r"""(?:\.[ \t]*(?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*')[ \t]*)""" f"{{{DEEPEST}}}")
_PLACE = re.compile(r" \(at (?:line (?P<line>\d+), column \d+|end of document)\)$")
_BY_EXAMPLE = "sửa theo cú pháp TOML như các tệp có sẵn"
_SYNTAX: Mapping[str, tuple[str, str]] = {
    "Cannot overwrite a value": (
        "khoá này đã được viết ở trên",
        "mỗi khoá viết một lần; mục của danh sách viết bằng [[tên]]",
    ),
    "Cannot declare": ("bảng này đã được viết ở trên", "mỗi bảng viết một lần; mục của danh sách viết bằng [[tên]]"),
    "Unterminated string": ("chuỗi chữ chưa đóng ngoặc kép", "đóng ngoặc kép ở cuối chuỗi chữ"),
    "Illegal character": (
        "có ký tự không được phép, thường là chuỗi chữ xuống dòng giữa chừng",
        "viết trọn chuỗi chữ trên một dòng",
    ),
    "Expected newline or end of document": (
        "sau giá trị còn chữ thừa trên cùng một dòng",
        "bỏ chữ thừa; số lẻ viết bằng dấu chấm, ví dụ 0.5",
    ),
    "Expected '=' after a key": ("sau tên khoá thiếu dấu =", "viết tên = giá trị"),
    "Invalid initial character for a key part": (
        "chỗ này phải là tên khoá, thường là { … } bị xuống dòng",
        "viết trọn { … } trên một dòng",
    ),
    "Invalid statement": ("dòng này không phải là khoá, bảng hay chú thích", "dòng chú thích bắt đầu bằng dấu #"),
    "Invalid value": ("giá trị không hợp lệ", "chuỗi chữ phải ở trong ngoặc kép"),
    "Invalid date or datetime": ("ngày không có thật", "viết năm-tháng-ngày, ví dụ 2026-01-05"),
    "Exceeds the limit": ("có số quá lớn", "xem lại số này"),
}


type Library = Mapping[str, str]
"""The text of each shared block by its name: ``[[blocks.NAME]]`` tables."""


@dataclass(frozen=True, slots=True)
class Source:
    """What is compiled: the text as it is stored, and the values in it."""

    text: str
    values: Mapping[str, object]


def source_of(raw: str | bytes, notes: Notes, library: Library) -> Source:
    """Read a definition with the blocks that it names; an empty source where notes were taken."""
    text = definition_text(raw, notes)
    values = {} if notes.errors else parse(text, notes)
    wanted = [] if notes.errors else [name for name in _blocks_named(values) if name in library]
    if not wanted:
        return Source(text, values)
    text = "\n".join([text.rstrip("\n"), *(f"\n{library[name].rstrip()}" for name in wanted)]) + "\n"
    if "blocks" in values:
        # Blocks of the author's own may be written so that nothing can stand below them.
        return Source(text, parse(text, notes))
    read = [tomllib.loads(library[name], parse_float=_decimal)["blocks"] for name in wanted]
    return Source(text, {**values, "blocks": {name: rows for block in read for name, rows in block.items()}})


def tables_of(text: str) -> frozenset[str]:
    """Return the names on the highest level of a part of a definition; none where it cannot be read alone."""
    try:
        return frozenset(tomllib.loads(text))
    except ValueError:
        return frozenset()


def _blocks_named(values: Mapping[str, object]) -> Iterator[str]:
    """Return the blocks that the questions name and the definition does not hold itself, once each."""
    own, rows = values.get("blocks", {}), values.get("questions", [])
    named = [row.get("block") for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    for name in dict.fromkeys(name for name in named if isinstance(name, str)):
        if not isinstance(own, dict) or name not in own:
            yield name


def definition_text(raw: str | bytes, notes: Notes) -> str:
    """Return the text that is compiled, stored and digested: UTF-8, no byte order mark, Unix lines."""
    try:
        data = raw.encode() if isinstance(raw, str) else raw
        if len(data) > MAX_BYTES:
            notes.add("tệp", f"nặng {len(data)} byte", f"một định nghĩa tối đa {MAX_BYTES} byte")
            return ""
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeError:
        notes.add("tệp", "không phải là văn bản UTF-8", "lưu lại tệp với bảng mã UTF-8")
        return ""


def parse(text: str, notes: Notes) -> Mapping[str, object]:
    """Read TOML with exact decimals; a file that is not TOML is noted with its line."""
    if _DOTTED.search(text):
        notes.add("tệp", f"có khoá gồm hơn {DEEPEST} phần nối bằng dấu chấm", "viết thành bảng [tên]")
        return {}
    try:
        return tomllib.loads(text, parse_float=_decimal)
    except RecursionError:
        notes.add("tệp", "danh sách lồng nhau quá sâu", "viết phẳng hơn")
    except ValueError as error:
        # Most are TOMLDecodeError; an integer of thousands of digits is a plain ValueError.
        found = _PLACE.search(str(error))
        place = "tệp" if found is None else f"dòng {found['line']}" if found["line"] else "cuối tệp"
        told = (words for start, words in _SYNTAX.items() if str(error).startswith(start))
        wrong, right = next(told, ("sai cú pháp TOML", _BY_EXAMPLE))
        notes.add(place, f"không đọc được: {wrong}", right)
    return {}


def _decimal(written: str) -> Decimal:
    try:
        return Decimal(written)
    except InvalidOperation:  # an exponent that no number needs
        return Decimal("NaN")
