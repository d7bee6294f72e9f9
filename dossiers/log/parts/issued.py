"""A paper that was issued, as its event keeps it, and what its row says otherwise."""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from msgspec import Struct

RESULT = "result"
"""The kind of what the file of a result is: no form of a circular."""


class Issued(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A paper by the sequence of the event that it belongs to; nothing of it is personal."""

    of: int
    kind: str
    number: str
    mark: str = ""
    """The digest of what its code leads to (``mark_of``), which nobody can guess; "" of a result without a code."""
    sha256: str = ""
    """Of its file; "" where row and file did not agree when it was taken in."""
    issued_at: datetime | None = None
    """When it was issued, where that was before its event: of one that was taken in."""


class LetterRow(Protocol):
    """The part of a letter that the log knows too."""

    kind: str
    number: str
    token: str
    sha256: str
    issued_at: datetime


class Unlike(NamedTuple):
    """What a row says otherwise than the log."""

    name: str
    stored: Any
    recorded: Any


def mark_of(token: str) -> str:
    """Return by what the log knows the code of a paper: its hex SHA-256."""
    return hashlib.sha256(token.encode()).hexdigest()


def unlike(paper: Issued, at: datetime, letter: LetterRow, of: int | None) -> Iterator[Unlike]:
    """Yield what a row says otherwise than the paper that was recorded at an instant; ``of`` is the event of the row.

    Of what was recorded without a digest the row's own is not asked.
    """
    pairs = {
        "event": (of, paper.of),
        "kind": (letter.kind, paper.kind),
        "number": (letter.number, paper.number),
        "mark": (mark_of(letter.token), paper.mark),
        "issued_at": (letter.issued_at, paper.issued_at or at),
        "sha256": (letter.sha256, paper.sha256 or letter.sha256),
    }
    for name, (stored, recorded) in pairs.items():
        if stored != recorded:
            yield Unlike(name, stored, recorded)
