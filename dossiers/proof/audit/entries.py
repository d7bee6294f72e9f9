"""The logs as the check reads them: a batch of dossiers in eight queries, rows as they come, each JSON text decoded once."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from django.db import connection
from django.db.models import Prefetch
from msgspec import Struct

from dossiers.filing import licences
from dossiers.log.answers import merged
from dossiers.log.facts import NO_WORDS, Words, facts_of
from dossiers.models import Attachment, Dossier, Letter, Payment, Result, ResultFile, canonical
from dossiers.models.rows.loading import UNLOADABLE
from procedures import steady
from procedures.models import ProcedureVersion

MOST_ID = 2**63
"""No id of a row is as great."""

_encoder = msgspec.json.Encoder(order="sorted")


class Row(Struct):
    """An event's row: every column of the table, and none besides. Forty thousand of these cost what models would ten times."""

    id: int
    dossier_id: int
    sequence: int
    action: str
    source: str
    target: str
    actor_id: int | None
    role: str
    unit_id: int | None
    on_behalf_of_id: int | None
    at: datetime
    facts: Any
    """JSON until it is read, and values from then on, as is the reading."""
    reading: Any
    payload_digest: str
    previous_digest: str
    digest: str


_COLUMNS = ", ".join(f"event.{name}" for name in Row.__struct_fields__)
# The JSON of words as text: the database's own type is decoded here alone.
_READ = f"""
    SELECT payload.event_id, payload.salt, payload.content::text, payload.erased_at, {_COLUMNS}
    FROM dossiers_event AS event LEFT JOIN dossiers_eventpayload AS payload ON payload.event_id = event.id
    WHERE event.dossier_id = ANY(%s) ORDER BY event.dossier_id, event.sequence
"""  # noqa: S608 - our own columns


@dataclass(slots=True)
class Payload:
    """The words of an event as they are stored."""

    salt: str
    content: Any
    erased_at: datetime | None


@dataclass(slots=True)
class Entry:
    """An event with its words: the JSON that is stored, and once its shape is known to be ours, what it says."""

    event: Row
    facts: Any
    reading: Any
    payload: Payload | None
    """None where there is no row."""
    words: Words = NO_WORDS

    def __str__(self) -> str:
        return f"event {self.event.sequence} ({self.event.action})"


def answers_of(log: Sequence[Entry]) -> dict[str, Any] | None:
    """Return the answers as they stand at the end of a log; None where words that hold some of them are erased."""
    said = [entry for entry in log if entry.event.sequence == 1 or facts_of(entry.event).corrected]
    if any(entry.payload is None or entry.payload.content is None for entry in said) or said[0].words.answers is None:
        return None
    return merged(entry.words for entry in said)


class Record(NamedTuple):
    """A dossier with all that is checked of it."""

    dossier: Dossier
    log: Sequence[Entry]
    """In the order of the sequence."""
    files: Sequence[Attachment]
    result: Result | None = None
    rests_on: Mapping[int, Result] = {}
    """By id, those of the results that it says it rests on which there are."""
    payments: Sequence[Payment] = ()
    letters: Sequence[Letter] = ()
    result_files: Sequence[ResultFile] = ()
    """By revision."""


def load(ids: Sequence[int]) -> tuple[list[Record], dict[int, str]]:
    """Return some dossiers in the order of their ids, and by id why each of the others cannot be read."""
    try:
        return list(_records(ids)), {}
    except UNLOADABLE as error:
        if len(ids) == 1:
            return [], {ids[0]: f"{type(error).__name__}: {error}"}
    found: list[Record] = []
    unreadable: dict[int, str] = {}
    for pk in ids:
        one, why = load([pk])
        found += one
        unreadable |= why
    return found, unreadable


def _records(ids: Sequence[int]) -> Iterator[Record]:
    # Prefetched, so that none is lost whose version is gone.
    versions = Prefetch("version", ProcedureVersion.objects.defer("text"))
    dossiers = list(Dossier.objects.filter(pk__in=ids).order_by("pk").prefetch_related(versions))
    regimes = steady.now().regimes
    for dossier in dossiers:
        dossier.regimes = regimes
    logs = defaultdict[int, list[Entry]](list)
    for entry in _entries(ids):
        logs[entry.event.dossier_id].append(entry)
    files = defaultdict[int | None, list[Attachment]](list)
    for row in Attachment.objects.filter(dossier__in=ids):
        files[row.dossier_id].append(row)
    results = {result.dossier_id: result for result in Result.objects.filter(dossier__in=ids)}
    payments = defaultdict[int, list[Payment]](list)
    for payment in Payment.objects.filter(dossier__in=ids).order_by("pk"):
        payments[payment.dossier_id].append(payment)
    letters = defaultdict[int, list[Letter]](list)
    for letter in Letter.objects.filter(dossier__in=ids).order_by("pk"):
        letters[letter.dossier_id].append(letter)
    made = defaultdict[int, list[ResultFile]](list)
    for file in ResultFile.objects.filter(result__in=[result.pk for result in results.values()]).order_by("revision"):
        made[file.result_id].append(file)
    named = {pk for log in logs.values() for pk in _named(log)}
    # Most name none, and are not asked for any.
    rests_on = {result.pk: result for result in licences.resting(sorted(named))} if named else {}
    for dossier in dossiers:
        result, paid = results.get(dossier.pk), payments[dossier.pk]
        of_result = made[result.pk] if result else []
        yield Record(
            dossier, logs[dossier.pk], files[dossier.pk], result, rests_on, paid, letters[dossier.pk], of_result
        )


def _named(log: Sequence[Entry]) -> list[int]:
    """Return the ids of the results that a filing names, whatever else its facts are."""
    facts = log[0].facts if log else None
    found = facts.get("rests_on") if isinstance(facts, dict) else None
    return [pk for pk in found if isinstance(pk, int) and 0 < pk < MOST_ID] if isinstance(found, list) else []


def _entries(ids: Sequence[int]) -> Iterator[Entry]:
    with connection.cursor() as cursor:
        cursor.execute(_READ, [list(ids)])
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    for words_of, salt, content, erased_at, *stored in rows:
        event = Row(*stored)
        event.facts, event.reading = facts, reading = _decoded(event.facts), _decoded(event.reading)
        payload = None if words_of is None else Payload(salt, _decoded(content), erased_at)
        yield Entry(event, facts, reading, payload)


def _decoded(text: str | None) -> Any:
    if text is None:
        return None
    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError:
        # A number past all floats, which no command writes.
        return json.loads(text)


def digest_like(stored: str, value: object, salt: str = "") -> str:
    """Return the hex SHA-256 of the salted canonical JSON of a value: ``stored`` where it is that one.

    A quicker encoder is asked first. Its text differs from the canonical one in how it writes some floats; but each of
    the two reads back as the value that it was made of, so that neither can stand for another value.
    """
    try:
        quick = hashlib.sha256(salt.encode() + _encoder.encode(value)).hexdigest()
    except (RecursionError, ValueError):
        quick = ""
    return stored if quick == stored else hashlib.sha256(salt.encode() + canonical(value)).hexdigest()
