"""Advisory locks: one list of numbers, taken and left again whatever happens inside."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection

from procedures import locks
from procedures.locks import Lock
from tests.test_repository import modules, short

SPEAKS_OF_LOCKS = {
    "procedures/locks.py",
    # Keys made of words, not numbers of the list.
    "accounts/entry/tries.py",
    "accounts/people/persons.py",
    # A connection of its own holds the schedule's, and the health page looks who does.
    "portal/processes/schedule.py",
    "portal/health.py",
}


def is_free(lock: Lock, number: int | None = None) -> bool:
    """Tell whether another process could take a lock."""
    found: list[bool] = []

    def ask() -> None:
        with locks.alone(lock, number) as is_ours:
            found.append(is_ours)
        connection.close()

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join(10)
    return found == [True]


@contextmanager
def _broken() -> Iterator[None]:
    with pytest.raises(ZeroDivisionError):
        yield


@pytest.mark.usefixtures("committed_db")
@pytest.mark.parametrize("number", [None, 7])
def test_a_lock_is_held_by_one_and_left_whatever_happened_inside(number: int | None) -> None:
    with _broken(), locks.alone(Lock.JOB, number) as is_ours:
        assert is_ours
        assert not is_free(Lock.JOB, number)
        raise ZeroDivisionError

    assert is_free(Lock.JOB, number)


@pytest.mark.usefixtures("committed_db")
def test_the_lock_of_one_thing_leaves_the_others_free() -> None:
    with locks.alone(Lock.JOB, 7):
        assert is_free(Lock.JOB, 8)
        assert is_free(Lock.JOB)
        assert is_free(Lock.RECOUNT, 7)


def test_the_numbers_that_processes_of_the_release_before_hold_stay_what_they_are() -> None:
    assert {lock.name: lock.value for lock in Lock} == {
        "SEALS": 0x5EA1,
        "CALENDARS": 20160801,
        "RECOUNT": 20160802,
        "HISTORY": 20160804,
        "SCHEDULE": 20160805,
        "JOB": 20160806,
        "LOOKING": 20160807,
        "SUMS": 20160808,
        "COMPARING": 20160809,
        "ALERTS": 20160811,
        "MORNING": 20160814,
        "LADDER": 20160815,
        "TEXTS": 20160816,
        "COUNTER": 20160817,
        "COLLECTING": 20160818,
        "DAILY": 20160823,
        "PLACES": 20160820,
        "OUTLOOK": 20160821,
        "RETURNS": 20160822,
        "CASH": 20160812,
        "STATEMENT": 20160813,
    }


def test_no_other_module_takes_an_advisory_lock() -> None:
    speaks = {short(path) for path in modules() if re.search(r"pg_\w*advisory|'advisory'", path.read_text())}

    assert speaks == SPEAKS_OF_LOCKS
