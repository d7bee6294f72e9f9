"""Texts as they are stored: NFC, without outer spaces and control characters, not too long."""

import re
import unicodedata

from procedures.answers.numbers import dotted
from procedures.answers.refusals import AnswerError
from procedures.form import Question, QuestionKind, Text

TEXT_LENGTH = 500
LONG_TEXT_LENGTH = 5_000

UNREADABLE = Text(
    "Nội dung có ký tự điều khiển không đọc được. Xin gõ lại thay vì dán từ nơi khác.",
    "The text has control characters that cannot be read. Please type it instead of pasting it.",
)

_DOMAINS = frozenset({"tên miền"})
"""What a question for a domain name is called."""
# What stands before and behind a name in the line of a browser.
_ADDRESS = re.compile(r"(?:[a-z]+://)?(?:www\.)?(?P<name>[^\s/?#:]+)(?::\d+)?(?:[/?#]\S*)?", re.IGNORECASE)

_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200e\u200f\u2060\ufeff"))
"""What comes along with a text that is pasted, takes no room and says nothing: it goes without a word."""
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")


def plain_text(typed: str, length: int, *, lines: bool = False) -> str:
    """Return a text in NFC, without outer spaces and signs of no width; empty when nothing in it can be seen.

    Line breaks are for texts of several ``lines``; ``length`` counts characters as stored. Raises
    ``AnswerError``.
    """
    text = typed.replace("\r\n", "\n").replace("\r", "\n") if lines else typed.replace("\t", " ")
    text = unicodedata.normalize("NFC", text.translate(_UNSEEN).strip())
    allowed = "\n\t" if lines else ""
    if any(unicodedata.category(sign) in {"Cc", "Cs"} and sign not in allowed for sign in text) or _BIDI.search(text):
        raise AnswerError(UNREADABLE)
    if len(text) > length:
        raise AnswerError(_too_long(len(text), length))
    return text if any(sign.isprintable() and not sign.isspace() for sign in text) else ""


def asks_for_domain(question: Question) -> bool:
    """Say whether a question is for a domain name."""
    return question.kind is QuestionKind.TEXT and question.label.vi.casefold() in _DOMAINS


def domain(typed: str) -> str:
    """Return the domain name of an address as a browser shows it, in small letters; any other text as it was typed."""
    found = _ADDRESS.fullmatch(typed)
    return found["name"].rstrip(".").lower() if found else typed


def _too_long(length: int, limit: int) -> Text:
    return Text(
        f"Nội dung dài {dotted(length)} ký tự, mục này nhận tối đa {dotted(limit)}. Xin viết ngắn lại.",
        f"The text has {length:,} characters; this field takes at most {limit:,}. Please shorten it.",
    )
