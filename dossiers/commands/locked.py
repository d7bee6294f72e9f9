"""What a command reads under its locks: plain SQL whose columns are those of the models.

A row is locked in one statement and what depends on it is read in the next: a statement that had to wait for
the lock would see the log as it was before. With it comes the stamp of what is steady.
"""

from functools import cache
from uuid import UUID

from django.db.models import Model

from dossiers import refusals
from dossiers.log.effective import effective
from dossiers.log.facts import later_edition
from dossiers.models import Attachment, Dossier, Draft, Event
from dossiers.models.attachment import IN_ORDER
from dossiers.models.rows import columns, loaded, rows
from procedures import steady
from procedures.locks import SHARED, Lock
from procedures.steady import STAMP, Steady

HELD = f"(SELECT {SHARED}) AS held"
"""Lets no calendar come into force until the end of the transaction (``calendars.hold``), as a table of one row."""


type Locked = tuple[Dossier, list[Event], Steady]
"""A dossier whose row is locked, its log, and what is steady until the transaction ends."""


def dossier(pk: int) -> Locked:
    """Return a dossier with its row locked, its log as it holds, and what holds until the transaction ends; two statements.

    The row lock serialises everything that happens to one dossier, its numbers included. Raises
    ``Dossier.DoesNotExist``, and ``refusals.LaterEdition`` where a later program has written the log.
    """
    held = rows(_lock_of(Dossier, "id = %s"), [Lock.CALENDARS.value, pk])
    if not held:
        raise Dossier.DoesNotExist
    locked = loaded(Dossier, held[0])
    found = rows(_behind(Event, "dossier_id", "sequence"), [pk])
    log = effective(loaded(Event, row[1:]) for row in found)
    if later_edition(log[-1]) is not None:
        raise refusals.LaterEdition
    known = steady.of(found[0][0])
    locked.rest_on(known)
    for event in log:
        event.dossier = locked
    return locked, log, known


def draft(key: UUID, owner_id: int) -> tuple[Draft, list[Attachment], Steady] | None:
    """Return a draft with its row locked, its files, and what holds until the transaction ends; two statements.

    The lock makes a second press of the button wait, and then find the draft gone: None.
    """
    held = rows(_lock_of(Draft, "key = %s AND owner_id = %s"), [Lock.CALENDARS.value, key, owner_id])
    if not held:
        return None
    locked = loaded(Draft, held[0])
    found = rows(_behind(Attachment, "draft_id", ", ".join(IN_ORDER)), [key])
    known = steady.of(found[0][0])
    locked.version = known.version(locked.version_id)
    return locked, [loaded(Attachment, row[1:]) for row in found if row[1] is not None], known


@cache
def _lock_of(model: type[Model], condition: str) -> str:
    table = model._meta.db_table
    return f"SELECT {columns(model)} FROM {table}, {HELD} WHERE {condition} FOR UPDATE OF {table}"


@cache
def _behind(model: type[Model], reference: str, order: str) -> str:
    """Return the statement for the rows that refer to one, each behind the stamp; one row of NULLs where there are none."""
    table = model._meta.db_table
    stamp = f"(SELECT {STAMP} AS value) AS stamp"
    found = f"SELECT stamp.value, {columns(model)} FROM {stamp} LEFT JOIN {table} ON {reference} = %s"
    return f"{found} ORDER BY {order}"
