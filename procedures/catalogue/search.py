"""Words as they are searched for: what counts as the same word, and which of two finds is the better one.

Plain texts in, numbers out; ``catalogue`` brings the texts. A *comparable* text went through
``exact`` (with its accents) or ``fold`` (without).
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from procedures.catalogue.alphabet import D_LOOKALIKES, TONES

D_STROKE = str.maketrans("đĐ", "dD")


_MARKS = range(0x300, 0x370)
"""The signs that are set on letters of our alphabet; the database drops the same (``dossiers_folded``)."""
_KEPT = 0x3000
"""The signs below are kept once they are met: those of all alphabets."""


class _Unmarked(dict[int, int | None]):
    """What becomes of each sign when the accents go: worked out when it is first met."""

    def __missing__(self, sign: int) -> int | None:
        """Return the sign itself, and None for one that is set on another."""
        found = None if sign in _MARKS else sign
        if sign < _KEPT:
            self[sign] = found
        return found


_UNMARKED = _Unmarked(D_STROKE)
"""Đ has no decomposition: dropping its marks does not make a D of it."""
SHORTEST_INSIDE = 3
"""Letters from which a part is also found inside a word: *copy* in photocopy, but not *in* in kinh doanh."""

ACCENTS_FIRST = 1000
"""More than the places and the neighbourhood of all words of a query can be worth."""
TOGETHER_IN_NAME, TOGETHER_IN_TEXT = 400, 200
"""What it is worth that the words stand side by side."""
ALL_TYPED = 1_000_000
"""What it is worth that no word is missing, not even one that says nothing."""

_LEADING_ZEROS = re.compile(r"(?<!\d)0+(?=\d)")
_PLAIN = re.compile(r"[a-z0-9]+")
_WORD = re.compile(r"\d[^\W_]*(?:[./-][^\W_]+)+|[^\W_]+")
_TONE_PLACE = re.compile(rf"(?<!q)([ou])([aey])([{TONES}])(?![\w\u0302\u0306\u031b])")
_LAST_I = re.compile(rf"(?<=[bcdđghklmnpqrstvx])([iy])([{TONES}]?)$")
_AFTER_QU = re.compile(rf"(?<=^qu)([iy])([{TONES}]?)$")
_SWAPPED = {"i": "y", "y": "i"}

_FORM_WORDS = {"mẫu", "mau", "form", "forms"}
_NUMBER_WORDS = {"số", "so", "no", "number"}
_JOINING_WORDS = {"và", "va", "and", "hoặc", "hoac", "or"}
_FORM_NUMBER = re.compile(r"0*(\d{1,3}[a-z]?)(?:/0*(\d{1,3}[a-z]?))?(?:[/-][^\W\d]+)*")


class Searched(NamedTuple):
    """What of a procedure is searched, for readers of one language; each is a comparable text."""

    name_exact: str
    name_folded: str
    words_exact: str
    texts_folded: str
    """All of its texts in both languages, the names among them: what is not here is not found."""


class Sight(NamedTuple):
    """A place where a word may be seen, and how much it is worth there: more is better."""

    place: int
    """Which of the texts of ``Searched``."""
    pattern: str
    points: int


@dataclass(frozen=True, slots=True)
class Query:
    """What was typed, word by word. All that say something must be found; where they stand says how good a find is."""

    needs: tuple[tuple[str, ...], ...]
    """For each word the patterns of which one must be in the folded texts."""
    fillers: tuple[tuple[str, ...], ...]
    """The same for words that say nothing of a procedure: they may be missing."""
    sights: tuple[tuple[Sight, ...], ...]
    """For each word the places where it may be seen, the best first."""
    together: str
    """The folded words side by side; the last one may not be typed to its end yet."""

    def worth(self, searched: Searched) -> int | None:
        """Return how good a find is, more being better; None where a word is missing.

        Plain loops: this runs for each procedure at each key of somebody who types.
        """
        texts, worth = searched.texts_folded, 0
        for patterns in self.needs:
            for pattern in patterns:
                if pattern in texts:
                    break
            else:
                return None
        for sights in self.sights:
            for place, pattern, points in sights:
                if pattern in searched[place]:
                    worth += points
                    break
        if self.together in searched.name_folded:
            return worth + TOGETHER_IN_NAME + ALL_TYPED
        return worth + TOGETHER_IN_TEXT * (self.together in texts) + ALL_TYPED * self._has_fillers(texts)

    def _has_fillers(self, texts: str) -> bool:
        return not self.fillers or all(any(pattern in texts for pattern in patterns) for patterns in self.fillers)


@dataclass(frozen=True, slots=True)
class _Term:
    """A word in the spellings in which a text may have it, the typed one first: kỹ, kĩ."""

    exact: tuple[str, ...]
    folded: tuple[str, ...]
    is_mark: bool = False
    """Whether it stands for the number of a form, which is no part of another: form 1 is not form 10."""

    @property
    def has_accents(self) -> bool:
        return self.exact[0] != self.folded[0]

    @property
    def patterns(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self._parts(self.folded), *_whole(self.folded))))

    def sights(self, worth_of_accents: int) -> tuple[Sight, ...]:
        """Return the places, the best first: with its accents, in the name, as a whole word.

        Where nothing was typed with accents, words are looked for as they are in the name only: it is cheaper.
        """
        found = (
            Sight(place, pattern, worth_of_accents * is_exact + 4 * in_name + 2 * is_whole)
            for place, (in_name, is_exact) in enumerate(((1, 1), (1, 0), (0, 1), (0, 0)))
            if in_name or not is_exact or worth_of_accents == ACCENTS_FIRST
            for is_whole in (1, 0)
            for spellings in [self.exact if is_exact else self.folded]
            for pattern in (_whole(spellings) if is_whole else self._parts(spellings))
        )
        return tuple(sorted(found, key=lambda sight: -sight.points))

    def _parts(self, spellings: Sequence[str]) -> tuple[str, ...]:
        """Return the typed spelling as a part of a word; the other spellings are whole words only."""
        typed = spellings[0]
        if self.is_mark:
            return ()
        return (typed,) if len(typed) >= SHORTEST_INSIDE else (f" {typed}",)


def _whole(spellings: Iterable[str]) -> tuple[str, ...]:
    return tuple(f" {spelling} " for spelling in spellings)


def exact(text: str) -> str:
    """Return a text as it is compared with its accents: lower case, composed, *hoà* and *thuỷ* as hòa and thủy."""
    lowered = unicodedata.normalize("NFKC", text.translate(D_LOOKALIKES)).lower()
    return unicodedata.normalize("NFC", _TONE_PLACE.sub(r"\1\3\2", unicodedata.normalize("NFD", lowered)))


def fold(text: str) -> str:
    """Return a text as it is compared without its accents."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKD", text.translate(D_LOOKALIKES)).translate(_UNMARKED).lower()


def is_spoken_as(name: str, other: str) -> bool:
    """Say whether two names are one as they are spoken: “Quầy 01”, “quầy-1” and “QUẦY1” are.

    They may differ by marks, capitals, blanks, the signs between words, and zeros that a number begins with.
    """
    one, two = (_LEADING_ZEROS.sub("", fold(text)) for text in (name, other))
    return _PLAIN.findall(one) == _PLAIN.findall(two) or "".join(one.split()) == "".join(two.split())


def words(comparable: str) -> list[str]:
    """Return the words of a comparable text; 1.003868 and 138/2025/nđ-cp are one word each."""
    return _WORD.findall(comparable)


def phrase(comparable: str) -> str:
    """Return the words of a comparable text in their order, each between blanks."""
    return f" {' '.join(words(comparable))} "


def bag(texts: Iterable[str]) -> str:
    """Return the different words of texts, as ``exact``, each between blanks."""
    return f" {' '.join(dict.fromkeys(word for text in texts for word in words(exact(text))))} "


def passages(texts: Iterable[str]) -> str:
    """Return the words of texts, folded, in their order and each between blanks; no two texts touch."""
    found: dict[str, None] = {}
    for text in texts:
        localized = words(exact(text))
        marks = [_mark(number) for _start, _end, numbers in _forms(localized) for number in numbers]
        found |= dict.fromkeys((" ".join(fold(word) for word in localized), *marks))
    return f" {' | '.join(found)} "


def read(typed: str, fillers: Collection[str] = ()) -> Query | None:
    """Read what was typed; None where it has no letter or digit to search for.

    ``fillers`` are words, as ``exact``, that may be missing from a find; if there is no other, all must be there.
    """
    localized = words(exact(typed))
    terms = tuple(dict.fromkeys(_terms(localized)))
    needed = tuple(term for term in terms if term.exact[0] not in fillers) or terms
    # Who types no accent at all gets them as a last resort only.
    worth_of_accents = ACCENTS_FIRST if any(term.has_accents for term in terms) else 1
    return (
        Query(
            needs=tuple(term.patterns for term in needed),
            fillers=tuple(term.patterns for term in terms if term not in needed),
            sights=tuple(term.sights(worth_of_accents) for term in terms),
            together=" ".join(["", *map(fold, localized)]),
        )
        if terms
        else None
    )


def _terms(localized: Sequence[str]) -> Iterator[_Term]:
    place = 0
    for start, end, numbers in _forms(localized):
        yield from (_term(word) for word in localized[place:start])
        yield from (_Term((_mark(number),), (_mark(number),), is_mark=True) for number in numbers)
        place = end
    yield from (_term(word) for word in localized[place:])


def _term(word: str) -> _Term:
    spellings = tuple(dict.fromkeys((word, _with_other_i(word))))
    return _Term(spellings, tuple(dict.fromkeys(map(fold, spellings))))


@lru_cache(maxsize=4096)
def spellings_of(word: str) -> frozenset[str]:
    """Return what may be typed for a word, as ``exact``: with its accents or with none, with the other i."""
    term = _term(word)
    return frozenset((*term.exact, *term.folded))


def _with_other_i(word: str) -> str:
    """Return a word with its last i as y or the other way round, where both are written: kỹ, kĩ; quý, quí."""
    marks = unicodedata.normalize("NFD", word)
    for last in (_LAST_I, _AFTER_QU):
        marks, swapped = last.subn(lambda found: _SWAPPED[found[1]] + found[2], marks)
        if swapped:
            break
    return unicodedata.normalize("NFC", marks)


def _mark(number: str) -> str:
    """Return the word that stands for the number of a form; nobody can type it."""
    return f"mau={number}"


def _forms(localized: Sequence[str]) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Find *mẫu số 29*, *form 04 and 05*: from which word to which, and the numbers without idle zeros."""
    place = 0
    while place < len(localized):
        start, place = place, place + 1
        if localized[start] not in _FORM_WORDS:
            continue
        place += place < len(localized) and localized[place] in _NUMBER_WORDS
        numbers, place = _numbers(localized, place)
        if numbers:
            yield start, place, numbers


def _numbers(localized: Sequence[str], place: int) -> tuple[tuple[str, ...], int]:
    numbers: list[str] = []
    at = place
    while at < len(localized) and (found := _FORM_NUMBER.fullmatch(localized[at])):
        numbers += [number for number in found.groups() if number]
        place = at + 1
        at = place + (place < len(localized) and localized[place] in _JOINING_WORDS)
    return tuple(numbers), place
