"""How long work behind the scenes waits for a row that somebody else is writing."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

LOCK_WAIT = "3s"
"""The next run comes back to what is not free by then."""


@contextmanager
def short_locks() -> Iterator[None]:
    """Let nobody's long transaction hold up the whole run: waiting for a lock ends with an OperationalError."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [LOCK_WAIT])
        try:
            yield
        finally:
            cursor.execute("RESET lock_timeout")
