"""What was typed into the search box: its words, and the number that it may be."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, lru_cache

from procedures.answers.doubts import items
from procedures.catalogue.alphabet import sort_key
from procedures.catalogue.search import fold

MOST_TERMS = 12
MOST_SIGNS = 400
"""Signs of a term: folding makes up to eighteen of one, and the database reads no word of more than 2,046 bytes."""
SHORTEST_PREFIX = 2
"""Letters of the last word from which the words that begin with it are found too."""
SHORTEST_END = 3
"""Signs from which the end of a dossier's number is looked for."""
SHORTEST_END_OF_TRANSFER = 5
"""Signs from which the end of a transfer's number is looked for: more than the end of a dossier's number mostly has."""
SHORTEST_LAST = 4
"""Digits from which the end of a person's number, a phone or a tax code is looked for."""
LONGEST_END = 40
SHORTEST_NUMBER = 6
"""Digits of the last word from which the numbers that begin with it are found too: with fewer, as a year has, too many do."""
BACKWARDS = "qz"
"""Stands before a number that is written from its end (``dossiers_searched_words``)."""
_TERM = re.compile(r"[^\W_]+")
_BREAK = "\n"
"""Parts texts that are folded at once: folding leaves it."""
_DIGITS = re.compile(r"[\d\s.()+/-]+")
_BETWEEN = re.compile(r"[\s.,\u2010-\u2015\u2212-]")
"""What stands between the parts of a number, dashes of word processors too."""


LABELS = (
    "mst", "mã số thuế", "mã số doanh nghiệp", "cccd", "cmnd", "căn cước", "số căn cước", "số định danh", "đt", "sđt", "số điện thoại",
    "điện thoại", "hồ sơ", "mã hồ sơ", "số hồ sơ", "biên lai", "biên lai số", "số biên lai", "tax code", "phone", "receipt",
)  # fmt: skip
"""What people write before a number that they copy: it stands in no dossier."""
_LABELLED = re.compile(
    rf"(?:{'|'.join(sorted({*LABELS, *map(fold, LABELS)}, key=len, reverse=True))})\s*[:.]?\s*((?:\S*\d\S*\s*)+)",
    re.IGNORECASE,
)
SHORTEST_LABELLED = 4
"""Digits of a number from which the word before it is left out: a house has fewer."""
_BRANCH = re.compile(r"(\d{10})\s*[-\u2010-\u2015\u2212]?\s*\d{3}")
"""The tax code of a branch: that of its company and three digits, with or without the hyphen before them."""
_DAY = re.compile(
    r"(?:ng[àa]y\s+)?(\d{1,2})(?:\s*[/.-]\s*|\s+th[áa]ng\s+)(\d{1,2})(?:(?:\s*[/.-]\s*|\s+n[ăa]m\s+)(\d{4}))?",
    re.IGNORECASE,
)
"""A day in figures or in words, with its year or without."""
_ANY_LEAP_YEAR = 2000
_EITHER_WAY = re.compile(r"([hklmstv]|qu)[iy]")
"""A folded syllable that is written with *i* or *y* at its end; *thi* and *thy* are two names."""
_BEGUN_NUMBER = re.compile(r"([0-9A-Z]*[A-Z])?(\d{6})", re.ASCII)
"""The number of a dossier up to its day, with the code of the agency or without."""
_REFERENCE = re.compile(r"[0-9A-Z._/-]{4,60}")
_ITEM = re.compile(r"(?=[A-Z]*\d)[A-Z0-9]{8,60}", re.ASCII)
"""The number of a postal item: thirteen signs of all posts (UPU S10), other carriers' have more or fewer."""
_RECEIPT = re.compile(r"bl[-\s]?(\d{4})\s*/\s*(\d{1,9})", re.IGNORECASE)
_END_OF_RECEIPT = re.compile(r"(?:bl[-\s]?(\d{1,9})|(?:(\d{4})\s*/\s*)?(\d{5,9}))", re.IGNORECASE)
"""A part of it, as people read it off a paper: without the letters, without the year; alone it has all its noughts."""


@dataclass(frozen=True)
class Query:
    """What was typed: its words, and the number that it may be."""

    text: str

    def __post_init__(self) -> None:
        """Leave out the word that says what a number is."""
        labelled = _LABELLED.fullmatch(self.text.strip())
        if labelled and sum(map(str.isdigit, labelled[1])) >= SHORTEST_LABELLED:
            object.__setattr__(self, "text", labelled[1].strip())

    @property
    def company(self) -> str:
        """The tax code of the company, where that of a branch was typed; else empty."""
        branch = _BRANCH.fullmatch(self.text.strip())
        return branch[1] if branch else ""

    @property
    def day(self) -> date | None:
        """The whole as a day; None where it is none, or names no year."""
        found = self._day
        return self.day_in(int(found[3])) if found and found[3] else None

    @property
    def is_day_of_any_year(self) -> bool:
        """Whether the whole is a day without its year: what came last on such a day is meant."""
        return self._day is not None and not self._day[3] and self.day_in(_ANY_LEAP_YEAR) is not None

    def day_in(self, year: int) -> date | None:
        """Return the day that the whole names, in a year; None where there is no such day."""
        try:
            return date(year, int(self._day[2]), int(self._day[1])) if self._day else None
        except ValueError:
            return None

    @cached_property
    def _day(self) -> re.Match[str] | None:
        return _DAY.fullmatch(unicodedata.normalize("NFC", self.text.strip()))

    @property
    def begun_number(self) -> tuple[str, date] | None:
        """The whole as the first half of a dossier's number: the code of an agency or "", and the day; None where it is none."""
        found = _BEGUN_NUMBER.fullmatch(joined(self.text))
        try:
            return (found[1] or "", datetime.strptime(found[2], "%y%m%d").date()) if found else None  # noqa: DTZ007 - a day alone
        except ValueError:
            return None

    @property
    def receipt(self) -> tuple[str, int] | None:
        """The whole as a number of the receipt book: its series, and the number in it; None where it is none."""
        found = _RECEIPT.fullmatch(self.text.strip())
        return (f"BL-{found[1]}", int(found[2])) if found else None

    def end_of_receipt(self, years: Sequence[int]) -> tuple[list[str], int] | None:
        """Return what the whole may end: the series of these years, or of the one that it names, and the number in it."""
        found = _END_OF_RECEIPT.fullmatch(self.text.strip())
        if found is None or self.receipt is not None:
            return None
        named = [int(found[2])] if found[2] else years
        return [f"BL-{year}" for year in named], int(found[1] or found[3])

    @property
    def reference(self) -> str:
        """The whole as the number of a transfer or paper, in capitals and without blanks; "" where it can be none."""
        joined = "".join(self.text.split()).upper()
        return joined if _REFERENCE.fullmatch(joined) and any(sign.isdigit() for sign in joined) else ""

    @property
    def item(self) -> str:
        """The whole as the number of a postal item, as those are compared; "" where it can be none."""
        number = items.joined(self.text)
        return number if _ITEM.fullmatch(number) else ""

    @property
    def end_of_reference(self) -> str:
        """The whole as what the number of a transfer or paper may end with; "" where it is too short for that."""
        return self.reference if len(self.reference) >= SHORTEST_END_OF_TRANSFER else ""

    @cached_property
    def terms(self) -> list[str]:
        """The words as the database folds them."""
        return [term[:MOST_SIGNS] for term in _TERM.findall(fold(self.text))[:MOST_TERMS]]

    @cached_property
    def typed(self) -> list[str]:
        """The words as they were typed."""
        return _TERM.findall(unicodedata.normalize("NFC", self.text))[:MOST_TERMS]

    @cached_property
    def has_accents(self) -> bool:
        """Whether accents were typed: then a word without any is meant so, too."""
        return any(map(_has_accents, self.typed))

    def is_as_typed(self, *texts: str) -> bool:
        """Say whether each word stands in some texts with just the accents that were typed; the last may go on there."""
        *whole, last = self.typed
        words = [word for text in texts for word in _TERM.findall(text)]
        spelt, begun = {_spelt(word) for word in words}, last.lower()
        goes_on = _spelt(last) in spelt or any(word.lower().startswith(begun) for word in words)
        return goes_on and {_spelt(word) for word in whole} <= spelt

    def means(self, word: str) -> bool:
        """Say whether a word of a text is one that was searched for: what was typed with accents has just these."""
        folded, (*_whole, last) = fold(word), self.typed or [""]
        goes_on = self.parts(begun=True) != self.parts(begun=False)
        if goes_on and folded != fold(last) and folded.startswith(fold(last)):
            return not _has_accents(last) or word.lower().startswith(last.lower())
        fitting = [typed for typed in self.typed if folded in written(fold(typed))]
        return any(not _has_accents(typed) or _spelt(typed) == _spelt(word) for typed in fitting)

    def is_number_in(self, text: str) -> bool:
        """Say whether a text is the number that was typed, or one that ends or begins with it as the index finds it."""
        number = Query(text).digits
        ends = len(self.digits) >= SHORTEST_LAST and number.endswith(self.digits)
        begins = len(self.digits) >= SHORTEST_NUMBER and number.startswith(self.digits)
        return bool(number) and (number in (self.digits, self.company) or ends or begins)

    @property
    def number(self) -> str:
        """The whole as one number without blanks, points and hyphens; empty where it can be none: each has digits."""
        signs = joined(self.text)
        is_number = signs.isascii() and signs.isalnum() and not signs.isalpha()
        return signs if is_number and SHORTEST_END <= len(signs) <= LONGEST_END else ""

    @property
    def digits(self) -> str:
        """The whole as the number of a person, a phone or a tax-payer; empty where it is none."""
        if not _DIGITS.fullmatch(self.text):
            return ""
        digits = re.sub(r"\D", "", self.text)
        digits = f"0{digits[2:]}" if self.text.strip().startswith("+84") else digits
        return digits if SHORTEST_END <= len(digits) <= LONGEST_END else ""

    def words(self, *, begun: bool) -> str:
        """Return the search as PostgreSQL reads it: all words, or the number in one piece or from its end.

        ``begun``: the last word may go on. Every word with its beginnings would have the index join long lists that it
        could leap over.
        """
        terms = self.parts(begun=begun)
        ways = [f"({' & '.join(terms)})"] if terms else []
        if self.digits:
            ways += [self.digits, *filter(None, [self.company])]
        if len(self.digits) >= SHORTEST_LAST:
            ways += [f"{BACKWARDS}{self.digits[::-1]}:*"]
        return " | ".join(ways)

    def parts(self, *, begun: bool) -> list[str]:
        """Return the words as PostgreSQL reads each, in each way of writing it; the last goes on as it was typed alone."""
        ways = [written(term) for term in self.terms]
        last = self.terms[-1] if self.terms else ""
        if begun and last and len(last) >= (SHORTEST_NUMBER if last.isdigit() else SHORTEST_PREFIX):
            ways[-1] = (f"{last}:*", *ways[-1][1:])
        return [f"({' | '.join(way)})" if len(way) > 1 else way[0] for way in ways]


def joined(number: str) -> str:
    """Return a number without blanks, points and hyphens, in capitals."""
    return _BETWEEN.sub("", number).upper()


def written(term: str) -> tuple[str, ...]:
    """Return the ways of writing a folded word, its own first: *ky* is *ki*, *quy* is *qui*."""
    found = _EITHER_WAY.fullmatch(term)
    return (term, f"{found[1]}{'i' if term.endswith('y') else 'y'}") if found else (term,)


@lru_cache(1 << 14)
def _spelt(word: str) -> str:
    """Return how a word is spelt, wherever its tone is written: hoà is hòa, and kỷ is kỉ. Vietnamese has few words that are one syllable."""
    if len(written(fold(word))) > 1:
        word = unicodedata.normalize("NFD", word.lower()).replace("y", "i")
    return sort_key(word)


def _has_accents(word: str) -> bool:
    return fold(word) != word.lower()


def places(query: Query, text: str) -> list[tuple[int, int]]:
    """Return where in a text the words stand that were searched for: the whole of it where it is that number."""
    if query.digits and query.is_number_in(text):
        return [(0, len(text))]
    return [word.span() for word in _TERM.finditer(text) if query.means(word.group())]


def holding(query: Query, texts: Sequence[str]) -> list[bool]:
    """Return for each text whether it may have a place of what was searched for: all are folded at once."""
    if query.digits:
        return [True] * len(texts)
    folded = fold(_BREAK.join(text.replace(_BREAK, " ") for text in texts)).split(_BREAK)
    terms = [way for term in query.terms for way in written(term)]
    return [any(term in text for term in terms) for text in folded]
