"""The file of a result: its row and its bytes are those that an event names, the one that made it or the one that brought it."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from dossiers.log.columns import NOT_OURS
from dossiers.log.facts import facts_of
from dossiers.log.parts.issued import mark_of
from dossiers.models import Dossier, Result, ResultFile
from dossiers.proof.audit.entries import Entry
from dossiers.proof.audit.issued.letters import results_of
from dossiers.proof.audit.papers import read
from dossiers.proof.audit.report import Difference


class Named(NamedTuple):
    """The file of a result as the log names it."""

    entry: Entry
    sha256: str
    """"" where row and file did not agree when it was taken in."""
    made_at: datetime
    mark: str = ""
    """Of what its code leads to; "" where it has none."""


def compare(
    dossier: Dossier, log: Sequence[Entry], result: Result | None, rows: Sequence[ResultFile]
) -> list[Difference]:
    """Return what differs between the file of a result as the log names it and its rows, by their revisions."""
    named = _named(log, result)
    found = list(_about(dossier, log, result))
    if named is None:
        unknown = [] if _is_erased(log, result) else rows
        return [
            *found,
            *(Difference(dossier.code, _called(row), "a row", "no such file in the log") for row in unknown),
        ]
    if not rows:
        return [*found, Difference(dossier.code, f"{named.entry} file of the result", "missing", "a row of that file")]
    first, *further = rows
    pairs = {
        "revision": (first.revision, 1),
        "sha256": (first.sha256, named.sha256 or first.sha256),
        "made_at": (first.made_at, named.made_at),
        "mark": (mark_of(first.token) if first.token else "", named.mark),
    }
    found += [
        Difference(dossier.code, f"{named.entry} {_called(first)} {name}", stored, right)
        for name, (stored, right) in pairs.items()
        if stored != right
    ]
    return [*found, *(Difference(dossier.code, _called(row), "a row", "no such file in the log") for row in further)]


def check_bytes(
    dossier: Dossier, log: Sequence[Entry], result: Result | None, rows: Sequence[ResultFile]
) -> Iterator[Difference]:
    """Read each file and compare its SHA-256 with that of the event, else with its row's."""
    named = _named(log, result)
    for row in rows:
        right = named.sha256 if named and named.sha256 else row.sha256
        found = read(row.file)[0]
        if found != right:
            yield Difference(dossier.code, f"bytes of {_called(row)}", found, right)


def _named(log: Sequence[Entry], result: Result | None) -> Named | None:
    """Return the file that the log names: of the text that was decided, or brought with the number; None where it names none."""
    for entry, paper in results_of(log):
        return Named(entry, paper.sha256, paper.issued_at or entry.event.at, paper.mark)
    numbering = _numbering(log, result)
    try:
        files = numbering.words.files if numbering and numbering.payload else None
    except NOT_OURS:
        return None
    if numbering is None or not files:
        return None
    return Named(numbering, files[0].sha256, numbering.event.at, facts_of(numbering.event).sheet)


def _about(dossier: Dossier, log: Sequence[Entry], result: Result | None) -> Iterator[Difference]:
    """Check that what an event says of the file is of this result."""
    for entry, paper in results_of(log):
        right = (result.number, _sequence(log, result)) if result else None
        if (paper.number, paper.of) != right:
            yield Difference(dossier.code, f"{entry} paper {paper.kind}", (paper.number, paper.of), right)


def _is_erased(log: Sequence[Entry], result: Result | None) -> bool:
    """Say whether the words that would name the file are gone."""
    numbering = _numbering(log, result)
    return bool(numbering and (numbering.payload is None or numbering.payload.content is None))


def _numbering(log: Sequence[Entry], result: Result | None) -> Entry | None:
    return next((entry for entry in log if result and entry.event.id == result.event_id), None)


def _sequence(log: Sequence[Entry], result: Result) -> int | None:
    numbering = _numbering(log, result)
    return numbering.event.sequence if numbering else None


def _called(row: ResultFile) -> str:
    return f"file of the result, revision {row.revision}"
