"""The run that reads what has come back, where a setting says where that is."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta

import structlog
from django.conf import settings

from dossiers.notices.channels.returns import noting, places
from dossiers.notices.channels.returns.places import Place
from dossiers.turns import Place as Where
from dossiers.turns import Run, Work
from procedures.locks import Lock

MOST = 500
"""Returns that one run reads; the next goes on."""
log = structlog.get_logger()


class Reading(Work[str]):
    """One run over what was not read. What was noted is marked as read behind it: after a kill it is read again, and noted once."""

    def __init__(self, now: datetime, place: Where = ()) -> None:
        """Begin with the place closed."""
        super().__init__(now, place)
        self._open: Place | None = None
        self._tried = set[str]()

    def batch(self, size: int) -> Sequence[str]:
        """Return the next by their names; none where no place is set, or it is not to be had."""
        if not settings.MAIL_BOUNCES or len(self._tried) >= MOST:
            return ()
        try:
            if self._open is None:
                self._open = self.held.enter_context(places.opened(settings.MAIL_BOUNCES))
            found = self._open.waiting(size + len(self._tried))
        except OSError as failure:
            log.warning("returns.put_off", failure=type(failure).__name__)
            noting.could_be_read(self.now, failure)
            return ()
        noting.could_be_read(self.now)
        return [name for name in found if name not in self._tried][:size]

    def turn(self, item: str) -> None:
        """Note one, and mark it as read."""
        self._tried.add(item)
        place = self._open
        if place is None:
            return
        try:
            content = place.content(item)
            if content is None:
                noting.count("unread", self.now)
            else:
                noting.note(content, self.now)
        except ValueError as failure:
            log.warning("returns.not_understood", failure=str(failure))
            noting.count("unread", self.now)
        except OSError as failure:
            log.warning("returns.put_off", failure=type(failure).__name__)
            return
        with suppress(OSError):
            place.seen(item)

    def failed(self, item: str, failure: Exception) -> None:
        """Mark what nobody foresaw as read too: it would come first for ever."""
        super().failed(item, failure)
        if self._open is not None:
            with suppress(OSError):
                self._open.seen(item)


RUN = Run("returns", Reading, every=timedelta(minutes=5), batch=50, seconds=30, lock=Lock.RETURNS)
