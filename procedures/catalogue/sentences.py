"""Whole sentences: how much of what somebody says stands in a procedure, where none has all of it.

What few procedures have says more than what all of them have, and neighbours more than a word alone.
Plain texts in, points out; ``understanding`` brings the words that say something.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import log1p

from procedures.catalogue.search import SHORTEST_INSIDE, Searched, fold, phrase, spellings_of

FEWEST = 3
"""Words from which it is a sentence: who types two means both."""
MOST = 24
"""Words of a sentence that are weighed."""
SHORTEST_ALONE = 5
"""Letters from which a word says something without its neighbour."""
TELLING, WORD = 4, 1
"""What two neighbours or a long word count, and what a short word counts beside them: none is found by that alone."""
IN_NAME = 1.5
"""Times as much as what stands elsewhere."""
RARITY = 0.25
"""How much the logarithm of the share of procedures that lack something counts beside that it stands in one."""


@dataclass(frozen=True, slots=True)
class Part:
    """Something of a sentence that may stand in a procedure: two neighbours, or one word."""

    words: tuple[str, ...]
    weight: int
    has_accents: bool
    """Whether the sentence was typed with accents: then a word without any is not one that has them."""

    @property
    def says_something(self) -> bool:
        """Whether a procedure is found by it alone."""
        return self.weight == TELLING

    def shares(self, searched: Sequence[Searched]) -> dict[int, float]:
        """Return by place where it stands: more than 1 where in the name."""
        folded = phrase(" ".join(map(fold, self.words)))
        spelled = [_spelled(word) for word in self.words] if self.has_accents else []
        return {
            place: IN_NAME if folded in one.name_folded else 1
            for place, one in enumerate(searched)
            if folded in one.texts_folded and all(any(each in one.words_exact for each in word) for word in spelled)
        }


def points(
    wordings: Iterable[Sequence[str]], searched: Sequence[Searched], general: Collection[str] = ()
) -> dict[int, float]:
    """Return how much of a sentence stands in each procedure in which something of it does, in its best wording.

    What is made of ``general`` words alone counts, but nothing is found by it.
    """
    best = dict[int, float]()
    known: dict[Part, dict[int, float]] = {}
    for wording in wordings:
        found, carried = dict[int, float](), set[int]()
        for part in parts(wording):
            shares = known[part] if part in known else known.setdefault(part, part.shares(searched))
            for place, share in shares.items():
                rare = 1 + RARITY * log1p(len(searched) / len(shares))
                found[place] = found.get(place, 0) + share * part.weight * rare
                if part.says_something and not all(word in general for word in part.words):
                    carried.add(place)
        for place in carried:
            best[place] = max(best.get(place, 0), found[place])
    return best


def parts(said: Sequence[str]) -> list[Part]:
    """Return what of a sentence is looked for, each once: neighbours first."""
    words = [word for word in said if word.isalpha()][:MOST]
    has_accents = any(not word.isascii() for word in words)
    beside = [Part((one, other), TELLING, has_accents) for one, other in pairwise(words) if one != other]
    alone = [Part((word,), TELLING if _is_long(word) else WORD, has_accents) for word in words]
    return list(dict.fromkeys((*beside, *alone)))


def stands_whole(telling: Sequence[str], one: Searched) -> bool:
    """Say whether each word stands in a procedure with its accents, and not only its letters; of numbers nothing is said."""
    return all(any(each in one.words_exact for each in _begun(word)) for word in telling if word.isalpha())


def _is_long(word: str) -> bool:
    return len(word) >= SHORTEST_ALONE and word.isascii()


@lru_cache(maxsize=4096)
def _spelled(word: str) -> tuple[str, ...]:
    """Return a word between blanks as it may be written with just its accents: kỹ, kĩ."""
    return tuple(f" {each} " for each in sorted(spellings_of(word)) if each.isascii() == word.isascii())


@lru_cache(maxsize=4096)
def _begun(word: str) -> tuple[str, ...]:
    """Return the same where the end may not be typed yet; a long part also inside of another word, as copy in photocopy."""
    return (*_spelled(word), word if len(word) >= SHORTEST_INSIDE else f" {word}")
