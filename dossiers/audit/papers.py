"""Files: the rows of attachments against what the events say came with them, and against the bytes that are kept."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from typing import Any

from dossiers.audit.log import NOT_OURS
from dossiers.audit.report import Difference
from dossiers.models import Attachment, Dossier, Event

type Paper = tuple[str, str, str]
"""Name, SHA-256, and the component where the event says it."""


def compare(dossier: Dossier, log: list[Event], rows: list[Attachment]) -> list[Difference]:
    """Return what differs; words of a shape that no command writes are named themselves."""
    try:
        return list(_check(dossier, log, rows))
    except NOT_OURS as error:
        return [Difference(dossier.code, "files", f"{type(error).__name__}: {error}", "what a command writes")]


def _check(dossier: Dossier, log: list[Event], rows: list[Attachment]) -> Iterator[Difference]:
    """Compare the rows of a dossier with the words of its events; erased words say nothing about files."""
    for event in log:
        said = _said(event)
        if said is None:
            continue
        stored = Counter(_paper(row, event) for row in rows if row.event_id == event.pk)
        where = f"event {event.sequence} ({event.action}) file"
        for paper in (said - stored).elements():
            yield Difference(dossier.code, f"{where} {paper[0]}", "missing", paper[1])
        for paper in (stored - said).elements():
            yield Difference(dossier.code, f"{where} {paper[0]}", paper[1], "no such file in the event")
    events = {event.pk for event in log}
    for row in rows:
        if row.event_id not in events:
            yield Difference(dossier.code, f"file {row.name}", f"of event id {row.event_id}", "of an event of this log")


def check_bytes(dossier: Dossier, rows: list[Attachment]) -> Iterator[Difference]:
    """Read each stored file and compare its SHA-256."""
    for row in rows:
        found = _digest(row)
        if found != row.sha256:
            yield Difference(dossier.code, f"bytes of {row.name}", found, row.sha256)


def _said(event: Event) -> Counter[Paper] | None:
    payload = getattr(event, "payload", None)
    if payload is None or payload.content is None:
        return None
    files: list[dict[str, Any]] = payload.content.get("files", [])
    return Counter((file["name"], file["sha256"], file.get("component", "")) for file in files)


def _paper(row: Attachment, event: Event) -> Paper:
    """Return a row as its event says it: only the filing names the components."""
    return row.name, row.sha256, row.component if event.sequence == 1 else ""


def _digest(row: Attachment) -> str:
    try:
        with row.file.open() as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return "missing"
