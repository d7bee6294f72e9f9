"""The order of the Vietnamese alphabet: what lists of names are sorted by.

a ă â b c d đ e ê g h i …: words are compared one after the other, each by its letters, then by its tone
(level, grave, hook, tilde, acute, dot), as dictionaries do. No collation of a database is needed for it.
"""

import re
import unicodedata

D_LOOKALIKES = str.maketrans("ÐƉðɖ", "ĐĐđđ")
"""Letters of other alphabets that the eye cannot tell from Đ; some keyboards write them."""
TONES = "\u0300\u0309\u0303\u0301\u0323"
"""The combining marks of the five tones that have one, in the order of dictionaries."""

_LETTERS = {letter: chr(ord("A") + place) for place, letter in enumerate("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")}
_WORD = re.compile(r"\d+|[^\W\d]+")
_NUMBER_LENGTH = 8
_BETWEEN_TEXTS, _BETWEEN_WORDS, _BEFORE_TONE = "\x01", "\x02", "\x03"


def sort_key(*texts: str) -> str:
    """Return what texts are sorted by, the first one first: keys compare, code point by code point, as they should."""
    return _BETWEEN_TEXTS.join(_text_key(text) for text in texts)


def _text_key(text: str) -> str:
    lowered = unicodedata.normalize("NFKC", text.translate(D_LOOKALIKES)).lower()
    return _BETWEEN_WORDS.join(_key(word) for word in _WORD.findall(lowered))


def _key(word: str) -> str:
    if word[0].isdecimal():
        return word.zfill(_NUMBER_LENGTH)
    marks = unicodedata.normalize("NFD", word)
    tones = "".join(str(TONES.index(mark) + 1) for mark in marks if mark in TONES)
    letters = unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in TONES))
    return "".join(_LETTERS.get(letter, letter) for letter in letters) + _BEFORE_TONE + (tones or "0")
