"""The one place where answers are validated: what a person typed becomes typed values, or sentences.

Used by forms and by everything else that takes answers. Values are plain JSON: text is NFC with Unix
line ends, dates are ``YYYY-MM-DD``, phones ``+84…``. HTML is text like any other and is kept as typed;
showing it safely is the templates' work.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from procedures.machine import Question, QuestionKind, Text

type Value = str | int | bool

TEXT_LENGTH = 500
LONG_TEXT_LENGTH = 5_000
NUMBER_LIMIT = 10**12
"""Numbers beyond it, on either side, are slips of the keyboard."""
FIRST_YEAR, LAST_YEAR = 1900, 2100

_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_INTEGER = re.compile(r"-?(?:[0-9]{1,18}|[0-9]{1,3}(?:[. ][0-9]{3}){1,5})")
_VIETNAMESE_DATE = re.compile(r"(?P<day>[0-9]{1,2})[/.-](?P<month>[0-9]{1,2})[/.-](?P<year>[0-9]{4})")
_ISO_DATE = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})")
_EMAIL = re.compile(
    r"(?P<local>[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*)"
    r"@(?P<domain>(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63})"
)
_EMAIL_LENGTH, _LOCAL_LENGTH = 254, 64
_PHONE_SIGNS = re.compile(r"[ .()\-\u00a0]")
_PHONE = re.compile(r"(?:\+?84|0)(?P<national>[35789][0-9]{8}|2[0-9]{9})")
_YES, _NO = frozenset({"yes", "true", "on", "1"}), frozenset({"no", "false", "off", "0"})

EMPTY = Text("Mục này không được để trống.", "Please fill in this field.")
UNREADABLE = Text(
    "Nội dung có ký tự điều khiển không đọc được. Xin gõ lại thay vì dán từ nơi khác.",
    "The text has control characters that cannot be read. Please type it instead of pasting it.",
)
NOT_A_NUMBER = Text("Xin ghi một số nguyên, ví dụ 12 hoặc 1.000.", "Please give a whole number such as 12 or 1000.")
NOT_A_DATE = Text(
    "Xin ghi ngày theo dạng ngày/tháng/năm, ví dụ 05/01/2026.",
    "Please give a date as day/month/year, such as 05/01/2026.",
)
NO_SUCH_DATE = Text("Không có ngày này trong lịch. Xin xem lại.", "There is no such day. Please check it.")
NOT_A_YEAR = Text(
    f"Năm phải từ {FIRST_YEAR} đến {LAST_YEAR}.", f"The year must be between {FIRST_YEAR} and {LAST_YEAR}."
)
NOT_A_CHOICE = Text("Xin chọn một trong các mục của danh sách.", "Please choose one of the items of the list.")
NOT_YES_OR_NO = Text("Xin chọn Có hoặc Không.", "Please choose yes or no.")
NOT_AN_EMAIL = Text(
    "Địa chỉ thư điện tử không đúng, ví dụ đúng: ten@example.vn.",
    "This is not an e-mail address such as name@example.vn.",
)
NOT_A_PHONE = Text(
    "Số điện thoại không đúng. Di động có 10 số, bắt đầu bằng 03, 05, 07, 08 hoặc 09; máy bàn có 11 số, bắt đầu bằng 02.",
    "This is not a phone number of Viet Nam: mobile 10 digits from 03, 05, 07, 08 or 09; landline 11 digits from 02.",
)


class AnswerError(ValueError):
    """An answer that cannot be taken, and the sentence that says why."""

    def __init__(self, sentence: Text) -> None:
        self.sentence = sentence
        super().__init__(sentence.en)


def clean(questions: Sequence[Question], raw: Mapping[str, str]) -> tuple[dict[str, Value], dict[str, Text]]:
    """Return the typed values and the errors, each by question name.

    A question that was left empty is in neither unless it is required. What ``raw`` holds besides the
    questions is ignored.
    """
    values: dict[str, Value] = {}
    errors: dict[str, Text] = {}
    for question in questions:
        try:
            value = answer(question, raw.get(question.name, ""))
        except AnswerError as error:
            errors[question.name] = error.sentence
        else:
            if value is not None:
                values[question.name] = value
    return values, errors


def answer(question: Question, typed: str) -> Value | None:
    """Return the value of one answer, None where it was left empty; raises ``AnswerError``."""
    is_long = question.kind is QuestionKind.LONG_TEXT
    length = question.max_length or (LONG_TEXT_LENGTH if is_long else TEXT_LENGTH)
    text = plain_text(typed, length, lines=is_long)
    if text:
        return _READERS[question.kind](question, text)
    if question.required:
        raise AnswerError(EMPTY)
    return None


def plain_text(typed: str, length: int, *, lines: bool = False) -> str:
    """Return a text in NFC, without outer spaces; empty when nothing in it can be seen.

    Line breaks are for texts of several ``lines``; ``length`` counts characters as stored.
    """
    text = typed.replace("\r\n", "\n").replace("\r", "\n") if lines else typed.replace("\t", " ")
    text = unicodedata.normalize("NFC", text.strip())
    allowed = "\n\t" if lines else ""
    if any(unicodedata.category(sign) in {"Cc", "Cs"} and sign not in allowed for sign in text) or _BIDI.search(text):
        raise AnswerError(UNREADABLE)
    if len(text) > length:
        raise AnswerError(_too_long(len(text), length))
    return text if any(sign.isprintable() and not sign.isspace() for sign in text) else ""


def email(text: str) -> str:
    """Return an e-mail address with its domain in lower case; raises ``AnswerError``."""
    found = _EMAIL.fullmatch(text)
    if not found or len(text) > _EMAIL_LENGTH or len(found["local"]) > _LOCAL_LENGTH:
        raise AnswerError(NOT_AN_EMAIL)
    return f"{found['local']}@{found['domain'].lower()}"


def phone(text: str) -> str:
    """Return a phone number of Viet Nam in E.164 (``+84…``); raises ``AnswerError``."""
    found = _PHONE.fullmatch(_PHONE_SIGNS.sub("", text))
    if not found:
        raise AnswerError(NOT_A_PHONE)
    return f"+84{found['national']}"


def day(text: str) -> date:
    """Return the date in ``dd/mm/yyyy`` (also with ``.`` or ``-``) or ``yyyy-mm-dd``; raises ``AnswerError``."""
    found = _VIETNAMESE_DATE.fullmatch(text) or _ISO_DATE.fullmatch(text)
    if not found:
        raise AnswerError(NOT_A_DATE)
    year = int(found["year"])
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise AnswerError(NOT_A_YEAR)
    try:
        return date(year, int(found["month"]), int(found["day"]))
    except ValueError as error:
        raise AnswerError(NO_SUCH_DATE) from error


def integer(text: str, minimum: int | None = None, maximum: int | None = None) -> int:
    """Return a whole number between two bounds, both allowed; thousands may be grouped by dots or spaces."""
    if not _INTEGER.fullmatch(text):
        raise AnswerError(NOT_A_NUMBER)
    number = int(text.replace(".", "").replace(" ", ""))
    low = -NUMBER_LIMIT if minimum is None else minimum
    high = NUMBER_LIMIT if maximum is None else maximum
    if not low <= number <= high:
        raise AnswerError(_out_of_bounds(low, high))
    return number


def _text(_question: Question, text: str) -> str:
    return text


def _integer(question: Question, text: str) -> int:
    return integer(text, question.minimum, question.maximum)


def _date(_question: Question, text: str) -> str:
    return day(text).isoformat()


def _choice(question: Question, text: str) -> str:
    if text not in {choice.value for choice in question.choices}:
        raise AnswerError(NOT_A_CHOICE)
    return text


def _yes_no(_question: Question, text: str) -> bool:
    if text not in _YES | _NO:
        raise AnswerError(NOT_YES_OR_NO)
    return text in _YES


def _email(_question: Question, text: str) -> str:
    return email(text)


def _phone(_question: Question, text: str) -> str:
    return phone(text)


_READERS: Mapping[QuestionKind, Callable[[Question, str], Value]] = {
    QuestionKind.TEXT: _text,
    QuestionKind.LONG_TEXT: _text,
    QuestionKind.INTEGER: _integer,
    QuestionKind.DATE: _date,
    QuestionKind.CHOICE: _choice,
    QuestionKind.YES_NO: _yes_no,
    QuestionKind.EMAIL: _email,
    QuestionKind.PHONE: _phone,
}


def _too_long(length: int, limit: int) -> Text:
    return Text(
        f"Nội dung dài {_dots(length)} ký tự, mục này nhận tối đa {_dots(limit)}. Xin viết ngắn lại.",
        f"The text has {length:,} characters; this field takes at most {limit:,}. Please shorten it.",
    )


def _out_of_bounds(low: int, high: int) -> Text:
    return Text(f"Số phải từ {_dots(low)} đến {_dots(high)}.", f"The number must be between {low:,} and {high:,}.")


def _dots(number: int) -> str:
    return f"{number:,}".replace(",", ".")
