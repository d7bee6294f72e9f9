"""Real processes beside a test: each with its words in a file, waited for, killed as a crash would."""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from http.client import HTTPException
from pathlib import Path
from urllib.request import urlopen

from django.conf import settings

from portal.postgres import BASE_DIR
from tests import databases

RUNTIME = BASE_DIR / ".cache" / "runtime" / "bin" / "python"
"""What a server has: the runtime's packages and no other."""
SECONDS = 30


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait(is_true: Callable[[], object], seconds: float = SECONDS, words: Callable[[], str] = str) -> None:
    """Wait until something has come true; fail with somebody's words if it does not."""
    until = time.monotonic() + seconds
    while not is_true():
        assert time.monotonic() < until, f"It did not come true within {seconds} s. {words()}"
        time.sleep(0.05)


def environment(**more: str) -> dict[str, str]:
    """Point the site's own settings at the test's database, files and mail."""
    places = {"STORAGE_URL": f"file://{settings.MEDIA_ROOT}", "EMAIL_URL": f"file://{settings.MAIL_DIR}"}
    own = {"DJANGO_SETTINGS_MODULE": "portal.settings", "DATABASE_URL": databases.url(), "MOTCUA_DEMO": "1"}
    return {**os.environ, **own, **places, **more}


def runtime() -> str:
    """Return the interpreter of the runtime's packages."""
    assert RUNTIME.exists(), "It is missing. Run this once: make .cache/runtime/.installed"
    return str(RUNTIME)


class Program:
    """A process in a session of its own."""

    def __init__(self, name: str, command: Sequence[str], given: Mapping[str, str]) -> None:
        self.name, self.command, self.given = name, command, given
        self.log = Path(settings.RUN_DIR) / settings.WORKER / "logs" / f"{name}.log"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> "Program":
        """Start it, its words to a file that begins anew."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("wb") as words:
            self.process = subprocess.Popen(
                self.command,
                env=dict(self.given),
                cwd=BASE_DIR,
                stdin=subprocess.DEVNULL,
                stdout=words,
                stderr=words,
                start_new_session=True,
            )
        return self

    def words(self) -> str:
        """Read what it has said."""
        return self.log.read_text(errors="replace")

    def wait(self, is_true: Callable[[], object], seconds: float = SECONDS) -> None:
        """Wait until something has come true; fail with its words if it does not."""
        wait(is_true, seconds, lambda: f"The {self.name} says:\n{self.words()}")

    def kill(self) -> None:
        """End it and its children as a crash would."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None


def celery(*arguments: str, python: str, **more: str) -> Program:
    """Describe one of Celery's processes."""
    command = [python, "-m", "celery", "-A", "portal.celery", *arguments, "-l", "INFO"]
    return Program(f"celery-{arguments[0]}", command, environment(**more))


def worker(*, python: str, **more: str) -> Program:
    """Describe a worker as the README starts it."""
    return celery("worker", "--without-gossip", "--without-mingle", python=python, **more)


def schedule(*, python: str, **more: str) -> Program:
    """Describe a schedule as the README starts it."""
    return celery("beat", "--pidfile", "", python=python, **more)


def web(port: int, *, python: str, **more: str) -> Program:
    """Describe the web server as the README starts it."""
    command = [python, "-m", "gunicorn", "-c", "python:portal.web", "portal.wsgi"]
    return Program("web", command, environment(PORT=str(port), **more))


def memory_server(port: int, program: str = "redis-server") -> Program:
    """Describe a Redis or a Valkey that keeps nothing."""
    path = shutil.which(program)
    assert path, f"Missing package. Run this once: sudo apt-get install {program}"
    options = ["--bind", "127.0.0.1", "--port", str(port), "--save", "", "--appendonly", "no", "--dir", "/tmp"]
    return Program(f"{program}-{port}", [path, *options], os.environ)


def listens(port: int) -> bool:
    """Tell whether somebody answers on a port."""
    with closing(socket.socket()) as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def serves(port: int) -> bool:
    """Tell whether the web on a port takes a request: it listens already while it still loads what its workers share."""
    try:
        with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=1):
            return True
    except (OSError, HTTPException):
        return False


@contextmanager
def running(*programs: Program) -> Iterator[None]:
    """Run programs for the length of a block."""
    try:
        for program in programs:
            program.start()
        yield
    finally:
        for program in reversed(programs):
            program.kill()


@contextmanager
def redis(program: str = "redis-server") -> Iterator[str]:
    """Run a Redis of this test's own; yield its address."""
    port = free_port()
    server = memory_server(port, program)
    with running(server):
        server.wait(lambda: listens(port))
        yield f"redis://127.0.0.1:{port}/0"
