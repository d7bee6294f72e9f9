"""What a command stores, in one statement: the dossier, its event, the words, what is to be done, the files, the number.

The rows come from the models: each is sent as JSON of its columns, and the database reads it by the table's own
types. ``tests/dossiers/commands/test_written.py`` holds the result against what ``save()`` stores.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import FileField, Model

from dossiers import numbers
from dossiers.log import columns
from dossiers.models import Attachment, Dossier, Event, EventPayload, OutboxEntry, Payment

CODE_AT = '"dossier":""'
"""Where the number stands in what an event's digest is made of, while there is none yet."""


@dataclass(frozen=True, slots=True)
class Written:
    """An event with all that is stored with it."""

    event: Event
    payload: EventPayload
    effects: Sequence[OutboxEntry] = ()
    """In the order in which they are to be done."""
    files: Sequence[Attachment] = ()
    payments: Sequence[Payment] = ()


def act(dossier: Dossier, written: Written, *, seen: int) -> None:
    """Store what an act writes on a dossier that is at the sequence ``seen``.

    Raises ``ValueError``, nothing stored, where it is not: whoever holds its row has seen it there.
    """
    parameters = {"dossier": _json(dossier), "pk": dossier.pk, "seen": seen, **_rows_of(written)}
    stored = _execute(_ACT, parameters)
    if stored is None:
        raise ValueError(f"{dossier.code} is not at {seen} any more")
    _known(written, dossier, *stored)


def filing(dossier: Dossier, written: Written, *, draft: UUID, on: date) -> None:
    """Store a filing: take the day's next number, store what it writes, move the draft's files, drop the draft.

    The counter's row is locked last, and for no longer than the commit takes. As the number is part of what the digest
    is made of, the database puts it in; raises ``ValueError`` if that is not what the log's own digest would be.
    """
    head, place, tail = written.event.canonical().decode().partition(CODE_AT)
    agency = dossier.agency
    parameters: dict[str, int | str | date | UUID] = {
        "agency": agency.pk,
        "series": numbers.DOSSIERS,
        "on": on,
        "before": numbers.before_number(agency, on, dossier.regimes),
        "head": head + place.removesuffix('"'),
        "tail": f'"{tail}',
        "dossier": _json(dossier),
        "draft": draft,
        **_rows_of(written),
    }
    stored = _execute(_FILING, parameters)
    assert stored is not None  # noqa: S101 - a number is always taken
    dossier.code, written.event.digest = stored[2:]
    _known(written, dossier, *stored[:2])
    if written.event.compute_digest() != written.event.digest:
        raise ValueError(f"the digest of {dossier.code} is not that of its event")


def _known(written: Written, dossier: Dossier, dossier_id: int, event_id: int) -> None:
    """Let the instances know that they are stored."""
    dossier.pk, written.event.pk = dossier_id, event_id
    written.event.dossier = dossier
    written.payload.event = written.event
    for row in (dossier, written.event, written.payload):
        row._state.adding, row._state.db = False, connection.alias


def _rows_of(written: Written) -> dict[str, int | str | date | UUID]:
    return {
        "event": _json(written.event),
        "payload": _json(written.payload),
        "effects": _json_list(written.effects),
        "files": _json_list(written.files),
        "payments": _json_list(written.payments),
    }


def _json(row: Model) -> str:
    return json.dumps(_plain(row), default=_text)


def _json_list(rows: Iterable[Model]) -> str:
    return json.dumps([_plain(row) for row in rows], default=_text)


def _plain(row: Model) -> dict[str, Any]:
    """Return a row's values by column; a file by its name."""
    return {column: value.name if is_file else value for column, is_file, value in _values(row)}


def _values(row: Model) -> Iterable[tuple[str, bool, Any]]:
    return ((column, is_file, getattr(row, name)) for column, name, is_file in _fields(type(row)))


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


@cache
def _fields(model: type[Model]) -> tuple[tuple[str, str, bool], ...]:
    fields = model._meta.concrete_fields
    return tuple((str(field.column), field.attname, isinstance(field, FileField)) for field in fields)


def _execute(statement: str, parameters: Mapping[str, int | str | date | UUID]) -> tuple[Any, ...] | None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        row: tuple[Any, ...] | None = cursor.fetchone()
    return row


# The statements, made once from the models.


def _listed(model: type[Model], *but: str) -> list[str]:
    """Return the columns that a row brings with it: all but those, and but a number that the table gives."""
    fields = (field for field in model._meta.concrete_fields if field is not model._meta.auto_field)
    return [f'"{field.column}"' for field in fields if field.column not in but]


def _inserted(model: type[Model], given: Mapping[str, str], source: str, parameter: str, order: str = "") -> str:
    """Return the INSERT of rows whose other columns come from a source; theirs from the JSON of a parameter."""
    table, own = model._meta.db_table, _listed(model, *given)
    names = ", ".join([f'"{name}"' for name in given] + own)
    values = ", ".join([*given.values(), *(f"own.{name}" for name in own)])
    rows = f"jsonb_populate_record{'set' if order else ''}(NULL::{table}, %({parameter})s::jsonb)"
    shown = f"ROWS FROM ({rows}) WITH ORDINALITY AS own ORDER BY own.ordinality" if order else f"{rows} AS own"
    return f"INSERT INTO {table} ({names}) SELECT {values} FROM {source}, {shown}"


_MOVED = ", ".join(f'"{name}"' for name in columns.COLUMN_NAMES)
_TAKEN = ", ".join(f'own."{name}"' for name in columns.COLUMN_NAMES)
_EVENT = f"event AS ({_inserted(Event, {'dossier_id': 'dossier.id'}, 'dossier', 'event')} RETURNING id)"
_NUMBERED = {
    "dossier_id": "dossier.id",
    "digest": "encode(sha256(convert_to(%(head)s || dossier.code || %(tail)s, 'UTF8')), 'hex')",
}
_OF_EVENT = {"event_id": "event.id"}
_BEHIND = f"""
payload AS ({_inserted(EventPayload, _OF_EVENT, "event", "payload")}),
effect AS ({_inserted(OutboxEntry, _OF_EVENT, "event", "effects", order="yes")})"""
_ACT = f"""
WITH dossier AS (
    UPDATE dossiers_dossier SET ({_MOVED}) = ROW({_TAKEN})
    FROM jsonb_populate_record(NULL::dossiers_dossier, %(dossier)s::jsonb) AS own
    WHERE dossiers_dossier.id = %(pk)s AND dossiers_dossier.sequence = %(seen)s RETURNING dossiers_dossier.id),
{_EVENT},{_BEHIND},
file AS ({_inserted(Attachment, {"dossier_id": "dossier.id", "event_id": "event.id"}, "dossier, event", "files", "yes")}),
payment AS (
    {_inserted(Payment, {"dossier_id": "dossier.id", "event_id": "event.id"}, "dossier, event", "payments", "yes")})
SELECT dossier.id, event.id FROM dossier, event
"""
_FILING = f"""
WITH number AS ({numbers.TAKE % ("%(agency)s", "%(series)s", "%(on)s")}),
coded AS (SELECT {numbers.CODE % "%(before)s::text"} AS code FROM number),
dossier AS ({_inserted(Dossier, {"code": "coded.code"}, "coded", "dossier")} RETURNING id, code),
event AS ({_inserted(Event, _NUMBERED, "dossier", "event")} RETURNING id, digest),{_BEHIND},
file AS (
    UPDATE dossiers_attachment SET draft_id = NULL, dossier_id = dossier.id, event_id = event.id
    FROM dossier, event WHERE draft_id = %(draft)s),
gone AS (DELETE FROM dossiers_draft WHERE key = %(draft)s)
SELECT dossier.id, event.id, dossier.code, event.digest FROM dossier, event
"""
