"""Deadlines go up the ladder: who is above is told, each rung once."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog

from dossiers.notices.planned import ladder
from dossiers.notices.planned.ladder import Telling
from dossiers.turns import Place, Run, Work
from procedures.locks import Lock

log = structlog.get_logger()


class Climbing(Work[Telling]):
    """One run over what has come to a rung; what could not be sent is tried again by the next run."""

    def __init__(self, now: datetime, place: Place = ()) -> None:
        """Begin with nothing put off."""
        super().__init__(now, place)
        self._is_put_off = False

    def batch(self, size: int) -> Sequence[Telling]:
        """Return the next tellings; none where some of those before could not be sent, which would come again."""
        return () if self._is_put_off else ladder.tellings(self.now, size)

    def turn(self, item: Telling) -> None:
        """Tell them."""
        try:
            ladder.tell(item, self.now)
        except OSError as failure:
            self._is_put_off = True
            log.warning("ladder.put_off", item=str(item), failure=type(failure).__name__)

    def failed(self, item: Telling, failure: Exception) -> None:
        """Leave what failed in any other way to the next run too."""
        super().failed(item, failure)
        self._is_put_off = True


RUN = Run("climb", Climbing, every=timedelta(minutes=10), batch=500, seconds=30, lock=Lock.LADDER)
