"""What many tests begin with: walked through the commands once in each process, then laid down again as it was stored."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import datetime

from django.conf import UserSettingsHolder, settings
from django.core.cache import caches
from django.db import connection
from psycopg import sql

from dossiers.models import Dossier, Event
from portal.demo.story import Walk
from tests.dossiers.proof.records import triggers_off, undone


@dataclass(frozen=True)
class Kept:
    """The rows of each table, the newest seals as noted outside the database, and the dossier that is meant."""

    rows: dict[str, bytes]
    anchor: bytes | None
    dossier: int


@dataclass(frozen=True)
class KeptWalk:
    """The same of a walk, with the instant that it has come to and the actions that it has taken."""

    laid: Kept
    at: datetime
    events: list[int]


_kept: dict[Callable[[], Dossier], Kept] = {}
_walks: dict[Hashable, KeptWalk] = {}


def once(build: Callable[[], Dossier]) -> Dossier:
    """Return what ``build`` makes in a database without dossiers; whatever a test changes in it is gone after the test."""
    if build not in _kept:
        assert not Dossier.objects.exists(), "It is kept with all that lies there."
        _kept[build] = _taken_up(build())
    else:
        _lay_down(_kept[build])
    return Dossier.objects.get(pk=_kept[build].dossier)


def walk_once(walk: Callable[[str, datetime], Walk], state: str, at: datetime) -> Walk:
    """Return a walk to a state; in a test that has changed nothing before, it is laid down."""
    if not _is_as_seeded():
        return walk(state, at)
    if (state, at) not in _walks:
        with undone():
            walked = walk(state, at)
            _walks[state, at] = KeptWalk(_taken_up(walked.dossier), walked.at, [event.pk for event in walked.events])
        # What a process remembers does not depend on which test was the first.
        caches["process"].clear()
    kept = _walks[state, at]
    _lay_down(kept.laid)
    events = Event.objects.in_bulk(kept.events)
    return Walk(Dossier.objects.get(pk=kept.laid.dossier), kept.at, events=[events[pk] for pk in kept.events])


def _is_as_seeded() -> bool:
    """Tell whether this test's transaction has written nothing, and its settings are those of all tests."""
    if not connection.in_atomic_block or isinstance(settings._wrapped, UserSettingsHolder):
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id_if_assigned() IS NULL")
        return bool(cursor.fetchone()[0])


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
