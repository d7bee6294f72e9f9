"""The demo's supervisor: what ends is started again, and what only ends is not tried for ever."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from portal.postgres import BASE_DIR
from portal.processes import supervisor
from portal.processes.supervisor import Child, ChildError
from tests import programs

FOREVER = "import time; print('up', flush=True); time.sleep(60)"
WITH_A_CHILD = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {FOREVER!r}]); {FOREVER}"
DEAF = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {FOREVER}"
SUPERVISES = """
import os, signal, sys, time
from pathlib import Path
from portal.processes.supervisor import Child

child = Child("child", [sys.executable, "-c", sys.argv[1]], os.environ, folder=Path(sys.argv[2]), orphaned=signal.SIGKILL)
child.start()
print(child.process.pid, flush=True)
time.sleep(60)
"""
Made = Callable[..., Child]


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Made]:
    """Describe children; end them all afterwards."""
    children: list[Child] = []

    def make(script: str, *, may_end: bool = False) -> Child:
        child = Child("child", [sys.executable, "-c", script], os.environ, may_end, tmp_path)
        children.append(child)
        child.start()
        return child

    yield make
    supervisor.end(children)


def tended(child: Child, *, may_fail: bool = False) -> list[str]:
    """Look after a child once; return what was said."""
    said: list[str] = []
    child.tend(said.append, may_fail=may_fail)
    return said


def until_it_ends(child: Child) -> None:
    programs.wait(lambda: child.process is None or psutil.Process(child.process.pid).status() == psutil.STATUS_ZOMBIE)


def look_after(child: Child, times: int, *, may_fail: bool = False) -> None:
    for _look in range(times):
        until_it_ends(child)
        tended(child, may_fail=may_fail)


def test_what_was_killed_is_started_again_and_its_log_goes_on(made: Made) -> None:
    child = made(FOREVER)
    programs.wait(lambda: child.last_words() == "up")
    first = child.process.pid
    assert tended(child) == []

    os.kill(first, signal.SIGKILL)
    until_it_ends(child)
    [said] = tended(child)

    assert said == f"The process “child” has ended (signal SIGKILL) and is started again; its log is {child.log}."
    programs.wait(lambda: [tended(child), child.process is not None][1])
    assert child.process.pid != first
    programs.wait(lambda: child.last_words() == "up\nup")


def test_what_a_killed_one_had_started_is_ended_with_it(made: Made) -> None:
    child = made(WITH_A_CHILD)
    programs.wait(lambda: child.last_words() == "up\nup")
    [grandchild] = psutil.Process(child.process.pid).children()

    os.kill(child.process.pid, signal.SIGKILL)
    until_it_ends(child)
    tended(child)

    programs.wait(lambda: not grandchild.is_running() or grandchild.status() == psutil.STATUS_ZOMBIE)


def test_what_misses_a_signal_goes_with_a_supervisor_that_is_killed_where_it_is_to(tmp_path: Path) -> None:
    command = [sys.executable, "-c", SUPERVISES, DEAF, str(tmp_path)]
    with subprocess.Popen(command, cwd=BASE_DIR, stdout=subprocess.PIPE, text=True) as above:
        assert above.stdout is not None
        child = psutil.Process(int(above.stdout.readline()))
        programs.wait(lambda: "up" in (tmp_path / "child.log").read_text())
        above.kill()

    programs.wait(lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE)


def test_what_may_end_is_done_when_it_ends_well(made: Made) -> None:
    child = made("pass", may_end=True)
    until_it_ends(child)

    assert tended(child) == []
    assert child.is_done
    assert tended(child) == []
    assert child.process is None


@pytest.mark.parametrize("may_end", [True, False])
def test_what_only_ends_is_given_up_with_its_last_words(made: Made, may_end: bool, monkeypatch) -> None:
    monkeypatch.setattr(supervisor, "LONGEST_PAUSE", 0.0)
    child = made("raise SystemExit('no such option')", may_end=may_end)

    with pytest.raises(ChildError) as given_up:
        look_after(child, supervisor.MOST_QUICK_ENDS * 2)

    assert "no such option\nThe process “child” ends again and again" in str(given_up.value)
    assert child.quick_ends == supervisor.MOST_QUICK_ENDS


def test_what_is_killed_again_and_again_is_started_as_often(made: Made, monkeypatch) -> None:
    monkeypatch.setattr(supervisor, "LONGEST_PAUSE", 0.0)
    child = made(FOREVER)

    for _kill in range(supervisor.MOST_QUICK_ENDS * 2):
        os.kill(child.process.pid, signal.SIGKILL)
        until_it_ends(child)
        tended(child)
        tended(child)

    assert child.process is not None
    assert child.process.poll() is None


def test_while_the_database_is_away_no_end_is_held_against_it(made: Made, monkeypatch) -> None:
    monkeypatch.setattr(supervisor, "LONGEST_PAUSE", 0.0)
    child = made("raise SystemExit(1)")

    look_after(child, supervisor.MOST_QUICK_ENDS * 3, may_fail=True)

    assert child.quick_ends == 0


def test_a_pause_grows_with_each_quick_end(made: Made) -> None:
    child = made("raise SystemExit(1)")
    until_it_ends(child)

    tended(child)
    assert 0.5 < child.start_again_at - time.monotonic() < 1.01
    tended(child)
    assert child.process is None, "not before its time"
