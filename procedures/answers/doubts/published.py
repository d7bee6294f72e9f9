"""What names a site or a book and looks mistyped: a domain name that is none, an ISBN whose check digit is another."""

import re

from stdnum import isbn

from procedures.answers.texts import asks_for_domain
from procedures.form import Question, QuestionKind, Text

_ISBN = frozenset({"mã isbn", "isbn"})
"""What a question for one is called."""
_LENGTHS = (10, 13)
_SIGNS = re.compile(r"[\s.\-‐-―]")
_IN_NUMBER = re.compile(r"[0-9]+X?")


def published_doubt(question: Question, value: str) -> Text | None:
    """Return what is doubtful in a domain name or an ISBN; None of any other answer. Either may be meant so."""
    if asks_for_domain(question):
        return _of_domain(value)
    if question.kind is QuestionKind.TEXT and question.label.vi.casefold() in _ISBN:
        return _of_isbn(value)
    return None


def _of_domain(name: str) -> Text | None:
    """Doubt what has no dot, or a space or slash: in which letters a name is written is no matter (tên miền tiếng Việt)."""
    if re.fullmatch(r"[^\s/.]+(?:\.[^\s/.]+)+", name):
        return None
    return Text(
        f"“{name}” chưa giống một tên miền: tên miền có dấu chấm, không có dấu cách, ví dụ tenmien.vn. Xin xem lại.",
        f"“{name}” does not look like a domain name: one has a dot and no space, such as tenmien.vn. Please check it.",
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
