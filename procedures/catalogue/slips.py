"""Slips of the finger: one letter too many, too few, another one, or two in the wrong order."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from procedures.catalogue.search import fold

SHORTEST = 4
"""Letters from which a word is mended by itself: a shorter one is too near to too many."""
SHORTEST_BESIDE = 3
"""Letters from which two that stand in the wrong order are mended beside a word that is said with the right one."""
_SYLLABLE = re.compile(
    r"(?:ngh?|nh|gh?|gi|kh|ph|th|tr|ch?|qu|[bdhklmnprstvx])?"
    r"(?:(?:uye|oa|oe|oo|ua|ue|uo|uy|ie|ye|[aeiouy])(?:ch|c|nh|ng|[mnpt])?"
    r"|[aeou]i|[aeio]u|[aeo]o|[au]y|uu|ia|uya|uyu|oai|oay|oao|oeo|uai|uay|uao|uoi|uou|ieu|yeu)"
)
"""A folded word as Vietnamese writes it: tuong is tường, tượng or tương, and no slip of thong."""


def mended(typed: Sequence[str], knows: Callable[[str], bool], vocabulary: Collection[str]) -> dict[str, str]:
    """Return for each typed word that stands nowhere the one that was meant, folded; without those that nothing is near.

    What can be a Vietnamese word was meant as it stands, whether or not the catalogue has it.
    """
    found = {}
    for word in typed:
        folded = fold(word)
        if (
            len(folded) >= SHORTEST
            and folded.isalpha()
            and not _SYLLABLE.fullmatch(folded)
            and not knows(folded)
            and (better := _nearest(folded, vocabulary))
        ):
            found[word] = better
    return found


def mended_beside(typed: Sequence[str], is_said: Callable[[str, str], bool]) -> dict[str, str]:
    """Return for each typed word with two letters in the wrong order the one that is said beside its neighbour, folded.

    A short word, or one that Vietnamese has, is mended only so, and only where the two are said nowhere as they stand:
    *họp boá* is họp báo, as nobody says *họp boa*.
    """
    folded = [fold(word) for word in typed]
    found: dict[str, str] = {}
    for at, word in enumerate(folded):
        neighbours = folded[max(at - 1, 0) : at], folded[at + 1 : at + 2]
        if len(word) < SHORTEST_BESIDE or not word.isalpha() or _fits(word, *neighbours, is_said):
            continue
        better = next((other for other in _swapped(word) if _fits(other, *neighbours, is_said)), None)
        found |= {typed[at]: better} if better else {}
    return found


def _fits(word: str, before: Sequence[str], after: Sequence[str], is_said: Callable[[str, str], bool]) -> bool:
    """Say whether a word is said beside the one before it or the one after it."""
    return any(is_said(one, word) for one in before) or any(is_said(word, one) for one in after)


def _swapped(word: str) -> Iterator[str]:
    """Yield a word with each two neighbours in the other order."""
    for at in range(len(word) - 1):
        other = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        if other != word:
            yield other


def _nearest(word: str, vocabulary: Iterable[str]) -> str | None:
    """Return the word that is one slip away, rather one that begins with the same letter."""
    near = (other for other in vocabulary if abs(len(other) - len(word)) <= 1 and is_one_slip(word, other))
    return min(near, key=lambda other: (other[0] != word[0], len(other) != len(word), other), default=None)


def is_one_slip(one: str, other: str) -> bool:
    """Say whether two different words are one letter apart, or have two neighbours in the other order."""
    if len(one) > len(other):
        one, other = other, one
    at = next((place for place, (left, right) in enumerate(zip(one, other, strict=False)) if left != right), len(one))
    if len(one) < len(other):
        return len(other) - len(one) == 1 and one[at:] == other[at + 1 :]
    is_swapped = one[at : at + 2] == other[at : at + 2][::-1] and one[at + 2 :] == other[at + 2 :]
    return one != other and (is_swapped or one[at + 1 :] == other[at + 1 :])
