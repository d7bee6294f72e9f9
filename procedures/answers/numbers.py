"""Whole numbers, with their units, and amounts of money, as they are written in Viet Nam."""

import re
from collections.abc import Callable
from typing import ClassVar

from procedures.answers.dates import are_years
from procedures.answers.refusals import AnswerError
from procedures.form import Question, QuestionKind, Text

NUMBER_LIMIT = 10**12
MONEY_LIMIT = 10**15
"""Numbers beyond these, on either side, are slips of the keyboard."""
MOST_SAID = 100
"""Greater bounds of a question only keep such slips out, too: nobody who counts comes near them."""

NOT_A_NUMBER = Text("Xin ghi một số nguyên, ví dụ 12 hoặc 1.000.", "Please give a whole number such as 12 or 1000.")
WHOLE_HOURS = Text(
    "Ở đây ghi giờ tròn, không ghi phút. Giờ lẻ thì làm tròn theo hướng dẫn của ô này.",
    "Give a whole hour here, without minutes. How an hour with minutes is rounded stands at this field.",
)
WHOLE_METRES = Text(
    "Ở đây ghi số m² tròn, không ghi phần lẻ sau dấu phẩy: 125,5 m² thì ghi 126.",
    "Give whole square metres here, without decimals: 126 for 125.5 m².",
)
DROPPED_METRES = Text(
    "Ở đây ghi số m² tròn, bỏ phần lẻ sau dấu phẩy: 125,5 m² thì ghi 125.",
    "Give whole square metres here and drop the decimals: 125 for 125.5 m².",
)
"""Where the question itself says that they are dropped."""
_DROPS = "bỏ phần lẻ"
_ROUNDED = Text("Làm tròn đến m².", "Rounded to the m².")
ONLY_A_NUMBER = Text(
    "Xin chỉ ghi con số, không kèm chữ hay đơn vị khác, ví dụ 12 hoặc 1.000.",
    "Please give the number alone, without words or another unit, such as 12 or 1000.",
)
NOT_AN_AMOUNT = Text(
    "Xin ghi số tiền bằng chữ số, tính theo đồng, ví dụ 1.000.000.",
    "Please give the amount in digits, in đồng, such as 1.000.000.",
)

_EXAMPLES = 12, 1000
_COMMAS = re.compile(r"(?<![0-9.,])[0-9]{1,3}(?:,[0-9]{3})+(?![0-9.,])")
_SPACES = re.compile("[\u00a0\u202f]")
_INTEGER = re.compile(r"-?(?:[0-9]{1,18}|[0-9]{1,3}(?:[. ][0-9]{3}){1,5})")
# What has too many digits is an amount too, and is told the greatest one.
# A comma may group an amount too, as banks write it: đồng have no decimals that it could mean.
_AMOUNT = re.compile(r"(?P<number>-?(?:[0-9]{1,40}|[0-9]{1,3}([., ])[0-9]{3}(?:\2[0-9]{3}){0,12}))(?P<unit>[^0-9]*)")
# “1.500 triệu” may be meant in two ways; a comma in “1,5 tỷ” only in one.
_SCALED = re.compile(
    r"(?P<whole>[0-9]{1,3})(?:,(?P<part>[0-9]{1,3}))? ?(?P<scale>nghìn|ngàn|triệu|tỷ|tỉ)(?P<unit>[^0-9]*)",
    re.IGNORECASE,
)
_SCALES = {"nghìn": 10**3, "ngàn": 10**3, "triệu": 10**6, "tỷ": 10**9, "tỉ": 10**9}
# Eth and its African sister look like đ, and some keyboards give them.
_UNITS = frozenset({"", "đ", "ð", "ɖ", "₫", "đồng", "vnđ", "vnd"})
_UNITS_OF_LABELS: tuple[frozenset[str], ...] = tuple(
    frozenset(words.split(", "))
    for words in (
        "m, mét, metre, metres",
        "m²",
        "km, kilômét, kilometre, kilometres",
        "kg, kilôgam, kilogram, kilograms",
        "máy, computer, computers",
        "cái, chiếc, máy, số lượng, quantity",
        "bản, cuốn, quyển, copy, copies, số lượng, quantity",
        "bức, tấm, tranh, ảnh, bảng, picture, pictures, photograph, photographs, board, boards",
        "trang, page, pages",
        "phút, minute, minutes",
        "người, lao động, person, people",
        "phòng, room, rooms",
        "gian, stand, stands",
        "năm, year, years",
        "tháng, month, months",
    )
)
"""Each line is one unit by all words for it: a label that has one of them asks in this unit."""
_CARRIERS = frozenset({"đĩa", "thẻ nhớ", "usb", "disc", "discs", "memory card", "memory cards"})
"""What carries material that is not printed: counted where the help of a question names any of it."""
_IN_BRACKETS = re.compile(r".*\((?P<unit>[^()]+)\)[?:]?")
_NUMBER_AND_UNIT = re.compile(r"(?P<number>-?[0-9](?:[0-9., ]*[0-9])?) ?(?P<unit>[^\W\d_].*)")
_CLOCK = re.compile(
    r"(?P<hour>[0-9]{1,2}) ?(?:[:hg]|giờ|hours?|o'clock) ?(?:(?P<minutes>[0-5]?[0-9])(?: ?(?:phút|p|m))?)?",
    re.IGNORECASE,
)
_HOUR = frozenset({"giờ", "hour", "hours"})
_SQUARE_METRES = re.compile(r"\bm2\b|\bmét vuông\b|\bsquare metres?\b")
_WORD = re.compile(r"[^\W_]+")
_DECIMAL = re.compile(r"[0-9]+(?:[. ][0-9]{3})*,[0-9]+|[0-9]+\.[0-9]{1,2}")


def integer(text: str, minimum: int | None = None, maximum: int | None = None) -> int:
    """Return a whole number between two bounds, both allowed; raises ``AnswerError``.

    Thousands may be grouped by dots or spaces.
    """
    plain = _SPACES.sub(" ", text)
    if not _INTEGER.fullmatch(plain):
        has_words = re.search(r"[0-9]", plain) and re.search(r"[^\W\d_]", plain)
        raise AnswerError(_fitting(ONLY_A_NUMBER if has_words else NOT_A_NUMBER, minimum, maximum))
    number = int(plain.replace(".", "").replace(" ", ""))
    low = -NUMBER_LIMIT if minimum is None else minimum
    high = NUMBER_LIMIT if maximum is None else maximum
    return _between(number, low, high)


class Spoken:
    """In which language numbers are read: the app says how that is known, as it gets ready."""

    language: ClassVar[Callable[[], str | None]] = staticmethod(lambda: None)


def as_grouped_here(text: str) -> str:
    """Return a text without the commas that group thousands on an English page; in Vietnamese 1,000 may be a decimal, too."""
    return _COMMAS.sub(lambda found: found[0].replace(",", ""), text) if Spoken.language() == "en" else text


def without_unit(question: Question, text: str) -> str:
    """Return a number without the unit behind it; any other text as it is, one with another unit too.

    Where hours are asked for, “8h”, “8 giờ 00” and “08:00” are 8. Raises ``AnswerError`` for one with minutes, and for an
    area with decimals.
    """
    plain = _SPACES.sub(" ", text)
    if (clock := _CLOCK.fullmatch(plain)) and _HOUR.intersection(_unit_of(question)):
        if clock["minutes"] and int(clock["minutes"]):
            raise AnswerError(WHOLE_HOURS)
        return clock["hour"]
    found = _NUMBER_AND_UNIT.fullmatch(plain)
    is_meant = found is None or _asks_in(question, found["unit"])
    if is_meant and _asks_in(question, "m2") and _DECIMAL.fullmatch(found["number"] if found else plain):
        raise AnswerError(DROPPED_METRES if _drops_decimals(question) else WHOLE_METRES)
    return found["number"] if found and _asks_in(question, found["unit"]) else text


def money(text: str, minimum: int | None = None, maximum: int | None = None) -> int:
    """Return an amount in đồng, at least 0 unless told otherwise; raises ``AnswerError``.

    Thousands may be grouped by dots, spaces or commas, and the unit may stand behind. “2 triệu” and “1,5 tỷ” are
    amounts, too.
    """
    plain = _SPACES.sub(" ", text)
    found = _SCALED.fullmatch(plain) or _AMOUNT.fullmatch(plain)
    if not found or found["unit"].strip().lower() not in _UNITS:
        raise AnswerError(NOT_AN_AMOUNT)
    number = _scaled(found) if found.re is _SCALED else int(re.sub("[., ]", "", found["number"]))
    return _between(number, minimum or 0, MONEY_LIMIT if maximum is None else maximum)


def dotted(number: int) -> str:
    """Return a number as it is written in Viet Nam: 1.000.000."""
    return f"{number:,}".replace(",", ".")


def _scaled(found: re.Match[str]) -> int:
    part = (found["part"] or "").ljust(3, "0")
    return int(found["whole"] + part) * _SCALES[found["scale"].lower()] // 1000


def _fitting(sentence: Text, low: int | None, high: int | None) -> Text:
    """Return a sentence whose example may be an answer between two bounds."""
    if high is None or high >= _EXAMPLES[1]:
        return sentence
    example = min(max(_EXAMPLES[0], low or 0), high)
    return Text(*(re.sub(r"12 (hoặc|or) 1\.?000", str(example), each) for each in (sentence.vi, sentence.en)))


def bounds_of(question: Question) -> Text | None:
    """Return between which numbers an answer lies, where one may well be greater and the question's own hint does not say.

    Of an area, that it is rounded, unless the hint says that what is behind the comma is dropped.
    """
    if question.kind is QuestionKind.INTEGER and _asks_in(question, "m2"):
        return None if _drops_decimals(question) else _ROUNDED
    least, most = question.minimum, question.maximum
    is_known = question.help is not None and str(most) in re.findall(r"\d+", question.help.vi)
    if question.kind is not QuestionKind.INTEGER or most is None or most > MOST_SAID or is_known:
        return None
    if least is None:
        return Text(f"Nhiều nhất {most}.", f"At most {most}.")
    return Text(f"Từ {least} đến {most}.", f"From {least} to {most}.")


def _drops_decimals(question: Question) -> bool:
    return question.help is not None and _DROPS in question.help.vi


def _between(number: int, low: int, high: int) -> int:
    if not low <= number <= high and are_years(low, high):
        raise AnswerError(Text(f"Năm phải từ {low} đến {high}.", f"The year must be between {low} and {high}."))
    if not low <= number <= high:
        raise AnswerError(
            Text(f"Số phải từ {dotted(low)} đến {dotted(high)}.", f"The number must be between {low:,} and {high:,}.")
        )
    return number


def _asks_in(question: Question, unit: str) -> bool:
    # “Diện tích các phòng (m²)” asks for no number of rooms.
    labels = (_IN_BRACKETS.sub(r"\g<unit>", label) for label in (question.label.vi, question.label.en))
    named = [f" {' '.join(_words(label))} " for label in labels]
    written = " ".join(_words(unit))
    if written in _CARRIERS:
        help_words = (
            [f" {' '.join(_words(text))} " for text in (question.help.vi, question.help.en)] if question.help else []
        )
        return any(f" {word} " in each for each in [*named, *help_words] for word in _CARRIERS)
    agreeing = frozenset().union(*(words for words in _UNITS_OF_LABELS if written in words))
    return any(f" {word} " in label for label in named for word in agreeing)


def _unit_of(question: Question) -> set[str]:
    """Return the words in the brackets at the end of a question's labels: what its number counts."""
    found = (_IN_BRACKETS.fullmatch(label) for label in (question.label.vi, question.label.en))
    return {word for unit in found if unit for word in _words(unit["unit"])}


def _words(text: str) -> list[str]:
    return _WORD.findall(_SQUARE_METRES.sub("m²", text.lower()))
