"""The demo: one command, one process tree, nothing left behind.

Ctrl-C reaches this process alone, which ends the others in order. What ends by itself, or is killed, is
started again, the embedded database included: its data are whole after any crash.
"""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import FrameType
from typing import NoReturn
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from portal import env, postgres
from portal.processes import supervisor
from portal.processes.supervisor import LOGS, Child, ChildError

_PYTHON = (sys.executable, "-m")
_CELERY = (*_PYTHON, "celery", "-A", "portal.celery")
CHILDREN: Mapping[str, Sequence[str]] = {
    "web": (*_PYTHON, "gunicorn", "-c", "python:portal.web", "portal.wsgi"),
    "worker": (*_CELERY, "worker", "--without-gossip", "--without-mingle", "-l", "INFO"),
    "schedule": (*_CELERY, "beat", "-l", "INFO", "--pidfile", ""),
}
ORPHANED = {"schedule": signal.SIGKILL}
"""The schedule keeps nothing between two starts; Celery's handler of SIGTERM raises wherever it is just then,
which a finaliser may swallow."""
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
_START_SECONDS = 180
_READY_SECONDS = 180
_LOOK_SECONDS = 0.5
_SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER of prctl(2)


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
    except (env.EnvError, postgres.PostgresError, ChildError, DemoError) as error:
        print(error, file=sys.stderr)
        return 1
    except Stopped:
        return 0


class DemoError(Exception):
    """The demo could not start or go on; the message says why."""


def _run(environment: dict[str, str], given: env.Env) -> NoReturn:
    """Run everything, beside the embedded server if no other is named."""
    if given.database:
        _serve(environment, given, None)
    print("Starting PostgreSQL …", flush=True)
    cluster = postgres.cluster("demo")
    left = _without_files(cluster, given.storage or postgres.BASE_DIR / ".demo" / "files")
    handle = postgres.Handle(cluster)
    if left:
        _say(left)
    try:
        _serve({**environment, "DATABASE_URL": handle.cluster.dsn()}, given, handle)
    finally:
        _ignore_signals()
        handle.release()
        _reap()


def _serve(environment: dict[str, str], given: env.Env, database: postgres.Handle | None) -> NoReturn:
    """Prepare the data, start the children, and keep all of it running until we are stopped."""
    print("Preparing the data …", flush=True)
    children: list[Child] = []
    try:
        _prepare(environment, database.cluster if database else None, with_history=given.history)
        # The page first: on a small machine the others would slow its start.
        for name, command in CHILDREN.items():
            orphaned = ORPHANED.get(name, signal.SIGTERM)
            children.append(Child(name, command, environment, orphaned=orphaned))
            children[-1].start()
            _await_page(given.port, children)
        if given.history:
            children.append(Child("history", HISTORY, environment, may_end=True))
            children[-1].start()
        _await_ready(given.port)
        _welcome(given.port, database.cluster.folder if database else None)
        _keep(children, database)
    finally:
        _ignore_signals()
        supervisor.end(children)


def _keep(children: Sequence[Child], database: postgres.Handle | None) -> NoReturn:
    """Start again whatever ends, for ever: the database first, which the others need."""
    is_away = False
    while True:
        was_away, is_away = is_away, False
        try:
            if database is not None and database.keep():
                _say("PostgreSQL had ended and was started again.")
        except postgres.PostgresError as error:
            is_away = True
            if not was_away:
                _say(f"PostgreSQL has ended and does not start; it is tried again. {error}")
        for child in children:
            child.tend(_say, may_fail=is_away)
        time.sleep(_LOOK_SECONDS)


def _say(sentence: str) -> None:
    """Tell whoever watches."""
    print(sentence, file=sys.stderr, flush=True)


def _without_files(cluster: postgres.Cluster, files: Path) -> str:
    """Return what to say of data whose files are gone, which another checkout at the same path has left; "" otherwise.

    Root's clusters lie outside of the checkout and outlive it.
    """
    if not cluster.data.exists() or files.exists():
        return ""
    return (
        f"The data in {cluster.folder} were left by an earlier checkout at this path; the files of their dossiers"
        " are gone with it. To begin anew, stop the demo and move that folder away."
    )


def _prepare(environment: Mapping[str, str], cluster: postgres.Cluster | None, *, with_history: bool) -> None:
    """Migrate, seed and collect, in a process that ends before any other starts.

    Where a checkout stood before at the same path, its data are found again; the way out of them is named.
    """
    options = ("--with-history",) if with_history else ()
    command = supervisor.bound((sys.executable, "manage.py", "prepare_demo", *options))
    done = subprocess.run(command, env=environment, cwd=postgres.BASE_DIR, start_new_session=True, check=False)
    if done.returncode:
        way_out = (
            f" To begin anew, move {cluster.folder} away: what it holds may be of another checkout." if cluster else ""
        )
        raise DemoError(f"The data could not be prepared; the reason stands above.{way_out}")


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


def _await_page(port: int, children: Sequence[Child]) -> None:
    """Wait until the first page answers."""
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until:
        for child in children:
            child.tend(_say, may_fail=False)
        try:
            with urlopen(f"http://127.0.0.1:{port}/", timeout=10):
                return
        except HTTPError as error:
            raise DemoError(f"The first page answers {error.code}; the reason stands in {LOGS / 'web.log'}.") from None
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise DemoError(f"No page within {_START_SECONDS} s; the reason may stand in {LOGS}.")


def _await_ready(port: int) -> None:
    """Wait until the work behind the pages goes on; where it does not, say what keeps it and go on without it."""
    until = time.monotonic() + _READY_SECONDS
    told = ""
    while time.monotonic() < until:
        try:
            with urlopen(f"http://127.0.0.1:{port}/readyz", timeout=10):
                return
        except HTTPError as error:
            with error:
                told = error.read().decode()
        except (URLError, ConnectionError, TimeoutError) as error:
            told = str(error)
        time.sleep(0.2)
    print(
        f"The pages are there. What the sample dossiers send is still being written: /readyz says\n{told}",
        file=sys.stderr,
    )


def _welcome(port: int, cluster: Path | None) -> None:
    """Say where the demo is, who can sign in, and where its data lie: several checkouts have theirs side by side."""
    print(f"\nMột Cửa: http://127.0.0.1:{port}/\n\nAccounts, all with the password motcua-demo:\n{ACCOUNTS}")
    data = f"Data: .demo, and the database in {cluster}. " if cluster else ""
    print(f"{data}Logs: {LOGS.relative_to(postgres.BASE_DIR)}. Ctrl-C stops everything; the data stays.", flush=True)


def _reap() -> None:
    """Collect what others have left to us (the server, its keeper)."""
    try:
        while os.waitpid(-1, os.WNOHANG) != (0, 0):
            pass
    except ChildProcessError:
        return


if __name__ == "__main__":
    sys.exit(main())
