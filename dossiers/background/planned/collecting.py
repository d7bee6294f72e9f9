"""Results that nobody has come for: their applicants are reminded."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog

from dossiers.models import Dossier
from dossiers.notices.planned import collecting
from dossiers.turns import Place, Run, Work
from procedures.locks import Lock

log = structlog.get_logger()


class Collecting(Work[Dossier]):
    """One run over what has waited for so long; what could not be sent is tried again by the next run."""

    def __init__(self, now: datetime, place: Place = ()) -> None:
        """Begin with nothing put off."""
        super().__init__(now, place)
        self._is_put_off = False

    def batch(self, size: int) -> Sequence[Dossier]:
        """Return the next dossiers; none where some of those before could not be sent, which would come again."""
        return () if self._is_put_off else collecting.due(self.now, size)

    def turn(self, item: Dossier) -> None:
        """Remind of one."""
        try:
            collecting.remind(item, self.now)
        except OSError as failure:
            self._is_put_off = True
            log.warning("collecting.put_off", item=item.code, failure=type(failure).__name__)

    def failed(self, item: Dossier, failure: Exception) -> None:
        """Leave what failed in any other way to the next run too."""
        super().failed(item, failure)
        self._is_put_off = True


RUN = Run("collect", Collecting, every=timedelta(hours=1), batch=100, seconds=30, lock=Lock.COLLECTING)
