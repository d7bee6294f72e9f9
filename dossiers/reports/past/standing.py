"""Everything that is asked within a block is answered as of a past instant: the tables of dossiers and events are those of then.

Two views of the session take the names of the two tables, so that every filter, figure and list means what it means
today (ADR 0062). What has not changed since the instant is read where it lies; the rest is folded from its log.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import batched

from django.db import connection, transaction
from psycopg import sql

from dossiers.acts import TAKE_BACK
from dossiers.log.batches import BATCH
from dossiers.log.columns import COLUMN_NAMES
from dossiers.log.facts import UNDOES_IN_SQL
from dossiers.models import Dossier, DossierQuerySet, Event
from dossiers.models.rows import planned_anew
from dossiers.reports.past.asof import AsOf
from dossiers.reports.past.columns import columns_as_of
from dossiers.reports.selection import Selection

MOST = 10_000
"""Dossiers whose logs are read for one page: it takes some three seconds."""


def first_filed_at(selection: Selection) -> datetime | None:
    """Return when the first dossier of a selection was filed; None where there is none."""
    return _lasting(selection).order_by("filed_at").values_list("filed_at", flat=True).first()


def is_too_much(selection: Selection, as_of: AsOf) -> bool:
    """Say whether more dossiers than can be read for one page were there and have changed since."""
    return _changed(selection, as_of)[MOST : MOST + 1].exists()


@contextmanager
def standing(selection: Selection, as_of: AsOf) -> Iterator[int]:
    """Let the dossiers of a selection be asked as of an instant, within a block; say how many of them cannot be read.

    What is asked is compiled for these views alone: a statement that was prepared before would read today's tables.
    """
    begins = not connection.in_atomic_block
    with transaction.atomic(), planned_anew():
        try:
            if begins:
                _run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            _run(_NOTHING_FOLDED)
            unread = _fold(selection, as_of)
            _run(f"ANALYZE {_FOLDED}")
            _run(_EVENTS_KNOWN if as_of.known else _EVENTS_SO, at=as_of.at)
            _run(_DOSSIERS, at=as_of.at)
            _run("SET TRANSACTION READ ONLY")
            yield unread
        finally:
            # So that the views go with the block, and the tables are today's again.
            transaction.set_rollback(True)


def _run(statement: str, **literals: object) -> None:
    """Run what takes no parameters, since it defines something: its literals are written into it."""
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL(statement)
            .format(**{name: sql.Literal(value) for name, value in literals.items()})
            .as_string(cursor.connection)
        )


def _lasting(selection: Selection) -> DossierQuerySet:
    """Narrow to what a selection can have had at any time: by the right of today, and what a dossier keeps for life."""
    return selection.narrowed_to(division=0, assignee=0).dossiers


def _changed(selection: Selection, as_of: AsOf) -> DossierQuerySet:
    return _lasting(selection).filter(filed_at__lte=as_of.at, changed_at__gt=as_of.at)


def _fold(selection: Selection, as_of: AsOf) -> int:
    """Fold the dossiers that were there and have changed since; return how many cannot be read."""
    changed = list(_changed(selection, as_of).order_by("pk").values_list("pk", "version"))
    read = 0
    for part in batched(changed, BATCH, strict=False):
        folded = [(pk, columns) for pk, columns in columns_as_of(part, as_of) if columns is not None]
        with connection.cursor() as cursor, cursor.copy(f"COPY {_FOLDED} (id, {_PROJECTED}) FROM STDIN") as copy:
            for pk, columns in folded:
                copy.write_row((pk, *(getattr(columns, name) for name in COLUMN_NAMES)))
        read += len(folded)
    return len(changed) - read


_FOLDED = "dossiers_folded"
_PROJECTED = ", ".join(COLUMN_NAMES)


def _columns(table: str, projected: str = "") -> str:
    model = Event if table == "event" else Dossier
    names = (field.column for field in model._meta.concrete_fields)
    return ", ".join(f"{projected if projected and name in COLUMN_NAMES else table}.{name}" for name in names)


_NOTHING_FOLDED = f"""
CREATE TEMP TABLE {_FOLDED} AS SELECT id, {_PROJECTED} FROM dossiers_dossier WITH NO DATA
"""  # noqa: S608 - names of ours
_DOSSIERS = f"""
CREATE TEMP VIEW dossiers_dossier AS
SELECT {_columns("dossier")} FROM dossiers_dossier dossier WHERE changed_at <= {{at}}
UNION ALL
SELECT {_columns("dossier", "folded")} FROM {_FOLDED} folded JOIN dossiers_dossier dossier ON dossier.id = folded.id
"""  # noqa: S608 - names of ours
_EVENTS_KNOWN = f"""
CREATE TEMP VIEW dossiers_event AS SELECT {_columns("event")} FROM dossiers_event event WHERE at <= {{at}}
"""  # noqa: S608
# What was taken back later had not happened, nor had what was written behind it moved anything.
_EVENTS_SO = f"""
{_EVENTS_KNOWN} AND NOT EXISTS (
    SELECT FROM (
        SELECT dossier_id, ({UNDOES_IN_SQL})::integer AS first, sequence AS last
        FROM dossiers_event WHERE action = '{TAKE_BACK}' AND at > {{at}}
    ) taken_back
    WHERE taken_back.dossier_id = event.dossier_id AND event.sequence BETWEEN taken_back.first AND taken_back.last
)
"""  # noqa: S608
