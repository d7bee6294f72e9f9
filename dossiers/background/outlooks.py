"""What remains of each dossier that runs is held against its return date, and whoever has it is told where it fits no longer."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog

from dossiers.log import appointments
from dossiers.models import Dossier
from dossiers.notices.planned import outrun
from dossiers.notices.planned.outrun import Telling
from dossiers.turns import Place, Run, Work
from procedures.locks import Lock
from procedures.time.calendars import Calendars

log = structlog.get_logger()


class Looking(Work[Dossier | Telling]):
    """One run: first what has another step or date than was looked at, then what somebody is to be told of."""

    def __init__(self, now: datetime, place: Place = ()) -> None:
        """Begin with nothing put off."""
        super().__init__(now, place)
        self._calendars = Calendars.in_force()
        self._left = set[int]()
        """What could not be looked at: the next run tries again."""
        self._is_put_off = False

    def batch(self, size: int) -> Sequence[Dossier | Telling]:
        """Return the next; no tellings where some of those before could not be sent, which would come again."""
        found = appointments.not_looked_at().exclude(pk__in=self._left).select_related("version").defer("version__text")
        dossiers = list(found.order_by("nearest_at", "pk")[:size])
        if dossiers or self._is_put_off:
            return dossiers
        return outrun.tellings(self.now, size)

    def turn(self, item: Dossier | Telling) -> None:
        """Look at one, or tell of some."""
        if isinstance(item, Dossier):
            appointments.look(item, self._calendars.of(item.agency_id))
            return
        try:
            outrun.tell(item, self.now)
        except OSError as failure:
            self._is_put_off = True
            log.warning("outlook.put_off", item=str(item), failure=type(failure).__name__)

    def failed(self, item: Dossier | Telling, failure: Exception) -> None:
        """Leave what failed in any other way to the next run."""
        super().failed(item, failure)
        if isinstance(item, Dossier):
            self._left.add(item.pk)
        else:
            self._is_put_off = True


RUN = Run("outlook", Looking, every=timedelta(minutes=10), batch=500, seconds=30, lock=Lock.OUTLOOK)
