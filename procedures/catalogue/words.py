"""The words of people for what procedures call otherwise: data, read from ``words.toml`` and checked.

Plain texts; a *token* is a word as ``search.exact`` leaves it.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from procedures.catalogue.search import exact, fold, spellings_of, words
from procedures.machine import Text

SHIPPED = Path(__file__).with_name("words.toml")
MOST_WORDS = 8
"""Words of one phrase."""

type Phrase = tuple[str, ...]


class WordsError(ValueError):
    """The data say something that cannot be meant; the message names it."""


@dataclass(frozen=True, slots=True)
class Words:
    """What people say, by the folded first word of it in each spelling; the longest stands first."""

    filler: Mapping[str, Sequence[Phrase]]
    speech: Mapping[str, Sequence[Phrase]]
    """What is said around what somebody wants: it is searched for only where nothing else is typed."""
    spoken: Mapping[str, Sequence[Phrase]]
    """All phrases of both tables below."""
    same: Mapping[Phrase, Sequence[str]]
    """For a phrase the words of the catalogue that mean the same."""
    named: Mapping[Phrase, Sequence[str]]
    """For a phrase the procedures that are meant, by slug, the likeliest first."""
    general: Mapping[str, Sequence[Phrase]] = field(default_factory=dict)
    """What can be done with anything, and the papers of it: nothing is found by that where more was said."""
    elsewhere: Mapping[str, Sequence[Phrase]] = field(default_factory=dict)
    """What another office does."""
    negations: Mapping[str, Sequence[Phrase]] = field(default_factory=dict)
    """What makes the contrary of the phrase that follows: nothing is said by that then."""
    only: Mapping[Phrase, Text] = field(default_factory=dict)
    """For a phrase that is wider than the procedures it names: for whom and what these are, and what is not done here."""

    def with_names(self, added: Iterable[tuple[str, str]]) -> "Words":
        """Return the same with phrases that name procedures: those of the office before the shipped ones."""
        named = dict(self.named)
        for said, slug in added:
            phrase = phrase_of(said)
            named[phrase] = tuple(dict.fromkeys((slug, *named.get(phrase, ()))))
        return replace(self, spoken=_by_first((*self.same, *named)), named=named)

    def says_nothing(self, phrase: Phrase) -> bool:
        """Say whether a phrase is made of words that say nothing of a procedure."""
        telling = self.without_speech(phrase)
        return sum(one.end - one.start for one in places(telling, self.filler)) == len(telling)

    def says_no_thing(self, typed: Sequence[str]) -> bool:
        """Say whether words say at most what is to be done, and not with what: register, renew, the licence."""
        telling = self.without_speech(typed)
        tables = (self.filler, self.general, self.speech)
        found = {at for table in tables for one in places(telling, table) for at in one.all}
        # Without accents a word alone is not known for sure; here it is enough that it may be one of these.
        alone = {
            at
            for at, word in enumerate(telling)
            for table in tables
            if any(len(one) == 1 for one in table.get(word, ()))
        }
        return len(found | alone) == len(telling)

    def phrases_in(self, typed: Sequence[str], *, is_loose: bool = False) -> "list[Place]":
        """Return the phrases that mean something; not one whose contrary is typed: “không bán” is no “bán”."""
        ends = {one.end for one in places(typed, self.negations)}
        return [one for one in places(typed, self.spoken, is_loose=is_loose) if one.start not in ends]

    def without_speech(self, typed: Sequence[str]) -> list[str]:
        """Return typed words without what is only said around them; a phrase that means something is never taken apart."""
        meant = {at for one in places(typed, self.spoken) for at in range(one.start, one.end)}
        said = {at for one in places(typed, self.speech) for at in range(one.start, one.end)}
        return [word for at, word in enumerate(typed) if at in meant or at not in said]


@lru_cache(maxsize=1)
def shipped() -> Words:
    """Return the words that come with the programme."""
    return load(SHIPPED.read_text(encoding="utf-8"))


def load(text: str) -> Words:
    """Read words from TOML.

    Raises:
        WordsError: a table has no source, an empty phrase, or says nothing that a phrase is to mean.

    """
    data = tomllib.loads(text)
    same: dict[Phrase, tuple[str, ...]] = {}
    for table in data.get("same", []):
        for phrase in _phrases_of(table, "words"):
            same[phrase] = (*same.get(phrase, ()), table["words"])
    named: dict[Phrase, tuple[str, ...]] = {}
    for table in data.get("named", []):
        for phrase in _phrases_of(table, "procedures"):
            named[phrase] = tuple(dict.fromkeys((*named.get(phrase, ()), *table["procedures"])))
    only = {
        phrase: Text(**table["only"])
        for table in data.get("named", [])
        if "only" in table
        for phrase in _phrases_of(table, "procedures")
    }
    elsewhere = [phrase for table in data.get("elsewhere", []) for phrase in _phrases_of(table, "source")]
    filler, speech, general, negations = (
        _by_first(map(phrase_of, data.get(table, []))) for table in ("filler", "speech", "general", "negations")
    )
    spoken = _by_first((*same, *named))
    return Words(filler, speech, spoken, same, named, general, _by_first(elsewhere), negations, only)


def phrase_of(said: str) -> Phrase:
    """Return the words of a phrase.

    Raises:
        WordsError: there is none, or too many.

    """
    phrase = tuple(words(exact(said)))
    if not 0 < len(phrase) <= MOST_WORDS:
        raise WordsError(repr(said))
    return phrase


def _phrases_of(table: Mapping[str, Any], meaning: str) -> list[Phrase]:
    if not table.get("source") or not table.get("said") or not table.get(meaning):
        raise WordsError(repr(table))
    return [phrase_of(said) for said in table["said"]]


def _by_first(phrases: Iterable[Phrase]) -> dict[str, tuple[Phrase, ...]]:
    found: dict[str, dict[Phrase, None]] = {}
    for phrase in phrases:
        for first in {fold(spelling) for spelling in spellings_of(phrase[0])}:
            found.setdefault(first, {})[phrase] = None
    return {first: tuple(sorted(ones, key=len, reverse=True)) for first, ones in found.items()}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a phrase stands among typed words: from ``start`` up to, not including, ``end``."""

    start: int
    end: int
    phrase: Phrase

    @property
    def all(self) -> range:
        """Where each of its words stands."""
        return range(self.start, self.end)


def places(typed: Sequence[str], phrases: Mapping[str, Sequence[Phrase]], *, is_loose: bool = False) -> list[Place]:
    """Find phrases among typed words from left to right, the longest first; none overlaps another.

    What is typed with accents must have those of the phrase, unless ``is_loose``; a phrase of one word with accents is
    not meant by one without: bán is not ban.
    """
    found: list[Place] = []
    at = 0
    while at < len(typed):
        fits = (
            one for one in phrases.get(fold(typed[at]), ()) if _fits(typed[at : at + len(one)], one, is_loose=is_loose)
        )
        phrase = next(fits, None)
        if phrase:
            found.append(Place(at, at + len(phrase), phrase))
        at += len(phrase) if phrase else 1
    return found


def _fits(typed: Sequence[str], phrase: Phrase, *, is_loose: bool) -> bool:
    if len(typed) != len(phrase):
        return False
    if len(phrase) == 1:
        return typed[0] == phrase[0] or (phrase[0].isascii() and typed[0] in spellings_of(phrase[0]))
    return all(
        word in spellings_of(meant) or (is_loose and fold(word) == fold(meant))
        for word, meant in zip(typed, phrase, strict=True)
    )
