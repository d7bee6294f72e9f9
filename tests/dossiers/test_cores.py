"""A work that is shared by processes: told in order, ended as a whole, and nothing of it goes on alone."""

import os
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection

from dossiers import cores
from portal.postgres import BASE_DIR

HERE = "tests.dossiers.test_cores"
MAIN = f"""
import sys
import django

if __name__ == "__main__":
    django.setup()
    from dossiers import cores
    list(cores.each("{HERE}.asleep", [(sys.argv[1],)] * 2, processes=2))
"""


def squared(number: int) -> int:
    """Return a square, the sooner the larger it is."""
    time.sleep(0.3 / (number + 1))
    return number * number


def database() -> str:
    """Return which database a process is connected to."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database()")
        return str(cursor.fetchone()[0])


def refused(number: int) -> int:
    """Raise for one part."""
    if number == 1:
        raise ValueError("no such number")
    return number


def killed(number: int) -> int:
    """Be killed at one part."""
    if number == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def asleep(folder: str) -> None:
    """Say which process this is, and do not come to an end."""
    Path(folder, str(os.getpid())).touch()
    time.sleep(600)


def runs(pid: int) -> bool:
    """Say whether a process is there and no mere entry of the table."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_for(what, seconds: float = 60) -> None:
    """Wait until something is so."""
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until
        time.sleep(0.05)


def pids(folder: Path) -> list[int]:
    """Return the processes that have said that they are at it."""
    return [int(path.name) for path in folder.iterdir()]


def test_what_is_done_is_told_in_the_order_of_the_parts_whichever_ends_first():
    assert list(cores.each(f"{HERE}.squared", [(0,), (5,), (20,)], processes=2)) == [0, 25, 400]


def test_of_no_parts_nothing_is_told():
    assert list(cores.each(f"{HERE}.squared", [], processes=2)) == []


@pytest.mark.django_db
def test_each_process_has_the_database_of_the_caller():
    assert list(cores.each(f"{HERE}.database", [()], processes=1)) == [database()]


@pytest.mark.parametrize(
    ("function", "told"),
    [
        ("refused", "A part of the work failed: ValueError: no such number"),
        ("killed", "ended before its part was done"),
    ],
)
def test_a_part_that_is_not_done_ends_the_work_with_a_sentence(function, told):
    parts = cores.each(f"{HERE}.{function}", [(0,), (1,), (2,)], processes=1)

    assert next(parts) == 0
    with pytest.raises(cores.PartError, match=told):
        next(parts)


def test_nothing_goes_on_that_nobody_asks_for_any_more(tmp_path):
    began = time.monotonic()
    with closing(cores.each(f"{HERE}.asleep_after", [(1, str(tmp_path)), (2, str(tmp_path))], processes=2)) as parts:
        assert next(parts) == 1
        wait_for(lambda: pids(tmp_path))

    assert not any(runs(pid) for pid in pids(tmp_path))
    assert time.monotonic() - began < 300


def asleep_after(number: int, folder: str) -> int:
    """Do the first part, and sleep in all others."""
    if number > 1:
        asleep(folder)
    return number


@pytest.mark.parametrize("way", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_where_the_caller_is_ended_no_process_goes_on(tmp_path, way):
    caller = tmp_path / "caller.py"
    caller.write_text(MAIN)
    folder = tmp_path / "pids"
    folder.mkdir()
    environment = {**os.environ, "PYTHONPATH": str(BASE_DIR)}
    process = subprocess.Popen(
        [sys.executable, str(caller), str(folder)], env=environment, cwd=BASE_DIR, stderr=subprocess.DEVNULL
    )
    wait_for(lambda: len(pids(folder)) == 2)

    process.send_signal(way)

    assert process.wait(60) != 0
    wait_for(lambda: not any(runs(pid) for pid in pids(folder)))
