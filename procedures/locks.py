"""Advisory locks of the database: every number once, so that no two kinds of work ever share one by mistake.

They lie here because ``procedures`` is the lowest app that takes one; each app above sees them too.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum

from django.db import connection


class Lock(IntEnum):
    """What is locked; the values are seen by processes of another release."""

    SEALS = 0x5EA1
    """Sealing days that are over."""
    CALENDARS = 20160801
    """Between commands that count, which share it, and a calendar that comes into force."""
    RECOUNT = 20160802
    """Counting dossiers again after a change of the calendar."""
    HISTORY = 20160804
    """Playing the years before."""
    SCHEDULE = 20160805
    """Being the schedule at work."""
    JOB = 20160806
    """Going on with one job: taken together with the job's number."""
    LOOKING = 20160807
    """Looking at files that have come: one process is enough, and the others have their work."""
    SUMS = 20160808
    """Adding to the sums of statistics: two processes would add the same."""
    COMPARING = 20160809
    """Holding the sums of statistics against the dossiers: once is enough."""
    CASH = 20160812
    """Closing the cash of a day, which whoever records cash shares: a trigger takes it (``dossiers`` migration 0069)."""
    STATEMENT = 20160813
    """Reading a bank statement: a payment that was recorded by hand is one transfer of one statement."""
    ALERTS = 20160811
    """Looking for what warns, and telling people: nobody is told twice."""
    MORNING = 20160814
    """Telling officers of their day: nobody is told twice."""
    LADDER = 20160815
    """Telling who is above of deadlines: the same."""
    TEXTS = 20160816
    """Handing in text messages: no more in a minute than the operator wants."""
    COUNTER = 20160817
    """Noting who stands at the counter: two counters with the same person make one row."""
    COLLECTING = 20160818
    """Reminding applicants of results that wait: nobody is reminded twice."""
    PLACES = 20160820
    """Finding whom to tell that a receiving point moves: nobody is told twice."""
    RETURNS = 20160822
    """Reading mail that came back: one mailbox is read by one process."""
    OUTLOOK = 20160821
    """Holding what remains of dossiers against their return dates: the same."""
    DAILY = 20160823
    """Telling applicants once a day: nobody is told twice."""


@contextmanager
def alone(lock: Lock, number: int | None = None) -> Iterator[bool]:
    """Hold a lock as long as this connection lives, if nobody has it; say whether it is ours.

    With a number, below 2³¹, it is the lock of that one thing alone.
    """
    places, key = ("%s", [lock.value]) if number is None else ("%s::int, %s::int", [lock.value, number])
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_try_advisory_lock({places})", key)
        is_ours = cursor.fetchone() == (True,)
        try:
            yield is_ours
        finally:
            if is_ours and connection.is_usable():
                cursor.execute(f"SELECT pg_advisory_unlock({places})", key)


def is_taken(lock: Lock) -> bool:
    """Say whether some connection to this database holds a lock at this moment; take nothing."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks JOIN pg_database AS here ON here.oid = database"
            " WHERE here.datname = current_database() AND locktype = 'advisory' AND granted"
            " AND objsubid = 1 AND classid = 0 AND objid = %s)",
            [lock.value],
        )
        is_there: bool = cursor.fetchone() == (True,)
        return is_there


def take(lock: Lock) -> None:
    """Wait for a lock and hold it until the end of this transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [lock.value])


def take_free(lock: Lock) -> bool:
    """Hold a lock until the end of this transaction, if nobody has it; say whether it is ours."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [lock.value])
        is_ours: bool = cursor.fetchone() == (True,)
        return is_ours


SHARED = "pg_advisory_xact_lock_shared(%s)"
"""What ``share`` asks, as SQL that takes the lock's number, for a statement that locks a row too."""


def share(lock: Lock) -> None:
    """Wait until nobody holds a lock alone, and share it with others until the end of this transaction."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {SHARED}", [lock.value])
