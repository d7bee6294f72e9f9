"""One box of words over a list that is short enough to be read whole: what of it has all of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from procedures.catalogue.search import fold

ASKED = "q"
"""In the address."""
MOST_LETTERS = 150
SHORTEST_NAME = 3
"""What is shorter names nothing else: it would be in each name."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody typed into the box; nothing where it was left empty."""

    text: str
    words: tuple[str, ...]

    def __bool__(self) -> bool:
        """Say whether anything is asked for."""
        return bool(self.words)

    def fits(self, *texts: str) -> bool:
        """Say whether each of the words is in one of these texts, with accents or without."""
        known = fold(" ".join(texts))
        return all(word in known for word in self.words)

    def names(self, texts: Iterable[str]) -> bool:
        """Say whether what was typed, as it stands, is in one of these texts, which are of something else than the row itself."""
        typed = " ".join(self.words)
        return len(typed) >= SHORTEST_NAME and any(typed in fold(text) for text in texts)


def wanted(query: Mapping[str, str]) -> Wanted:
    """Return what an address asks for."""
    text = " ".join(query.get(ASKED, "").replace("\0", " ").split())[:MOST_LETTERS]
    return Wanted(text, tuple(fold(text).split()))
