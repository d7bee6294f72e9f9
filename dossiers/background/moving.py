"""A receiving point moves: whose receipt names the old place for a later day, or who comes late, is told; so is who holds a form 02.

So is whose receipt does not say that its place is closed when the result is promised, and whoever was told so where it is open
after all.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial

import structlog

from dossiers import outbox
from dossiers.calendars import reopened
from dossiers.notices.planned import closed, moved
from dossiers.turns import Place, Run, Work
from procedures.locks import Lock

log = structlog.get_logger()


type Next = Callable[[int, int], Sequence[int]]
"""Returns the next dossiers behind one, so many at most."""


def _steps(now: datetime) -> Iterator[tuple[str, Next]]:
    """Yield each notice with whom it is told to: of places that move by change, then of those that are closed, or open again."""
    for change in moved.changes(now):
        for kind in moved.CONCERNED:
            yield kind, partial(moved.untold, change, kind, now)
    yield outbox.PLACE_CLOSED, partial(closed.untold, now)
    yield outbox.PLACE_OPEN, partial(reopened.untold, now)


class Moving(Work[int]):
    """One run over what was entered, or taken back, of places of later days; the relay sends what it writes down."""

    def __init__(self, now: datetime, place: Place = ()) -> None:
        """Begin with the first change, and with the first of those whom each is told to."""
        super().__init__(now, place)
        self._steps = _steps(now)
        self._step = next(self._steps, None)
        self._after = 0

    def batch(self, size: int) -> Sequence[int]:
        """Return the next dossiers of a change, then of the next one."""
        while self._step is not None:
            if found := self._step[1](self._after, size):
                return found
            self._step, self._after = next(self._steps, None), 0
        return ()

    def turn(self, item: int) -> None:
        """Have one told; the next run comes back to those that failed."""
        assert self._step is not None  # noqa: S101 - what is told comes from a step
        self._after = item
        if not moved.announce(item, self._step[0], self.now):
            log.warning("place.untold", item=item)


RUN = Run("place", Moving, every=timedelta(minutes=10), batch=200, seconds=30, lock=Lock.PLACES)
