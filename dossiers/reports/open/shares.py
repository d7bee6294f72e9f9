"""Which shares stay hidden beside those whose counts are small: a share tells two counts, and each is at most their sum.

Each count by itself is kept by ``suppression``. Here both are read together with what they are parts of, as whoever reads could:
one that can be nothing else is known, although no line of its own tells it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from dossiers.reports.open.suppression import LEAST, Line, ranges

type OfShare[Key] = tuple[int, Key]
"""The count of a cell: 0 is what the share is of, 1 and 2 its two parts."""
WHOLE, PARTS = 0, (1, 2)


@dataclass(frozen=True, slots=True)
class Shares[Key]:
    """All counts behind the shares of a table, by cell: what they are of and its two parts; and how cells add up."""

    counts: Mapping[Key, tuple[int, int, int]]
    lines: Sequence[Line[Key]]
    unsaid: Collection[Key]
    """Cells of which not even the whole is shown."""

    def hidden(self, small: Collection[Key], free: Collection[Key]) -> set[Key]:
        """Return the cells whose shares stay hidden: the ``small`` ones and as many that are ``free`` to be as it takes."""
        found = {*small, *self.unsaid}
        while revealed := self._revealed(found):
            near = {key for line in self.lines if not revealed.isdisjoint(line.keys) for key in line.keys}
            choices = [key for key in free if key in near and key not in found]
            choices = choices or [key for key in free if key not in found]
            if not choices:
                break
            found.add(min(choices, key=lambda key: (self.counts[key], str(key))))
        return found

    def _revealed(self, found: Collection[Key]) -> set[Key]:
        """Return the cells of which a count from 1 to 4 can be no other."""
        counts = {(at, key): count for key, all_of_it in self.counts.items() for at, count in enumerate(all_of_it)}
        lines: list[Line[OfShare[Key]]] = [
            Line((at, line.total), tuple((at, key) for key in line.parts))
            for at in (WHOLE, *PARTS)
            for line in self.lines
        ]
        lines += [Line((WHOLE, key), tuple((at, key) for at in PARTS)) for key in found]
        unknown = {(at, key) for at in PARTS for key in found} | {(WHOLE, key) for key in self.unsaid}
        bounds = ranges(counts, lines, unknown, least=0)
        return {key for (at, key), (low, high) in bounds.items() if low == high and 0 < counts[at, key] < LEAST}
