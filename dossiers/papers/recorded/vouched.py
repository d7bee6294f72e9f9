"""What this house answers for of a paper that somebody holds: what the record says of it, and whether row and file agree."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import SuspiciousOperation

from dossiers.acts import PAPERS
from dossiers.log.columns import NOT_OURS
from dossiers.log.facts import facts_of, knowing
from dossiers.log.parts.issued import Issued, mark_of, unlike
from dossiers.models import Event, Letter


@dataclass(frozen=True, slots=True)
class Vouched:
    """A paper by its mark, in what the record says of it; "" and None where that does not know it."""

    code: str
    """The number of its dossier."""
    matches: bool
    """Whether row and file are what was recorded."""
    kind: str = ""
    number: str = ""
    issued_at: datetime | None = None
    sha256: str = ""
    known_since: datetime | None = None
    """When it was taken into the record, of one from before papers were recorded."""


def vouched(token: str) -> Vouched | None:
    """Return what is known of the paper whose code leads here; None where there is none."""
    letter = Letter.objects.select_related("dossier", "event").filter(token=token).first()
    if letter is None:
        return None
    found = _recorded(letter)
    if found is None:
        return Vouched(letter.dossier.code, matches=False)
    event, paper = found
    return Vouched(
        code=letter.dossier.code,
        matches=_agrees(letter, event, paper),
        kind=paper.kind,
        number=paper.number,
        issued_at=paper.issued_at or event.at,
        sha256=paper.sha256,
        known_since=event.at if paper.issued_at else None,
    )


def _recorded(letter: Letter) -> tuple[Event, Issued] | None:
    """Return the event of the log that knows the paper with that mark, and what it says; None where none does.

    One whose digest is not that of what it says, or that no command has written, knows nothing.
    """
    events = letter.dossier.events.filter(knowing(mark_of(letter.token)), action__in=PAPERS)
    event = events.order_by("sequence").first()
    if event is None:
        return None
    event.dossier = letter.dossier
    try:
        paper = facts_of(event).paper
    except NOT_OURS:
        return None
    return (event, paper) if paper and event.compute_digest() == event.digest else None


def _agrees(letter: Letter, event: Event, paper: Issued) -> bool:
    of = letter.event.sequence if letter.event.dossier_id == letter.dossier_id else None
    return bool(paper.sha256) and not any(unlike(paper, event.at, letter, of)) and _has_bytes(letter, paper.sha256)


def _has_bytes(letter: Letter, sha256: str) -> bool:
    """Say whether a file has the bytes that were recorded; one that is not there now says nothing against the record."""
    try:
        with letter.file.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == sha256
    except OSError:
        return True
    except (ValueError, SuspiciousOperation):
        # A path that no paper has.
        return False
