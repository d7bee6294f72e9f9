"""Officers are told of their day, once on each working day of their agency from its hour on."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog

from dossiers import turns
from dossiers.background.planned import climbing
from dossiers.background.planned.climbing import Climbing
from dossiers.notices.planned import morning
from dossiers.notices.planned.morning import Day
from dossiers.turns import Place, Run, Work
from procedures import locks
from procedures.locks import Lock

CLIMB_SECONDS = 10
"""For what has come to a rung: a mail server that hangs takes no more of the time for the mails of the morning."""

log = structlog.get_logger()


class Mornings(Work[Day]):
    """One run over those who were not told today; whom no mail could be sent is tried again by the next run."""

    def __init__(self, now: datetime, place: Place = ()) -> None:
        """Begin with the first of them."""
        super().__init__(now, place)
        self._after = 0
        self._has_climbed = False

    def batch(self, size: int) -> Sequence[Day]:
        """Return the days of the next people who have news; that others have none is noted.

        None where another process sends what has gone up the ladder: the next run has it in the mails.
        """
        if not self._has_climbed and morning.waiting(self.now, 0, 1):
            turns.take(climbing.RUN, Climbing(self.now), seconds=CLIMB_SECONDS)
            # Nobody leaves something to a mail of the morning while that is on its way.
            if not self.held.enter_context(locks.alone(Lock.LADDER)):
                return ()
            self._has_climbed = True
        while people := morning.waiting(self.now, self._after, size):
            self._after = people[-1].pk
            days = morning.days_of(people, self.now)
            morning.note([day.person for day in days if not day.has_news], self.now)
            if found := [day for day in days if day.has_news]:
                return found
        return ()

    def turn(self, item: Day) -> None:
        """Tell one; where the mail server fails, the next run tries again."""
        try:
            morning.tell(item, self.now)
        except OSError as failure:
            log.warning("morning.put_off", person=item.person.pk, failure=type(failure).__name__)


# Counting for more at once takes longer than in parts, and a run that only counted would never send.
RUN = Run("morning", Mornings, every=timedelta(minutes=10), batch=50, seconds=30, lock=Lock.MORNING)
