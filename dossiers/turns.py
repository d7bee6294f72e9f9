"""One dossier's turn in a run over many: whatever is wrong with it, the others have theirs.

This is the one place that catches any exception, and ``tests/test_repository.py`` knows it by name. A run goes
on behind a dossier that fails in a way that nobody foresaw, and says afterwards where it stopped and what it
did: raising at the end would lose both. What was wrong stands in the log with the dossier and its trace.
"""

from collections.abc import Callable

import structlog

from procedures.time.calendar import CalendarError, CalendarExhausted

log = structlog.get_logger()

FORESEEN = (CalendarError, CalendarExhausted)
"""A calendar that is yet to be prolonged or corrected: no defect, and told with a sentence."""


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
