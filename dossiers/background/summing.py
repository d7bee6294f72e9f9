"""What has changed with dossiers is added to the sums that figures are read from."""

from collections.abc import Sequence
from datetime import timedelta

from dossiers.reports import cells
from dossiers.turns import Run, Work
from procedures.locks import Lock

AT_ONCE = 20_000
"""Deltas of one transaction: what many of them change in the same cell is written once."""


class Summing(Work[tuple[int, ...]]):
    """One run: the oldest deltas first, until none waits."""

    def batch(self, size: int) -> Sequence[tuple[int, ...]]:
        """Return the next deltas, all of them in one turn."""
        found = cells.waiting(size)
        return [tuple(found)] if found else []

    def turn(self, item: tuple[int, ...]) -> None:
        """Add them."""
        cells.add(item)


RUN = Run("sum", Summing, every=timedelta(minutes=1), batch=AT_ONCE, seconds=30, lock=Lock.SUMS)
