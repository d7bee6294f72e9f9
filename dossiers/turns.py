"""One dossier's turn in a run over many: whatever is wrong with it, the others have theirs.

This is the one place that catches any exception, and ``tests/test_repository.py`` knows it by name. A run goes
on behind a dossier that fails in a way that nobody foresaw, and says afterwards where it stopped and what it
did: raising at the end would lose both. What was wrong stands in the log with the dossier and its trace.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import structlog
from django.db import connection

from procedures.time.calendar import CalendarError, CalendarExhausted

log = structlog.get_logger()

FORESEEN = (CalendarError, CalendarExhausted)
"""A calendar that is yet to be prolonged or corrected: no defect, and told with a sentence."""
LOCK_WAIT = "3s"
"""How long a turn waits for a row that somebody else is writing; the next run comes back to what is not free by then."""


@contextmanager
def short_locks() -> Iterator[None]:
    """Let nobody's long transaction hold up the whole run: waiting for a lock ends with an OperationalError."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [LOCK_WAIT])
        try:
            yield
        finally:
            cursor.execute("RESET lock_timeout")


def failure_of(
    turn: Callable[[], object], *, run: str, dossier: int, raised: tuple[type[Exception], ...] = ()
) -> Exception | None:
    """Take a turn; return what was wrong with the dossier, and log it under the run's name; None if nothing was.

    What is in ``raised`` is no matter of the dossier and passes through.
    """
    try:
        turn()
    except raised:
        raise
    except FORESEEN as failure:
        log.warning("turn.put_off", run=run, dossier=dossier, failure=str(failure))
        return failure
    except Exception as failure:
        log.exception("turn.broken", run=run, dossier=dossier, failure=type(failure).__name__)
        return failure
    return None
