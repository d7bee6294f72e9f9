"""The demo: one command, one process tree, nothing left behind.

Each child runs in a session of its own, so that Ctrl-C reaches this process alone, which ends
them in order; if this process is killed, the kernel ends them (``setpriv --pdeathsig``).
"""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from portal import env, postgres

LOGS = postgres.BASE_DIR / ".demo" / "logs"
_PYTHON = (sys.executable, "-m")
_CELERY = (*_PYTHON, "celery", "-A", "portal.celery")
CHILDREN: Mapping[str, Sequence[str]] = {
    "web": (*_PYTHON, "gunicorn", "-c", "python:portal.web", "portal.wsgi"),
    "worker": (*_CELERY, "worker", "--concurrency", "1", "--without-gossip", "--without-mingle", "-l", "INFO"),
    "schedule": (*_CELERY, "beat", "-l", "INFO", "--pidfile", ""),
}
HISTORY = ("nice", "-n", "19", sys.executable, "manage.py", "load_history")
"""The rest of the model case, loaded behind the running demo: with what the others leave of the machine."""
ACCOUNTS = """\
  alice    citizen                     viet-an  representative of an organisation
  bob      one-stop officer            dung     specialist
  hoa      head of division            lan      department leader
  van      provincial office           tam      records clerk
  carol    manager                     mallory  a citizen with nothing
  admin    administrator
"""
_START_SECONDS = 60
_STOP_SECONDS = 15
_SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER of prctl(2)


@dataclass(frozen=True, slots=True)
class Child:
    """A process of the demo and the file that its words go to."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path
    may_end: bool = False
    """Whether it is done at some time, and the demo goes on without it."""


class Stopped(Exception):  # noqa: N818 - not an error: somebody pressed Ctrl-C
    """The demo was asked to stop."""


def main() -> int:
    """Run the demo until it is stopped; return the exit code."""
    for wanted in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(wanted, _stop)
    # Whatever a child leaves behind becomes our child, and does not stay as a zombie.
    ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)
    environment = {**os.environ, "MOTCUA_DEMO": "1", "DJANGO_SETTINGS_MODULE": "portal.settings"}
    try:
        given = env.read(environment)
        _require_free(given.port)
        return _run(environment, given)
    except (env.EnvError, postgres.PostgresError, DemoError) as error:
        print(error, file=sys.stderr)
        return 1
    except Stopped:
        return 0


class DemoError(Exception):
    """The demo could not start or go on; the message says why."""


def _run(environment: dict[str, str], given: env.Env) -> int:
    """Run everything, beside the embedded server if no other is named."""
    if given.database:
        return _serve(environment, given)
    print("Starting PostgreSQL …", flush=True)
    handle = postgres.Handle(postgres.cluster("demo"))
    try:
        return _serve({**environment, "DATABASE_URL": handle.cluster.dsn()}, given)
    finally:
        _ignore_signals()
        handle.release()
        _reap()


def _serve(environment: dict[str, str], given: env.Env) -> int:
    """Prepare the data, start the children, and watch them until one ends or we are stopped."""
    print("Preparing the data …", flush=True)
    children: list[Child] = []
    try:
        _prepare(environment, with_history=given.history)
        # The page first: on a small machine the others would slow its start.
        for name, command in CHILDREN.items():
            children.append(_start(name, command, environment))
            _await_page(given.port, children)
        if given.history:
            children.append(_start("history", HISTORY, environment, may_end=True))
        _welcome(given.port)
        while True:
            _require_alive(children)
            time.sleep(0.5)
    finally:
        _ignore_signals()
        _end(children)


def _prepare(environment: Mapping[str, str], *, with_history: bool) -> None:
    """Migrate, seed and collect, in a process that ends before any other starts."""
    options = ("--with-history",) if with_history else ()
    command = _bound((sys.executable, "manage.py", "prepare_demo", *options))
    done = subprocess.run(command, env=environment, cwd=postgres.BASE_DIR, start_new_session=True, check=False)
    if done.returncode:
        raise DemoError("The data could not be prepared; the reason stands above.")


def _stop(_signal: int, _frame: FrameType | None) -> None:
    """Turn a signal into an exception, once."""
    _ignore_signals()
    raise Stopped


def _ignore_signals() -> None:
    """Let nothing disturb the ending: a second Ctrl-C would leave processes behind."""
    for wanted in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(wanted, signal.SIG_IGN)


def _require_free(port: int) -> None:
    """Refuse a port that somebody else listens on."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise DemoError(f"Port {port} is in use. Take another one: make demo PORT={port + 1}") from None


def _bound(command: Sequence[str]) -> list[str]:
    """Have the kernel end a command when this process is gone."""
    return ["setpriv", "--pdeathsig", "TERM", *command]


def _start(name: str, command: Sequence[str], environment: Mapping[str, str], *, may_end: bool = False) -> Child:
    """Start one child, its words to a file of its own."""
    LOGS.mkdir(parents=True, exist_ok=True)
    log = LOGS / f"{name}.log"
    with log.open("wb") as words:
        process = subprocess.Popen(
            _bound(command),
            env=environment,
            cwd=postgres.BASE_DIR,
            stdin=subprocess.DEVNULL,
            stdout=words,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    return Child(name, process, log, may_end)


def _require_alive(children: Sequence[Child]) -> None:
    """Raise DemoError, with the last words, if a child has ended that may not, or not well."""
    for child in children:
        code = child.process.poll()
        if code is not None and not (child.may_end and code == 0):
            words = "\n".join(child.log.read_text(errors="replace").splitlines()[-20:])
            raise DemoError(f"{words}\nThe process “{child.name}” has ended; its log is {child.log}.")


def _await_page(port: int, children: Sequence[Child]) -> None:
    """Wait until the first page answers."""
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until:
        _require_alive(children)
        try:
            with urlopen(f"http://127.0.0.1:{port}/", timeout=10):
                return
        except HTTPError as error:
            raise DemoError(f"The first page answers {error.code}; the reason stands in {LOGS / 'web.log'}.") from None
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise DemoError(f"No page within {_START_SECONDS} s; the reason may stand in {LOGS}.")


def _welcome(port: int) -> None:
    """Say where the demo is and who can sign in."""
    print(f"\nMột Cửa: http://127.0.0.1:{port}/\n\nAccounts, all with the password motcua-demo:\n{ACCOUNTS}")
    print(f"Logs: {LOGS.relative_to(postgres.BASE_DIR)}. Ctrl-C stops everything; the data stays.", flush=True)


def _end(children: Sequence[Child]) -> None:
    """Ask every child to end; after a while, kill what is left of each one's session."""
    for child in children:
        if child.process.poll() is None:
            child.process.terminate()
    until = time.monotonic() + _STOP_SECONDS
    for child in children:
        with suppress(subprocess.TimeoutExpired):
            child.process.wait(max(0.1, until - time.monotonic()))
        _kill_session(child.process.pid)
        child.process.wait()


def _kill_session(pid: int) -> None:
    """Kill what is left of a child's process group."""
    try:
        os.killpg(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def _reap() -> None:
    """Collect what others have left to us (the server, its keeper)."""
    try:
        while os.waitpid(-1, os.WNOHANG) != (0, 0):
            pass
    except ChildProcessError:
        return


if __name__ == "__main__":
    sys.exit(main())
