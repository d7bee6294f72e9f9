"""The bench's databases on a cluster of its own: the walked dossiers, filled copies of different size, and what a run uses.

A filled one stays, and says of what code it was made; each run works on a copy of it and begins with the same rows.
"""

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from bench import background
from portal import postgres

ROOT = Path(__file__).parent.parent
FILES = ROOT / ".cache" / "bench"
"""What is uploaded, issued and sent while the bench runs."""
CLUSTER = os.environ.get("BENCH_CLUSTER") or "bench"
IS_TRY = CLUSTER != "bench"
"""Whether this is a test of the bench, on the tests' cluster, which does not wait for the disk, with their seeds and files."""
NAMES = os.environ.get("BENCH_DATABASES") or "bench"
TEMPLATE = os.environ.get("BENCH_TEMPLATE") or "template1"
BASE, RUN, SMALL = f"{NAMES}_base", f"{NAMES}_run", f"{NAMES}_small"
_MADE_OF = (
    *(
        "bench/background.py",
        "dossiers/reports/cells.py",
        "bench/people.py",
        "bench/templates.py",
        "bench/*/migrations/*.py",
    ),
    *("*/migrations/*.py", "procedures/definitions/*/*.toml"),
)
_COUNTS = (os.environ.get("BENCH_CITIZENS", ""), os.environ.get("BENCH_DIVISIONS", ""))


def cluster() -> postgres.Cluster:
    """Return the cluster of the bench."""
    return postgres.cluster(CLUSTER, durable=not IS_TRY)


def environment(cluster: postgres.Cluster, database: str) -> dict[str, str]:
    """Return what points the settings at a database of the bench, and at files of the bench's own."""
    return {
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "DATABASE_URL": cluster.url(database),
        "STORAGE_URL": f"file://{FILES}/files",
        "EMAIL_URL": f"file://{FILES}/mail",
        "SEAL_ANCHOR": f"{FILES}/seal_anchor",
        "MOTCUA_DEMO": "1",
    }


def ready(cluster: postgres.Cluster, rows: int, name: str = RUN) -> None:
    """Make the database of a run with so many background dossiers, from one that is kept or is filled now."""
    filled = f"{NAMES}_{rows}"
    keep(cluster, filled, lambda: _fill(cluster, filled, rows), template=lambda: _base(cluster))
    _create(cluster, name, filled)


def keep(
    cluster: postgres.Cluster,
    name: str,
    fill: Callable[[], object],
    template: Callable[[], str] = lambda: TEMPLATE,
) -> None:
    """Make and fill a database, unless it is there, whole, and made of what would make it today."""
    if not _is_kept(cluster, name):
        _create(cluster, name, template())
        fill()
        comment = sql.SQL("COMMENT ON DATABASE {} IS {}")
        _on_server(cluster, comment.format(sql.Identifier(name), sql.Literal(made_of())))


def drop(cluster: postgres.Cluster, *names: str) -> None:
    """Drop databases that are there no longer than a run."""
    # A listener that nobody reads from stands in the middle of a sentence, and the server waits for it before it drops.
    unheard = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'ClientWrite' AND datname LIKE {}"
    )
    _on_server(cluster, sql.SQL(unheard).format(sql.Literal(f"{NAMES}%")))
    for name in names:
        _on_server(cluster, sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def empty(cluster: postgres.Cluster, name: str) -> Iterator[str]:
    """Make an empty database for the length of a block; give its address."""
    _create(cluster, name, "template1")
    try:
        yield cluster.url(name)
    finally:
        drop(cluster, name)


def _base(cluster: postgres.Cluster) -> str:
    """Name the database of the walked dossiers, which is made where it is not kept."""
    keep(cluster, BASE, lambda: _walk(cluster))
    return BASE


def _fill(cluster: postgres.Cluster, name: str, rows: int) -> None:
    with psycopg.connect(cluster.url(name)) as line:
        background.fill(line, rows)


def _walk(cluster: postgres.Cluster) -> None:
    """Fill the empty base in a process of its own, whose broker and caches lead there."""
    given = os.environ | environment(cluster, BASE)
    done = subprocess.run(
        [sys.executable, "-m", "bench.templates"], cwd=ROOT, env=given, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"the dossiers to copy could not be walked: {done.stderr[-2000:]}")


def _is_kept(cluster: postgres.Cluster, name: str) -> bool:
    query = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s"
    with psycopg.connect(cluster.url("postgres")) as server:
        row = server.execute(query, [name]).fetchone()
    return row is not None and row[0] == made_of()


def made_of() -> str:
    """Return the digest of all that decides what a filled database holds."""
    digest = hashlib.sha256("\n".join(_COUNTS).encode())
    for pattern in _MADE_OF:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _create(cluster: postgres.Cluster, name: str, template: str = TEMPLATE) -> None:
    drop(cluster, name)
    # By files, not by the log of changes: several gigabytes would be written twice.
    create = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy")
    _on_server(cluster, create.format(sql.Identifier(name), sql.Identifier(template)))


def _on_server(cluster: postgres.Cluster, statement: sql.Composed) -> None:
    with psycopg.connect(cluster.url("postgres"), autocommit=True) as server:
        server.execute(statement)
