"""The schedule: what is woken by time alone. One is at work, any other waits for its turn.

Celery's own, made safe against what happens to a process that nobody looks at: a second one started by
mistake, a clock that is set, a database that goes away and comes back. Nothing is kept between two starts:
every task reads from the database what is due, so a start, or a clock that was set, runs each of them once.

It also looks, twice a second, whether something waits in the outbox, and wakes the relay if so: whoever commits an act
publishes nothing and notifies nobody, and pays nothing for it (ADR 0033).
"""

import time
from datetime import UTC, datetime
from typing import Any

import psycopg
import structlog
from celery.beat import Scheduler
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from dossiers import turns
from dossiers.background import relay
from procedures.locks import Lock

log = structlog.get_logger()

TURN_SECONDS = 5.0
"""How often a schedule looks whether it is its turn: so long after another one's end it goes on."""
LOOK_SECONDS = 0.5
"""How often it looks into the outbox: so long an act waits at most until a worker hears of it."""
WAKING_SECONDS = 2
"""A waking that no worker took by then is void: another one comes as long as something waits."""
JUMP_SECONDS = 5.0
"""A clock that moved by more than this against the machine's own count was set by somebody."""
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


class OneSchedule(Scheduler):
    """Celery's scheduler, at work in one process at a time."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Begin without the turn."""
        self._turn = Turn()
        self._is_ticking = False
        self._offset = _offset()
        self._looked_at = 0.0
        super().__init__(*args, **kwargs)

    def setup_schedule(self) -> None:
        """Take the entries of the settings, each due at once."""
        super().setup_schedule()
        self._all_due()

    def tick(self, *args: Any, **kwargs: Any) -> float:
        """Send what is due if it is our turn; return after how many seconds to come again."""
        self._is_ticking = True
        try:
            self._notice_jump()
            if not self._turn.is_ours():
                return TURN_SECONDS
            self._look()
            wait: float = super().tick(*args, **kwargs)
            return min(wait, LOOK_SECONDS)
        finally:
            self._is_ticking = False

    def close(self) -> None:
        """Close the way to the broker and leave the turn to another, unless a tick was interrupted for it.

        Celery calls this from the handler of SIGTERM, wherever the process is just then. A connection that a
        tick is using may be locked by it, and the process would wait for itself for ever. It is closed when
        the tick has been left: Celery calls again at its end.
        """
        if not self._is_ticking:
            super().close()
            self._turn.leave()

    def _look(self) -> None:
        """Wake the relay where something waits for it; what this misses the relay's own entry in the schedule finds."""
        if time.monotonic() - self._looked_at < LOOK_SECONDS:
            return
        self._looked_at = time.monotonic()
        if _waits():
            turns.wake(relay.RUN.name, seconds=WAKING_SECONDS, producer=self.producer)

    def _notice_jump(self) -> None:
        moved = _offset() - self._offset
        if abs(moved) > JUMP_SECONDS:
            log.warning("schedule.clock_was_set", seconds=round(moved))
            self._offset = _offset()
            self._all_due()

    def _all_due(self) -> None:
        """Have each entry run at the next tick: it would wait for a clock that was set back to catch up."""
        for entry in self.schedule.values():
            entry.last_run_at = LONG_AGO
        # Made anew from the entries.
        self._heap = None


class Turn:
    """The right to be the schedule at work: a lock that lives as long as a connection of its own.

    ``portal.health`` looks for it.
    """

    def __init__(self) -> None:
        """Begin without a connection, and with nothing said in the log."""
        self._connection: psycopg.Connection | None = None
        self._is_held = False
        self._said = ""

    def is_ours(self) -> bool:
        """Say whether this process is at work; the log has a line when that changes."""
        try:
            ours = self._hold()
        except psycopg.OperationalError as error:
            self.leave()
            self._say("schedule.no_database", failure=str(error).strip())
            return False
        self._say("schedule.at_work" if ours else "schedule.waits_for_another")
        return ours

    def leave(self) -> None:
        """Give the turn up."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _hold(self) -> bool:
        if self._connection is None:
            self._connection = psycopg.connect(settings.DATABASE_DSN, autocommit=True, connect_timeout=5)
            self._is_held = False
        if self._is_held:
            # The lock is as alive as the connection.
            self._connection.execute("SELECT")
        else:
            found = self._connection.execute("SELECT pg_try_advisory_lock(%s)", [Lock.SCHEDULE.value]).fetchone()
            self._is_held = found == (True,)
        return self._is_held

    def _say(self, event: str, **words: str) -> None:
        if event != self._said:
            self._said = event
            log.info(event, **words)


def _waits() -> bool:
    """Say whether the relay has something to do; a database that is away is noticed by the turn."""
    try:
        return relay.due(timezone.now()).exists()
    except (InterfaceError, OperationalError):
        connection.close()
        return False


def _offset() -> float:
    """Return how far the clock stands from the count of seconds that nobody can set."""
    return time.time() - time.monotonic()
