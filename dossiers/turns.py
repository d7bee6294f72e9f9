"""A run over many things, of which each has its turn: until time is up, whatever is wrong with the one before.

Every long work is a ``Run``: a row that says how much it takes up, for how long, alone or beside others, and what
becomes of it when one thing fails (``background.running`` lists them). A run may be killed at any point, repeated,
and made by any number of processes at once; that nothing is done twice is the matter of its ``Work``.

This is the one place that catches any exception, and ``tests/test_repository.py`` knows it by name. A run goes
on behind a thing that fails in a way that nobody foresaw, and says afterwards where it stopped and what it
did: raising at the end would lose both. What was wrong stands in the log with its item and its trace.
"""

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto
from functools import partial

import structlog
from celery import current_app
from django.db import InterfaceError, OperationalError, connection
from kombu import Producer
from kombu.exceptions import OperationalError as NoBroker
from psycopg import Error as DriverError
from psycopg.errors import DeadlockDetected, LockNotAvailable

from procedures import locks
from procedures.locks import Lock
from procedures.time.calendar import CalendarError, CalendarExhausted

log = structlog.get_logger()

FORESEEN = (CalendarError, CalendarExhausted)
"""A calendar that is yet to be prolonged or corrected: no defect, and told with a sentence."""
LOCK_WAIT = "3s"
"""How long a turn waits for a row that somebody else is writing; the next run comes back to what is not free by then."""
WAKE_SECONDS = 60
"""A waking that no worker heard is void by then: the schedule has done its work."""

type Place = tuple[int | str, ...]
"""Where a run goes on, as the arguments of its task; empty where the database knows it."""


class Failing(Enum):
    """What becomes of a run when one of its turns fails."""

    NOTED = auto()
    """The work notes it, and the others have their turn."""
    RAISED = auto()
    """It is a defect, and raised once the others of its batch have had their turn."""


class ComeBack(Exception):  # noqa: N818 - no error: the run has done what it could
    """Raised by a work that leaves the rest to the next run."""


class Work[Item](ABC):
    """What one run does, from its beginning to its end; the loop is ``take``'s."""

    def __init__(self, now: datetime, place: Place = ()) -> None:
        """Begin at an instant, behind a place where there is one."""
        self.now = now
        self.place = place
        """Where the next run is to go on."""
        self.broken = 0
        """How many turns failed."""
        self.held = ExitStack()
        """What is held from one batch to the next."""

    @abstractmethod
    def batch(self, size: int) -> Sequence[Item]:
        """Return the next things to do, at most about so many; none at the end."""

    @abstractmethod
    def turn(self, item: Item) -> None:
        """Do one of them."""

    def failed(self, item: Item, failure: Exception) -> None:  # noqa: ARG002 - for those that note more of it
        """Note that one failed; why stands in the log of the process. Raises ``ComeBack``."""
        self.broken += 1


@dataclass(frozen=True, slots=True)
class Run[Item]:
    """A row of the table of runs."""

    name: str
    """Of its task: ``dossiers.tasks.<name>``."""
    work: Callable[[datetime, Place], Work[Item]]
    every: timedelta
    """How often the schedule wakes it, whoever else does."""
    batch: int
    """How much it takes up together."""
    seconds: float
    """After so long it takes up nothing new; the time limit of a task is far beyond it."""
    lock: Lock | None = None
    """Held by the one process that does it; None where many may."""
    failing: Failing = Failing.NOTED
    is_patient: bool = False
    """Whether it waits for a row that somebody else writes for as long as that takes."""


def take[Item](run: Run[Item], work: Work[Item], *, seconds: float | None = None) -> bool:
    """Do a work until its time is up; say whether something is left that this process should go on with.

    Where another process holds the lock of the run, it is left to that one.
    """
    stop_at = time.monotonic() + (run.seconds if seconds is None else seconds)
    with _lock_of(run) as is_ours, _patience(run), work.held:
        try:
            return is_ours and not _is_done(run, work, stop_at)
        except ComeBack:
            return True


def _is_done[Item](run: Run[Item], work: Work[Item], stop_at: float) -> bool:
    """Give each thing its turn while there is time; say whether none is left."""
    while batch := work.batch(run.batch):
        defects: list[Exception] = []
        is_over = False
        for item in batch:
            if is_over := time.monotonic() >= stop_at:
                break
            if failure := failure_of(partial(work.turn, item), run=run.name, item=str(item)):
                defects.append(failure)
                work.failed(item, failure)
        if defects and run.failing is Failing.RAISED:
            raise defects[0]
        if is_over:
            return False
    return True


def failure_of(turn: Callable[[], object], *, run: str, item: str) -> Exception | None:
    """Take a turn; return what was wrong with its item, and log it under the run's name; None if nothing was.

    A database that is gone is no matter of the item and passes through.
    """
    try:
        turn()
    except (InterfaceError, OperationalError) as error:
        if not is_locked(error):
            raise
        log.warning("turn.put_off", run=run, item=item, failure="somebody else holds a row of it")
        return error
    except ComeBack:
        raise
    except FORESEEN as failure:
        log.warning("turn.put_off", run=run, item=item, failure=str(failure))
        return failure
    except Exception as failure:
        log.exception("turn.broken", run=run, item=item, failure=type(failure).__name__)
        return failure
    return None


def is_locked(failure: Exception) -> bool:
    """Say whether it failed because somebody else was writing the same row."""
    return isinstance(failure.__cause__, LockNotAvailable | DeadlockDetected)


@contextmanager
def _lock_of[Item](run: Run[Item]) -> Iterator[bool]:
    if run.lock is None:
        yield True
        return
    with locks.alone(run.lock) as is_ours:
        yield is_ours


@contextmanager
def _patience[Item](run: Run[Item]) -> Iterator[None]:
    """Let nobody's long transaction hold up the whole run: waiting for a lock ends with an OperationalError."""
    if run.is_patient:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [LOCK_WAIT])
        try:
            yield
        finally:
            if connection.is_usable():
                cursor.execute("RESET lock_timeout")


def wake(name: str, *, seconds: int = WAKE_SECONDS, producer: Producer | None = None) -> None:
    """Tell a worker that there is something to do for a run; if no broker answers, the schedule will.

    A process that has a way to the broker hands it in; else one is opened that stays for as long as the process lives.
    Where the broker is the database, two processes that make its queue ready at once may be told so by any error of it.
    """
    try:
        current_app.send_task(f"dossiers.tasks.{name}", expires=seconds, producer=producer)
    except (NoBroker, DriverError) as error:
        log.warning("run.not_woken", run=name, error=str(error))
