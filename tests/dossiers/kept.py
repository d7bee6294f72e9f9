"""What many tests begin with: walked through the commands once in each process, then laid down again as it was stored."""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from psycopg import sql

from dossiers.models import Dossier
from tests.dossiers.proof.records import triggers_off


@dataclass(frozen=True)
class Kept:
    """The rows of each table, the newest seals as noted outside the database, and the dossier that is meant."""

    rows: dict[str, bytes]
    anchor: bytes | None
    dossier: int


_kept: dict[Callable[[], Dossier], Kept] = {}


def once(build: Callable[[], Dossier]) -> Dossier:
    """Return what ``build`` makes in a database without dossiers; whatever a test changes in it is gone after the test."""
    if build not in _kept:
        assert not Dossier.objects.exists(), "It is kept with all that lies there."
        _kept[build] = _taken_up(build())
    else:
        _lay_down(_kept[build])
    return Dossier.objects.get(pk=_kept[build].dossier)


def _taken_up(dossier: Dossier) -> Kept:
    rows = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table.startswith("dossiers_"):
                with cursor.copy(sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(table))) as copy:
                    rows[table] = b"".join(copy)
    anchor = settings.SEAL_ANCHOR_FILE.read_bytes() if settings.SEAL_ANCHOR_FILE.exists() else None
    return Kept({table: content for table, content in rows.items() if content}, anchor, dossier.pk)


def _lay_down(kept: Kept) -> None:
    with triggers_off(), connection.cursor() as cursor:
        for table, content in kept.rows.items():
            with cursor.copy(sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(table))) as copy:
                copy.write(content)
    if kept.anchor is not None:
        settings.SEAL_ANCHOR_FILE.parent.mkdir(parents=True, exist_ok=True)
        settings.SEAL_ANCHOR_FILE.touch(0o600)
        settings.SEAL_ANCHOR_FILE.write_bytes(kept.anchor)
