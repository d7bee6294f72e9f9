"""Trying a command again where the database has ended its transaction for the sake of another one."""

from collections.abc import Callable
from functools import wraps

import structlog
from django.db import OperationalError
from psycopg.errors import DeadlockDetected, SerializationFailure

log = structlog.get_logger()

TRIES = 3
PASSING = (DeadlockDetected, SerializationFailure)
"""What the database raises when it has undone the whole of a transaction: nothing of it was written."""


def tried_again[**P, R](command: Callable[P, R]) -> Callable[P, R]:
    """Run a command anew, in a transaction of its own, after a deadlock or a failed serialisation; three times at most.

    A connection that is lost is another matter: nobody knows whether the commit was heard, so it is raised.
    """

    @wraps(command)
    def again(*args: P.args, **kwargs: P.kwargs) -> R:
        for failed in range(1, TRIES):
            try:
                return command(*args, **kwargs)
            except OperationalError as error:
                if not isinstance(error.__cause__, PASSING):
                    raise
                log.warning("command.tried_again", command=command.__name__, failed=failed)
        return command(*args, **kwargs)

    return again
