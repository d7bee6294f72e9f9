"""What has changed with dossiers is added to the sums that figures are read from."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from dossiers.reports import cells
from dossiers.reports.official import adding_up
from dossiers.turns import Place, Run, Work
from procedures.locks import Lock
from procedures.time.calendar import LOCAL

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


class SumsDiffered(Exception):  # noqa: N818 - a defect, logged with its trace
    """The sums were not what a count of the dossiers gives; they are counted anew."""


class FormAddsNotUp(Exception):  # noqa: N818 - a defect, logged with its trace
    """A row of form II.06a breaks an identity, or is not what the dossiers give."""


NIGHT = 2
"""The local hour in which all dossiers are counted: nobody waits then."""


class Comparing(Work[str]):
    """One run: the official form and all sums, each at once, held against a count of the dossiers; at night alone."""

    def __init__(self, now: datetime, place: Place = ()) -> None:
        """Begin, where it is the hour for it."""
        super().__init__(now, place)
        # The form first: what differs is put right with the sums.
        self._left = ["form", "sums"] if now.astimezone(LOCAL).hour == NIGHT else []

    def batch(self, size: int) -> Sequence[str]:
        """Return what is to be compared, each once."""
        found, self._left = self._left[:size], self._left[size:]
        return found

    def turn(self, item: str) -> None:
        """Compare. Raises ``FormAddsNotUp`` or ``SumsDiffered`` where something differs: somebody has to find out why."""
        if item == "form":
            # It asks for each row twice: what is written between is no fault, and not there the second time.
            if adding_up.wrong_rows(self.now) and (wrong := adding_up.wrong_rows(self.now)):
                raise FormAddsNotUp(item, len(wrong), wrong[:5])
        elif found := cells.differences():
            cells.rebuild()
            raise SumsDiffered(item, len(found), found[:5])


RUN = Run("sum", Summing, every=timedelta(minutes=1), batch=AT_ONCE, seconds=30, lock=Lock.SUMS)
COMPARING = Run("compare", Comparing, every=timedelta(hours=1), batch=1, seconds=30, lock=Lock.COMPARING)
