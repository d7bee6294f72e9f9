"""The logs of many dossiers, a batch in one statement: rows as they come, facts read once, words not at all."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import batched
from typing import Any

import msgspec
from django.db import connection
from msgspec import Struct

from dossiers.log.facts import CALENDAR_IN_SQL, STEP_CALENDAR_IN_SQL, Facts, reading_from
from procedures.time.calendar import local

BATCH = 500
"""Dossiers whose logs are loaded together."""


class Row(Struct, gc=False):
    """What is counted of an event; the order of the fields is that of ``_READ``."""

    dossier_id: int
    sequence: int
    action: str
    source: str
    target: str
    actor_id: int | None
    role: str
    at: datetime
    facts: Any
    calendar: str
    """The digest of the calendar of the dossier after it."""
    step_calendar: str | None
    """That of the unit that has it, where it is another."""
    reading: Any = None
    """What the clock showed; left in the database where it is not asked for."""


_READ = f"""
    SELECT dossier_id, sequence, action, source, target, actor_id, role, at, facts::text,
        {CALENDAR_IN_SQL}, {STEP_CALENDAR_IN_SQL}, CASE WHEN %s THEN reading::text END
    FROM dossiers_event WHERE dossier_id = ANY(%s) ORDER BY dossier_id, sequence
"""  # noqa: S608 - names of ours
_facts = msgspec.json.Decoder(Facts)


def logs_of(ids: Sequence[int], *, with_readings: bool = False) -> Iterator[tuple[int, list[Row]]]:
    """Yield the log of each dossier in the order of the ids, all that was recorded; empty where it cannot be read."""
    for part in batched(ids, BATCH, strict=False):
        logs = defaultdict[int, list[Row]](list)
        with connection.cursor() as cursor:
            cursor.execute(_READ, [with_readings, list(part)])
            for stored in cursor.fetchall():
                logs[stored[0]].append(Row(*stored))
        for pk in part:
            yield pk, _read(logs[pk])


def _read(log: list[Row]) -> list[Row]:
    """Read the facts and instants of a log."""
    try:
        for event in log:
            event.facts, event.at = _facts.decode(event.facts), local(event.at)
            event.reading = reading_from(event.reading) if event.reading else None
    except ValueError:
        return []
    return log
