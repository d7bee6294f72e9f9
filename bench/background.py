"""The background: copies of walked dossiers, made by SQL, each as old as its own number says.

A copy has every column of the walked one, its instants moved back by whole weeks and some seconds, and another
number, applicant and name: what is projected fits together, whatever columns there are. An open one has its whole log,
so that its file can be opened and acts be taken on it; one that has ended keeps its last event. Beyond the first million an
ended one is its row alone: what is counted needs no more, and ten million logs would fill a disk. Digests of copies are
those of the originals and do not verify; nothing that is measured on them verifies any.
"""

from collections.abc import Mapping
from typing import LiteralString

import psycopg
from psycopg import sql

from dossiers.reports import cells
from procedures.catalogue.alphabet import sort_key

BETWEEN_WORDS = "\x02"
"""What stands between the keys of words (``alphabet.sort_key``)."""
OPEN_LEAST, OPEN_SHARE = 10_000, 100
"""At least so many dossiers are open, or one of so many; never more than half."""
OPEN_WEEKS, ENDED_WEEKS = 8, 520
EVENTS = 32
"""Ids of events kept for each copy; no walked log is as long."""
CHUNK = 1_000_000

type Own = Mapping[str, LiteralString | None]
"""What a copy has of its own in a column; None where the database gives it."""

_DOSSIER: LiteralString = "%(first_dossier)s + c.n"
_EVENT: LiteralString = "%(first_event)s + c.n * %(events)s + e.sequence"
_OWN: Own = {
    "id": _DOSSIER,
    "code": "'BENCH-' || c.n",
    "applicant_id": "(%(people)s::bigint[])[1 + mod(c.n, cardinality(%(people)s::bigint[]))]",
    "applicant_name": "'Nguyễn Văn ' || c.n",
    "applicant_key": "%(name_key)s || lpad(c.n::text, 8, '0')",
    "subject": "r.subject || ' ' || c.n",
    "subject_key": "r.subject_key || %(between)s || lpad(c.n::text, 8, '0')",
}
_SEARCHED: Own = {
    "dossier_id": _DOSSIER,
    # The words of the walked one, which all copies share, and a name and a phone that are its own.
    "words": "r.words || to_tsvector('simple', 'nguyen van ' || c.n || ' 09' || lpad(mod(c.n * 7919, 100000000)::text, 8, '0'))",
}
_COPIES: LiteralString = """
FROM (SELECT n, (%(templates)s::bigint[])[1 + mod(n, cardinality(%(templates)s::bigint[]))] AS template,
             make_interval(weeks => 1 + mod(n / cardinality(%(templates)s::bigint[]), %(weeks)s)::int,
                           secs => mod(n, 9973)) AS age
      FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS n) AS c
"""
_LOG: LiteralString = " JOIN dossiers_event e ON e.dossier_id = c.template"
_LAST: LiteralString = " JOIN dossiers_dossier o ON o.id = e.dossier_id AND o.sequence = e.sequence"
_DOSSIERS: tuple[str, LiteralString, Own] = (
    "dossiers_dossier",
    " JOIN dossiers_dossier r ON r.id = c.template",
    _OWN,
)


def fill(line: psycopg.Connection, rows: int) -> None:
    """Fill a database that holds the walked dossiers, and nothing else, with so many copies."""
    for setting in ("session_replication_role = replica", "synchronous_commit = off", "maintenance_work_mem = '1GB'"):
        line.execute(sql.SQL("SET ") + sql.SQL(setting))
    open_rows = min(rows // 2, max(OPEN_LEAST, rows // OPEN_SHARE))
    common = {
        "events": EVENTS,
        "first_dossier": _ids(line, "SELECT max(id) FROM dossiers_dossier")[0],
        "first_event": _ids(line, "SELECT max(id) FROM dossiers_event")[0],
        "name_key": sort_key("Nguyễn Văn") + BETWEEN_WORDS,
        "between": BETWEEN_WORDS,
        "people": _ids(line, "SELECT id FROM accounts_user WHERE username LIKE 'bench-citizen-%' ORDER BY id"),
    }
    is_open = {"templates": _ids(line, "SELECT id FROM dossiers_dossier WHERE holder <> '' ORDER BY id")}
    is_ended = {"templates": _ids(line, "SELECT id FROM dossiers_dossier WHERE holder = '' ORDER BY id")}
    indexes = _drop_indexes(line)
    _copy(line, {**common, **is_open, "first": 1, "last": open_rows, "weeks": OPEN_WEEKS}, whole=True)
    for first in range(open_rows + 1, rows + 1, CHUNK):
        last = min(first + CHUNK - 1, rows)
        names = {**common, **is_ended, "first": first, "last": last, "weeks": ENDED_WEEKS}
        if first <= CHUNK:
            _copy(line, names, whole=False)
        else:
            line.execute(_insert(line, *_DOSSIERS), names)
    for definition in indexes:
        line.execute(definition)
    for table in ("dossiers_dossier", "dossiers_event"):
        line.execute(
            sql.SQL("SELECT setval(pg_get_serial_sequence({}, 'id'), max(id)) FROM {}").format(
                sql.Literal(table), sql.Identifier(table)
            )
        )
    for statement in cells.REBUILDING:
        line.execute(statement.encode())
    line.commit()
    line.autocommit = True
    line.execute("VACUUM ANALYZE")


def _copy(line: psycopg.Connection, names: Mapping[str, object], *, whole: bool) -> None:
    """Insert copies with the events, words and outbox entries of their whole log, and their files; or of its end."""
    log = _LOG if whole else _LOG + _LAST
    of_event: Own = {"event_id": _EVENT}
    entry: Own = {"id": None, "done_at": "r.due_at - c.age", **of_event}
    paper: Own = {"dossier_id": _DOSSIER, **of_event}
    tables: list[tuple[str, LiteralString, Own]] = [
        _DOSSIERS,
        ("dossiers_event", log + " JOIN dossiers_event r ON r.id = e.id", {"id": _EVENT, "dossier_id": _DOSSIER}),
        ("dossiers_eventpayload", log + " JOIN dossiers_eventpayload r ON r.event_id = e.id", of_event),
        ("dossiers_outboxentry", log + " JOIN dossiers_outboxentry r ON r.event_id = e.id", entry),
        ("dossiers_attachment", log + " JOIN dossiers_attachment r ON r.event_id = e.id", paper),
        ("dossiers_searchedwords", " JOIN dossiers_searchedwords r ON r.dossier_id = c.template", _SEARCHED),
    ]
    for table, join, own in tables:
        line.execute(_insert(line, table, join, own), names)


def _insert(line: psycopg.Connection, table: str, join: LiteralString, own: Own) -> sql.Composed:
    """Return the statement that copies rows of a table: each column as it is but instants, keys and what is its own."""
    found = line.execute(
        "SELECT column_name, data_type FROM information_schema.columns"
        " WHERE table_name = %s AND table_schema = 'public' AND is_generated = 'NEVER'",
        [table],
    ).fetchall()
    values = {name: _value(own, name, kind) for name, kind in found if own.get(name, "") is not None}
    insert = sql.SQL("INSERT INTO {} ({}) SELECT {}").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, values)), sql.SQL(", ").join(values.values())
    )
    return insert + sql.SQL(_COPIES) + sql.SQL(join)


def _value(own: Own, name: str, kind: str) -> sql.Composable:
    given, column = own.get(name), sql.Identifier("r", name)
    if given is not None:
        return sql.SQL(given)
    if kind == "uuid":
        return sql.SQL("CASE WHEN {} IS NOT NULL THEN gen_random_uuid() END").format(column)
    return column + sql.SQL(" - c.age") if kind == "timestamp with time zone" else column


def _drop_indexes(line: psycopg.Connection) -> list[bytes]:
    """Drop the indexes that no constraint needs, so that they are built at once in the end; return how."""
    found = line.execute(
        "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i"
        " WHERE i.indrelid::regclass::text LIKE 'dossiers!_%' ESCAPE '!'"
        " AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)"
    ).fetchall()
    for name, _definition in found:
        line.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name.strip('"'))))
    return [definition.encode() for _name, definition in found]


def _ids(line: psycopg.Connection, query: LiteralString) -> list[int]:
    return [int(row[0]) for row in line.execute(query).fetchall()]
