"""What names a site or a book and looks mistyped: a domain name or a site that is none, an ISBN whose check digit is another."""

import re

from stdnum import isbn

from procedures.answers.texts import asks_for_domain
from procedures.form import Question, QuestionKind, Text

_ISBN = frozenset({"mã isbn", "isbn"})
"""What a question for one is called."""
_LENGTHS = (10, 13)
_SITES = frozenset({"trang thông tin điện tử", "website"})
"""What a question for a site is called, of whoever may have one."""
_SIGNS = re.compile(r"[\s.\-‐-―]")
_IN_NUMBER = re.compile(r"[0-9]+X?")


def published_doubt(question: Question, value: str) -> Text | None:
    """Return what is doubtful in a domain name, a site or an ISBN; None of any other answer. Each may be meant so."""
    if asks_for_domain(question):
        return _of_domain(value)
    asked = question.label.vi.casefold() if question.kind is QuestionKind.TEXT else ""
    if asked in _SITES:
        return _of_site(value)
    return _of_isbn(value) if asked in _ISBN else None


def _of_domain(name: str) -> Text | None:
    """Doubt what has no dot, or a space or slash: in which letters a name is written is no matter (tên miền tiếng Việt)."""
    if re.fullmatch(r"[^\s/.]+(?:\.[^\s/.]+)+", name):
        return None
    return Text(
        f"“{name}” chưa giống một tên miền: tên miền có dấu chấm, không có dấu cách, ví dụ tenmien.vn. Xin xem lại.",
        f"“{name}” does not look like a domain name: one has a dot and no space, such as tenmien.vn. Please check it.",
    )


def _of_site(typed: str) -> Text | None:
    """Doubt what names no domain, and has no words that would say that there is no site: “không có”."""
    if re.search(r"[^\s/.]\.[^\s/.]", typed) or " " in typed.strip():
        return None
    return Text(
        f"“{typed}” chưa giống địa chỉ một trang thông tin điện tử, ví dụ www.tenmien.vn. Xin xem lại.",
        f"“{typed}” does not look like the address of a website, such as www.tenmien.vn. Please check it.",
    )


def _of_isbn(typed: str) -> Text | None:
    number = _SIGNS.sub("", typed).upper().removeprefix("ISBN").lstrip(":")
    if not _IN_NUMBER.fullmatch(number) or isbn.is_valid(number):
        return None
    if len(number) not in _LENGTHS:
        return Text(
            f"Mã ISBN có 10 hoặc 13 chữ số, “{typed}” có {len(number)}. Xin xem lại.",
            f"An ISBN has 10 or 13 digits, “{typed}” has {len(number)}. Please check it.",
        )
    return Text(
        f"Mã ISBN “{typed}” có chữ số không khớp với số kiểm tra ở cuối. Xin so lại từng chữ số với sách.",
        f"In the ISBN “{typed}” a digit does not fit the check digit at the end. Please compare it with the book.",
    )
