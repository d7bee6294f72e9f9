"""The product as it is served, on a free port, and what its processes hold in memory."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

ROOT = Path(__file__).parent.parent
START_SECONDS = 60
GUNICORN = ("-m", "gunicorn", "-c", "python:portal.web", "portal.wsgi")


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs: its port and its first process."""

    port: int
    pid: int

    def workers(self) -> list[int]:
        """Return the processes that answer."""
        return [int(pid) for pid in Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()]


def collect() -> None:
    """Collect the product's static files, in its own settings: Viewflow's are not complete."""
    given = os.environ | {"DJANGO_SETTINGS_MODULE": "portal.settings"}
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--no-input", "-v", "0"], cwd=ROOT, env=given, check=True
    )


@contextmanager
def running(command: tuple[str, ...] = GUNICORN, **given: str) -> Iterator[Server]:
    """Serve the database of the run with the settings of the environment; end the server by its pid."""
    port = _free_port()
    words = [sys.executable, *(word.replace("{port}", str(port)) for word in command)]
    environment = os.environ | {"PORT": str(port)} | given
    with subprocess.Popen(words, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            _await(port, process)
            yield Server(port, process.pid)
        finally:
            process.terminate()


def pss_mb(pid: int) -> float:
    """Return a process's proportional share of memory: its own, and its part of what it shares, in megabytes."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    raise LookupError(f"no memory of {pid}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _await(port: int, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            # It listens before it has workers: what they share is loaded until then.
            with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=START_SECONDS):
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(f"no server on port {port}")
