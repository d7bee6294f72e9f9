"""The law by which a fee is waived, as far as its words show that there is one: nothing here knows which law waives what."""

import re
from collections.abc import Iterator
from itertools import pairwise

from procedures.catalogue.search import fold

_KINDS = "luat|phap lenh|nghi dinh|thong tu|nghi quyet|quyet dinh|law|ordinance|decree|circular|resolution|decision"
_PLACE = re.compile(r"\b(?:dieu|khoan|article|clause) \d|\b(?:diem|point) [a-z]\b")
"""An article, a clause or a point, with its number or letter."""
_NUMBER = re.compile(rf"\b\d+/(?:\d{{4}}/)?[a-z]{{2}}|\b(?:{_KINDS})(?: so| no)? \d+/\d{{4}}\b")
"""The number of a text: 06/2025/NQ-HĐND, 12/QĐ-UBND, Circular 85/2019."""
_YEAR_IN = re.compile(r"[/.-]([1-9]\d{3})(?:/|$)")
"""The year in the number or the date of a text."""
_NUMBERS = frozenset({"so", "no", "dinh", "tu", "quyet", "decree", "circular", "resolution", "decision"})
"""The words before a number that is no year: “số”, and the last one of the kinds of texts that have numbers."""


def names_law(ground: str) -> bool:
    """Say whether a ground names an article or the number of a text, in whatever case, with or without accents."""
    plain = " ".join(_words(ground))
    return bool(_PLACE.search(plain) or _NUMBER.search(plain))


def year_to_come(ground: str, year: int) -> int | None:
    """Return a year later than this one of which a text is by a ground; None where none is."""
    return next((found for found in _years(ground) if found > year), None)


def _years(ground: str) -> Iterator[int]:
    for before, word in pairwise(["", *_words(ground)]):
        yield from map(int, _YEAR_IN.findall(word))
        if re.fullmatch(r"[1-9]\d{3}", word) and before not in _NUMBERS:
            yield int(word)


def _words(ground: str) -> list[str]:
    """Return the words of a ground, folded and without the marks around them."""
    return re.sub(r"[^\w/.-]|\.(?!\w)", " ", fold(ground)).split()
