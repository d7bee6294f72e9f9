"""Which numbers of a table stay hidden, so that nobody finds the few dossiers behind a small one (docs/statistics.md).

A table is a set of counts and of lines: in a line some counts, its parts, add up to another, its total. Hidden are the
counts from 1 to 4, and as many others as it takes that none of the hidden ones can be computed from what is shown.
"""

from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf

LEAST = 5
"""Fewer dossiers than this are not shown; none at all is nobody's."""
PRIME = 2**61 - 1
"""Lines are solved modulo a prime: whole numbers that do not grow; a coefficient of 0 by chance would hide too much."""


@dataclass(frozen=True, slots=True)
class Line[Key: Hashable]:
    """Counts that add up to another, by their keys."""

    total: Key
    parts: tuple[Key, ...]

    @property
    def keys(self) -> tuple[Key, ...]:
        """All of it."""
        return (*self.parts, self.total)


def hidden[Key: Hashable](
    counts: Mapping[Key, int], lines: Sequence[Line[Key]], decided: Mapping[Key, bool] | None = None
) -> set[Key]:
    """Return the keys of the counts that stay hidden; what is ``decided`` (hidden or not) in another table stays so."""
    table = _Table(counts, lines, decided or {})
    while (key := table.next()) is not None:
        table.hidden.add(key)
    return table.hidden - table.in_vain()


class _Table[Key: Hashable]:
    def __init__(self, counts: Mapping[Key, int], lines: Sequence[Line[Key]], decided: Mapping[Key, bool]) -> None:
        self.counts, self.lines = counts, lines
        # What is nothing is shown: nobody is behind it.
        self.free = {key for key, count in counts.items() if count and key not in decided}
        self.hidden = {key for key in self.free if counts[key] < LEAST} | {
            key for key, is_so in decided.items() if is_so
        }

    def next(self) -> Key | None:
        """Return the next count that has to be hidden beside the others, None where it is enough."""
        for line in self.lines:
            if self._tells(line) and (keys := self._shown(line)):
                # A total is hidden where nothing else is left in its line.
                return self._least([key for key in keys if key != line.total] or keys)
        if keys := self._around(self._narrow()):
            return self._least(keys)
        solved = computed(self.lines, self.hidden)
        beside = [key for line in self.lines if solved & {*line.keys} for key in self._shown(line)]
        if not solved or not (beside := beside or [*(self.free - self.hidden)]):
            return None
        return self._least(beside)

    def in_vain(self) -> set[Key]:
        """Return what is not small and follows from what another table shows: shown, it tells no more."""
        return {key for key in computed(self.lines, self.hidden) & self.free if self.counts[key] >= LEAST}

    def _tells(self, line: Line[Key]) -> bool:
        """Say whether a line tells what is hidden in it: by itself alone, or because its sum leaves too little to choose.

        Each of the hidden is 1 at least: what their sum has beyond that is less than the smallest number that is shown.
        """
        parts = [self.counts[key] for key in line.parts if key in self.hidden]
        if line.total in self.hidden:
            return not parts
        return len(parts) == 1 or (bool(parts) and sum(parts) - len(parts) < LEAST - 1)

    def _narrow(self) -> set[Key]:
        """Return the hidden counts of which all lines together say that they are small."""
        return {key for key, (_low, high) in ranges(self.counts, self.lines, self.hidden).items() if high < LEAST}

    def _around(self, told: set[Key]) -> list[Key]:
        """Return what is shown in the lines of some hidden counts, else in those that further hidden ones join to them."""
        while told:
            touched = [line for line in self.lines if not told.isdisjoint(line.keys)]
            if keys := [key for line in touched for key in self._shown(line)]:
                totals = {line.total for line in touched}
                return [key for key in keys if key not in totals] or keys
            wider = told | {key for line in touched for key in line.keys if key in self.hidden}
            if wider == told:
                break
            told = wider
        return []

    def _shown(self, line: Line[Key]) -> list[Key]:
        return [key for key in line.keys if key in self.free and key not in self.hidden]

    def _least(self, keys: Collection[Key]) -> Key:
        return min(keys, key=lambda key: (self.counts[key], str(key)))


def ranges[Key: Hashable](
    counts: Mapping[Key, int], lines: Sequence[Line[Key]], unknown: Collection[Key], *, least: int = 1
) -> dict[Key, tuple[float, float]]:
    """Return the least and the most that each unknown count can be by the others, where each is 1 at least, or ``least``.

    Each line narrows what is in it until none does any more: what a line of sectors leaves, the procedures share.
    """
    low: dict[Key, float] = {key: least if key in unknown else count for key, count in counts.items()}
    high: dict[Key, float] = {key: inf if key in unknown else count for key, count in counts.items()}
    of_key: dict[Key, list[int]] = {key: [] for key in unknown}
    for at, line in enumerate(lines):
        for key in of_key.keys() & {*line.keys}:
            of_key[key].append(at)
    waiting = {at for there in of_key.values() for at in there}
    while waiting:
        for key in _narrowed(lines[waiting.pop()], low, high):
            waiting.update(of_key[key])
    return {key: (low[key], high[key]) for key in unknown}


def _narrowed[Key: Hashable](line: Line[Key], low: dict[Key, float], high: dict[Key, float]) -> list[Key]:
    """Narrow the counts of a line by each other; return those that became narrower."""
    least = sum(low[key] for key in line.parts)
    endless = [key for key in line.parts if high[key] == inf]
    most = sum(high[key] for key in line.parts if high[key] < inf)
    found = {line.total: (least, inf if endless else most)}
    for key in line.parts:
        # What the others can be has no end where one of them has none.
        others = (inf if endless else most - high[key]) if endless != [key] else most
        found[key] = (low[line.total] - others, high[line.total] - (least - low[key]))
    narrower = [key for key, (down, up) in found.items() if down > low[key] or up < high[key]]
    for key in narrower:
        low[key], high[key] = max(low[key], found[key][0]), min(high[key], found[key][1])
    return narrower


def computed[Key: Hashable](lines: Sequence[Line[Key]], unknown: Collection[Key]) -> set[Key]:
    """Return the unknown counts that follow from all others: those that stand alone once the lines are solved."""
    solved: dict[Key, dict[Key, int]] = {}
    for row in _rows(lines, unknown):
        for key in row.keys() & solved.keys():
            _take(row, solved[key], row[key])
        if not row:
            continue
        key, first = next(iter(row.items()))
        inverse = pow(first, -1, PRIME)
        found = {name: value * inverse % PRIME for name, value in row.items()}
        for other in solved.values():
            if key in other:
                _take(other, found, other[key])
        solved[key] = found
    return {key for key, row in solved.items() if len(row) == 1}


def _rows[Key: Hashable](lines: Sequence[Line[Key]], unknown: Collection[Key]) -> Iterator[dict[Key, int]]:
    for line in lines:
        row = {key: 1 for key in line.parts if key in unknown}
        if line.total in unknown:
            row[line.total] = PRIME - 1
        yield row


def _take[Key: Hashable](row: dict[Key, int], other: Mapping[Key, int], times: int) -> None:
    """Take another row so many times off one."""
    for key, value in other.items():
        if left := (row.get(key, 0) - times * value) % PRIME:
            row[key] = left
        else:
            row.pop(key, None)
