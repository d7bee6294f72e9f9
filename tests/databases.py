"""Databases of a test run: one migrated and seeded template, a clone of it for each worker."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.conf import settings
from django.core.management import call_command, get_commands
from django.db import connection
from django.db.backends.utils import CursorWrapper
from kombu import pools
from psycopg import sql
from psycopg.conninfo import make_conninfo

from portal.celery import app

# Commands that fill what every test may count on, in this order.
SEEDS = ("publish_regimes", "load_people", "load_agencies", "publish_procedures", "seed_calendar")


def template() -> str:
    """Name this run's template."""
    return f"run_{settings.RUN}_template"


@contextmanager
def cloned() -> Iterator[None]:
    """Give the default connection a database of its own, made from the template."""
    name = settings.DATABASES["default"]["NAME"]
    _build_template_once()
    _use(name)
    _execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)"), name)
    _execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}"), name, template())
    _lead_broker_here()
    _note_seeds()
    try:
        yield
    finally:
        connection.close()
        _execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)"), name)


@contextmanager
def another() -> Iterator[None]:
    """Give the default connection a fresh database for a while, then the worker's own again."""
    own = connection.settings_dict["NAME"]
    fresh = f"{own}_another"
    _use(fresh)
    _execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)"), fresh)
    _execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}"), fresh, template())
    _lead_broker_here()
    try:
        yield
    finally:
        _use(own)
        _lead_broker_here()
        _execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)"), fresh)


def _lead_broker_here() -> None:
    """Have the broker's next connection lead to this database; those that are open may lead to one that is dropped."""
    settings.CELERY_BROKER_TRANSPORT_OPTIONS["conn_string"] = dsn()
    pools.reset()
    app._after_fork()


def dsn() -> str:
    """Name this worker's database in one text, for a child process."""
    return make_conninfo(**_parts(connection.settings_dict["NAME"]))


def url() -> str:
    """Name this worker's database as DATABASE_URL does."""
    parts = _parts(connection.settings_dict["NAME"])
    query = "&".join(f"{key}={value}" for key, value in parts.items() if key != "dbname")
    return f"postgresql:///{parts['dbname']}?{query}"


def clean() -> None:
    """Bring back the seeds as they were, whatever a committed test did to them, and delete all else that it has left.

    The log refuses every deletion by a trigger; a replica's session fires none.
    """
    with connection.cursor() as cursor:
        emptied = [table for table in connection.introspection.table_names(cursor) if table.startswith(MADE_BY_TESTS)]
        now = _rows(cursor)
        statements = [
            "SET session_replication_role = replica",
            *(f'DELETE FROM "{table}"' for table in emptied),
            *(_as_seeded(cursor, table) for table, rows in now.items() if rows != _seeded[table]),
            "SET session_replication_role = origin",
            "SELECT pgmq.purge_queue(queue_name) FROM pgmq.meta",
        ]
        cursor.execute("; ".join(statements))
        _seeded.update(_rows(cursor))


MADE_BY_TESTS = ("dossiers_", "django_session", "django_admin_log", "shared_cache")
SEEDED = ("accounts_", "account_", "procedures_")
_seeded: dict[str, str] = {}
"""The rows of each table that holds seeds, as ``_rows`` tells them."""


def _note_seeds() -> None:
    """Keep a copy of the seeds, and remember which rows they are."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA kept")
        for table in _tables_of_seeds(cursor):
            cursor.execute(f'CREATE TABLE kept."{table}" AS TABLE "{table}"')
        _seeded.update(_rows(cursor))


def _tables_of_seeds(cursor: CursorWrapper) -> list[str]:
    return [table for table in connection.introspection.table_names(cursor) if table.startswith(SEEDED)]


def _rows(cursor: CursorWrapper) -> dict[str, str]:
    """Tell for each table that holds seeds which rows it has and who wrote them last: another text after any change."""
    asked = (
        f"""SELECT '{table}', (SELECT md5(string_agg(ctid::text || xmin::text, ',' ORDER BY ctid)) FROM "{table}")"""
        for table in _tables_of_seeds(cursor)
    )
    cursor.execute(" UNION ALL ".join(asked))
    return dict(cursor.fetchall())


def _as_seeded(cursor: CursorWrapper, table: str) -> str:
    """Return the statements that fill a table with its seeds again."""
    cursor.execute(
        """SELECT string_agg(quote_ident(column_name), ', ') FROM information_schema.columns
        WHERE table_schema = 'public' AND table_name = %s AND is_generated = 'NEVER'""",
        [table],
    )
    (columns,) = cursor.fetchone()
    return f'DELETE FROM "{table}"; INSERT INTO "{table}" ({columns}) SELECT {columns} FROM kept."{table}"'


def drop_run() -> None:
    """Drop every database of this run, and those that killed runs have left."""
    with _server() as server:
        names = [name for (name,) in server.execute("SELECT datname FROM pg_database WHERE datname LIKE 'run%'")]
    for name in names:
        run = name.split("_")[1]
        if run == settings.RUN or not Path(f"/proc/{run}").exists():
            _execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)"), name)


def _build_template_once() -> None:
    """Build the template in the first worker that comes; the others wait for it."""
    settings.RUN_DIR.mkdir(parents=True, exist_ok=True)
    with (settings.RUN_DIR / "template").open("a+") as marker:
        fcntl.flock(marker, fcntl.LOCK_EX)
        marker.seek(0)
        if marker.read():
            return
        _build_template()
        marker.write("built")


def _build_template() -> None:
    """Migrate and seed an empty database."""
    _execute(sql.SQL("CREATE DATABASE {}"), template())
    _use(template())
    call_command("migrate", verbosity=0, interactive=False)
    for command in SEEDS:
        if command in get_commands():
            call_command(command, verbosity=0)
    connection.close()


def _use(name: str) -> None:
    """Point Django's default connection at a database."""
    connection.close()
    connection.settings_dict["NAME"] = name


def _execute(statement: sql.SQL, *names: str) -> None:
    """Run one statement on databases as a whole."""
    with _server() as server:
        server.execute(statement.format(*map(sql.Identifier, names)))


@contextmanager
def _server() -> Iterator[psycopg.Connection]:
    """Connect beside Django, to a database that is always there."""
    with psycopg.connect(make_conninfo(**_parts("postgres")), autocommit=True) as server:
        yield server


def _parts(name: str) -> dict[str, str]:
    """Name a database of the server under test in libpq's words."""
    server = connection.settings_dict
    parts = {"host": server["HOST"], "port": server["PORT"], "user": server["USER"], "password": server["PASSWORD"]}
    return {"dbname": name, **{key: value for key, value in parts.items() if value}}
