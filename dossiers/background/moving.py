"""A receiving point moves: whose receipt names the old place for a later day, or who comes late, is told; so is who holds a form 02."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog

from dossiers.notices.planned import moved
from dossiers.turns import Place, Run, Work
from procedures.locks import Lock

log = structlog.get_logger()


class Moving(Work[int]):
    """One run over what was entered, or taken back, of places of later days; the relay sends what it writes down."""

    def __init__(self, now: datetime, place: Place = ()) -> None:
        """Begin with the first change, and with the first of those whom each is told to."""
        super().__init__(now, place)
        self._steps = ((change, kind) for change in moved.changes(now) for kind in moved.CONCERNED)
        self._step = next(self._steps, None)
        self._after = 0

    def batch(self, size: int) -> Sequence[int]:
        """Return the next dossiers of a change, then of the next one."""
        while self._step is not None:
            if found := moved.untold(*self._step, self.now, self._after, size):
                return found
            self._step, self._after = next(self._steps, None), 0
        return ()

    def turn(self, item: int) -> None:
        """Have one told; the next run comes back to those that failed."""
        assert self._step is not None  # noqa: S101 - what is told comes from a step
        self._after = item
        if not moved.announce(item, self._step[1], self.now):
            log.warning("place.untold", item=item)


RUN = Run("place", Moving, every=timedelta(minutes=10), batch=200, seconds=30, lock=Lock.PLACES)
