"""The demo as a whole: it comes up with its people and dossiers, and goes without leaving a process."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from typing import Self
from urllib.error import HTTPError
from urllib.request import urlopen

import psutil
import pytest

from dossiers.models import Dossier, JobRun
from portal.postgres import BASE_DIR
from tests import databases, programs
from tests.programs import free_port

SECONDS = 90


class Demo:
    """A demo on the test's database, which is gone at the end of its block whatever came between."""

    def __init__(self) -> None:
        self.port = free_port()
        # The years before have a test of their own; here they would only take time.
        own = {"PORT": str(self.port), "DATABASE_URL": databases.url(), "MOTCUA_DEMO": "", "MOTCUA_HISTORY": "0"}
        # Nothing waits for a minute here.
        own["TAKE_BACK_SECONDS"] = "1"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "portal.demo.run"],
            env={**os.environ, **own},
            cwd=BASE_DIR,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.words = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        """Leave nothing that would work on in the database of the tests after it."""
        if self.process.poll() is None:
            left = [psutil.Process(self.process.pid), *self.tree()]
            for one in left:
                with suppress(psutil.Error):
                    one.kill()
            psutil.wait_procs(left, SECONDS)
        self.process.wait(SECONDS)
        self.process.stdout.close()

    def wait_until_up(self) -> None:
        """Read until the last line of the welcome."""
        for line in self.process.stdout:
            self.words += line
            if "Ctrl-C" in line:
                return
        pytest.fail(f"The demo has ended: {self.words}")

    def tree(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def end(self, kind: signal.Signals) -> list[str]:
        """Send a signal to the demo alone and return what is still there after a while."""
        tree = self.tree()
        assert len(tree) >= 5, "web and its workers, the worker, the schedule"
        self.process.send_signal(kind)
        self.process.wait(SECONDS)
        until = time.monotonic() + 20
        while left := [one for one in tree if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]:
            if time.monotonic() > until:
                return [" ".join(one.cmdline()) for one in left]
            time.sleep(0.05)
        return []


def one_of(demo: Demo, word: str) -> psutil.Process:
    """Return the process of a demo whose command holds a word, waiting for it."""
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        for process in demo.tree():
            with suppress(psutil.Error):
                if word in " ".join(process.cmdline()) and process.status() != psutil.STATUS_ZOMBIE:
                    return process
        time.sleep(0.1)
    pytest.fail(f"no {word}")


def readiness(demo: Demo) -> str:
    """Return what the demo says of itself: "ok" and a line for each part, or which keeps it from its work."""
    try:
        with urlopen(f"http://127.0.0.1:{demo.port}/readyz", timeout=10) as page:
            return page.read().decode()
    except HTTPError as error:
        return error.read().decode()
    except OSError as error:
        return str(error)


def is_ready(demo: Demo) -> bool:
    return readiness(demo).startswith("ok\n")


def assert_it_comes_back(demo: Demo) -> None:
    """Kill what serves pages, does the work and wakes it; each is started again and the work goes on."""
    for word in ("gunicorn: master", "celeryd", "celery beat"):
        killed = one_of(demo, word)
        killed.kill()
        programs.wait(lambda killed=killed, word=word: one_of(demo, word).pid != killed.pid, SECONDS)
    ran = JobRun.objects.get(job="relay").ended_at
    programs.wait(lambda: JobRun.objects.get(job="relay").ended_at > ran, SECONDS)
    programs.wait(lambda: is_ready(demo), SECONDS, lambda: readiness(demo))


def test_it_comes_up_whatever_is_killed_comes_back_and_it_goes_without_a_trace(committed_db):
    with Demo() as first:
        first.wait_until_up()

        assert f"http://127.0.0.1:{first.port}/" in first.words
        with urlopen(f"http://127.0.0.1:{first.port}/") as page:
            assert page.status == 200
        made = Dossier.objects.count()
        assert made > 0
        assert is_ready(first), readiness(first)
        assert_it_comes_back(first)
        assert first.end(signal.SIGINT) == []
        assert first.process.returncode == 0

    with Demo() as second:
        second.wait_until_up()

        assert Dossier.objects.count() == made, "a second start finds what is there"
        assert second.end(signal.SIGKILL) == []
