"""Papers from before the log knew papers: taken into it once, as they are found, a dossier at a time (ADR 0076)."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection, transaction

from dossiers import refusals
from dossiers.acts import PAPERS, TAKE_IN_PAPER
from dossiers.commands import locked
from dossiers.commands.tries import tried_again
from dossiers.log.facts import MARK_IN_SQL, facts_of
from dossiers.log.parts.issued import Issued, mark_of
from dossiers.models import Event, Letter
from dossiers.papers.recorded import entered

BATCH = 500
"""Dossiers that are looked for at once."""
_LEFT = f"""
    SELECT DISTINCT letter.dossier_id FROM dossiers_letter AS letter
    WHERE letter.dossier_id > %s AND NOT EXISTS (
        SELECT FROM dossiers_event AS event WHERE event.dossier_id = letter.dossier_id AND event.action = ANY(%s)
            AND {MARK_IN_SQL} = encode(sha256(convert_to(letter.token, 'UTF8')), 'hex'))
    ORDER BY 1 LIMIT %s
"""  # noqa: S608 - names of ours


@dataclass(slots=True)
class Taken:
    """What came of a run."""

    papers: int = 0
    """Taken in with their digest."""
    remarks: list[str] = field(default_factory=list)
    """A line for each that was not."""


class FileLost(Exception):  # noqa: N818 - what was found, of which the caller tells
    """The file of a paper is not where its row says."""


def take_in(*, at: datetime, lost: bool = False) -> Taken:
    """Take in every paper that no event knows; what is in the log already stays as it is, so that a run may be repeated.

    ``lost``: also those whose file is gone, without a digest; else their dossier is left as it is, to be tried again once
    the file is back. What was issued since the log knows papers, and came in beside it, is never taken in.
    """
    first = Event.objects.filter(action__in=PAPERS).order_by("pk").first()
    taken = Taken()
    for pk in _left():
        try:
            _take_in(pk, taken, at=at, since=first.at if first else None, lost=lost)
        except (FileLost, refusals.LaterEdition) as left:
            taken.remarks.append(f"dossier id {pk} was left as it is: {left}")
    return taken


def _left() -> Iterator[int]:
    """Yield the dossiers that have a paper of which the log knows nothing, by their ids."""
    found: Sequence[tuple[int]] = [(0,)]
    while found:
        with connection.cursor() as cursor:
            cursor.execute(_LEFT, [found[-1][0], list(PAPERS), BATCH])
            found = cursor.fetchall()
        yield from (pk for (pk,) in found)


@tried_again
def _take_in(pk: int, taken: Taken, *, at: datetime, since: datetime | None, lost: bool) -> None:
    """Take in the papers of one dossier, all of them or none. Raises ``FileLost`` and ``refusals.LaterEdition``."""
    papers, remarks = 0, list[str]()
    with transaction.atomic(durable=True):
        found = locked.dossier(pk)
        dossier, log, _steady = found
        at = max(at, log[-1].at)
        known = {paper.mark for event in log if (paper := facts_of(event).paper)}
        was_taken = any(event.action == TAKE_IN_PAPER for event in log)
        for letter in Letter.objects.filter(dossier=pk).select_related("event").order_by("pk"):
            about = f"{dossier.code}, paper {letter.kind} {letter.number}"
            if mark_of(letter.token) in known:
                continue
            if was_taken or letter.event.dossier_id != pk or (since and letter.event.at >= since):
                remarks.append(f"{about}: not taken in, it came in beside the log")
                continue
            sha256 = _digest_of(letter, about, lost=lost)
            entered.enter(found, _as_found(letter, sha256), at=at)
            papers += bool(sha256)
            if not sha256:
                remarks.append(f"{about}: taken in without a digest, row and file do not agree")
    taken.papers += papers
    taken.remarks += remarks


def _as_found(letter: Letter, sha256: str) -> Issued:
    return Issued(
        of=letter.event.sequence,
        kind=letter.kind,
        number=letter.number,
        mark=mark_of(letter.token),
        sha256=sha256,
        issued_at=letter.issued_at,
    )


def _digest_of(letter: Letter, about: str, *, lost: bool) -> str:
    """Return the digest on which row and file agree, "" where they do not."""
    try:
        with letter.file.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        if not lost:
            raise FileLost(f"{about}: its file is not there") from None
        return ""
    return found if found == letter.sha256 else ""
