"""What a command reads under its locks: plain SQL whose columns are those of the models.

A row is locked in one statement and what depends on it is read in the next: a statement that had to wait for
the lock would see the log as it was before. With it comes the stamp of what is steady.
"""

import json
from collections.abc import Sequence
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import JSONField, Model

from dossiers import refusals
from dossiers.log.facts import later_edition
from dossiers.models import Attachment, Dossier, Draft, Event
from procedures import steady
from procedures.locks import SHARED, Lock
from procedures.models import ProcedureVersion
from procedures.steady import STAMP, Steady

HELD = f"(SELECT {SHARED}) AS held"
"""Lets no calendar come into force until the end of the transaction (``calendars.hold``), as a table of one row."""


def dossier(pk: int) -> tuple[Dossier, list[Event], Steady]:
    """Return a dossier with its row locked, its log, and what holds until the transaction ends; two statements.

    The row lock serialises everything that happens to one dossier, its numbers included. Raises
    ``Dossier.DoesNotExist``, and ``refusals.LaterEdition`` where a later program has written the log.
    """
    rows = _rows(_lock_of(Dossier, "id = %s"), [Lock.CALENDARS.value, pk])
    if not rows:
        raise Dossier.DoesNotExist
    locked = _loaded(Dossier, rows[0])
    found = _rows(_behind(Event, "dossier_id", "sequence"), [pk])
    log = [_loaded(Event, row[1:]) for row in found]
    if later_edition(log[-1]) is not None:
        raise refusals.LaterEdition
    known = steady.of(found[0][0])
    locked.version = known.once(version_of, locked.version_id)
    for event in log:
        event.dossier = locked
    return locked, log, known


def draft(key: UUID, owner_id: int) -> tuple[Draft, list[Attachment], Steady] | None:
    """Return a draft with its row locked, its files, and what holds until the transaction ends; two statements.

    The lock makes a second press of the button wait, and then find the draft gone: None.
    """
    rows = _rows(_lock_of(Draft, "key = %s AND owner_id = %s"), [Lock.CALENDARS.value, key, owner_id])
    if not rows:
        return None
    locked = _loaded(Draft, rows[0])
    found = _rows(_behind(Attachment, "draft_id", "uploaded_at, id"), [key])
    known = steady.of(found[0][0])
    locked.version = known.once(version_of, locked.version_id)
    return locked, [_loaded(Attachment, row[1:]) for row in found if row[1] is not None], known


def version_of(pk: int) -> ProcedureVersion:
    """Return a version with its procedure, without its text: what a dossier keeps for life."""
    return ProcedureVersion.objects.select_related("procedure").defer("text").get(pk=pk)


@cache
def _lock_of(model: type[Model], condition: str) -> str:
    table = model._meta.db_table
    return f"SELECT {_columns(model, table)} FROM {table}, {HELD} WHERE {condition} FOR UPDATE OF {table}"


@cache
def _behind(model: type[Model], reference: str, order: str) -> str:
    """Return the statement for the rows that refer to one, each behind the stamp; one row of NULLs where there are none."""
    table = model._meta.db_table
    stamp = f"(SELECT {STAMP} AS value) AS stamp"
    rows = f"SELECT stamp.value, {_columns(model, table)} FROM {stamp} LEFT JOIN {table} ON {reference} = %s"
    return f"{rows} ORDER BY {order}"


@cache
def _columns(model: type[Model], table: str) -> str:
    return ", ".join(f'{table}."{field.column}"' for field in model._meta.concrete_fields)


@cache
def _names(model: type[Model]) -> tuple[str, ...]:
    return tuple(field.attname for field in model._meta.concrete_fields)


@cache
def _places_of_json(model: type[Model]) -> tuple[int, ...]:
    """Return the places of the columns that hold JSON: the database gives their text."""
    fields = enumerate(model._meta.concrete_fields)
    return tuple(place for place, field in fields if isinstance(field, JSONField))


def _loaded[Row: Model](model: type[Row], row: Sequence[Any]) -> Row:
    """Return a row as an instance, as the ORM would."""
    values = list(row)
    for place in _places_of_json(model):
        values[place] = None if values[place] is None else json.loads(values[place])
    return model.from_db(connection.alias, _names(model), values)


def _rows(statement: str, parameters: Sequence[int | UUID]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
