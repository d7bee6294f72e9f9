"""Papers from before the log knew papers: taken into it once, as they are found, a dossier at a time (ADR 0076)."""

import hashlib
import math
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection, transaction
from django.db.models.fields.files import FieldFile
from msgspec.structs import replace

from dossiers import refusals
from dossiers.acts import PAPERS, TAKE_IN_PAPER
from dossiers.commands import locked
from dossiers.commands.tries import tried_again
from dossiers.log.facts import KIND_OF_PAPER_IN_SQL, MARK_IN_SQL, facts_of, of_paper
from dossiers.log.parts.issued import RESULT, Issued, mark_of
from dossiers.models import Event, Letter, ResultFile
from dossiers.papers.recorded import entered

BATCH = 500
"""Dossiers that are looked for at once."""
_LEFT = f"""
    SELECT letter.dossier_id FROM dossiers_letter AS letter
    WHERE letter.dossier_id > %(after)s AND NOT EXISTS (
        SELECT FROM dossiers_event AS event WHERE event.dossier_id = letter.dossier_id AND event.action = ANY(%(papers)s)
            AND {MARK_IN_SQL} = encode(sha256(convert_to(letter.token, 'UTF8')), 'hex'))
    UNION
    SELECT result.dossier_id FROM dossiers_resultfile AS made JOIN dossiers_result AS result ON result.id = made.result_id
    WHERE result.dossier_id > %(after)s
        AND NOT EXISTS (SELECT FROM dossiers_attachment AS brought WHERE brought.event_id = result.event_id)
        AND NOT EXISTS (
            SELECT FROM dossiers_event AS event WHERE event.dossier_id = result.dossier_id AND event.action = ANY(%(papers)s)
                AND {KIND_OF_PAPER_IN_SQL} = '{RESULT}')
    ORDER BY 1 LIMIT %(batch)s
"""  # noqa: S608 - names of ours


@dataclass(slots=True)
class Taken:
    """What came of a run."""

    papers: int = 0
    """Taken in with their digest."""
    reports: int = 0
    """Issued reports that were taken in with theirs (``recorded.reports``)."""
    remarks: list[str] = field(default_factory=list)
    """A line for each that was not."""
    is_whole: bool = True
    """Whether all that could be taken in was: not, where the time for it ended before."""


@dataclass(frozen=True, slots=True)
class Found:
    """A paper as its row has it."""

    event: Event
    """What it belongs to."""
    paper: Issued
    file: FieldFile

    @property
    def about(self) -> str:
        """What a remark calls it."""
        return f"paper {self.paper.kind} {self.paper.number}"


class FileLost(Exception):  # noqa: N818 - what was found, of which the caller tells
    """The file of a paper is not where its row says."""


def take_in(*, at: datetime, lost: bool = False, seconds: float = math.inf) -> Taken:
    """Take in every paper that no event knows; what is in the log already stays as it is, so that a run may be repeated.

    ``lost``: also those whose file is gone, without a digest; else their dossier is left as it is, to be tried again once
    the file is back. What was issued since the log knows papers, and came in beside it, is never taken in.
    ``seconds``: after so many no further dossier is begun, and the next run goes on.
    """
    until = time.monotonic() + seconds
    known = Event.objects.filter(action__in=PAPERS).order_by("pk")
    # Results are papers of the log since a later day than the forms.
    firsts = {False: known.exclude(of_paper(RESULT)).first(), True: known.filter(of_paper(RESULT)).first()}
    since = {is_result: first.at for is_result, first in firsts.items() if first}
    taken = Taken()
    for pk in _left():
        if time.monotonic() >= until:
            taken.is_whole = False
            break
        try:
            _take_in(pk, taken, at=at, since=since, lost=lost)
        except (FileLost, refusals.LaterEdition) as left:
            taken.remarks.append(f"dossier id {pk} was left as it is: {left}")
    return taken


def _left() -> Iterator[int]:
    """Yield the dossiers that have a paper of which the log knows nothing, by their ids."""
    found: Sequence[tuple[int]] = [(0,)]
    while found:
        with connection.cursor() as cursor:
            cursor.execute(_LEFT, {"after": found[-1][0], "papers": list(PAPERS), "batch": BATCH})
            found = cursor.fetchall()
        yield from (pk for (pk,) in found)


@tried_again
def _take_in(pk: int, taken: Taken, *, at: datetime, since: Mapping[bool, datetime], lost: bool) -> None:
    """Take in the papers of one dossier, all of them or none. Raises ``FileLost`` and ``refusals.LaterEdition``.

    ``since``: from when on the log knows papers, results (True) and all else (False).
    """
    papers, remarks = 0, list[str]()
    with transaction.atomic(durable=True):
        found = locked.dossier(pk)
        dossier, log, _steady = found
        at = max(at, log[-1].at)
        in_log = [(event.action, paper) for event in log if (paper := facts_of(event).paper)]
        known = {paper.mark or paper.kind for _action, paper in in_log}
        taken_before = {paper.kind == RESULT for action, paper in in_log if action == TAKE_IN_PAPER}
        for one in (*_letters(pk), *_results(pk)):
            about, is_result = f"{dossier.code}, {one.about}", one.paper.kind == RESULT
            if (one.paper.mark or one.paper.kind) in known:
                continue
            began = since.get(is_result)
            if is_result in taken_before or one.event.dossier_id != pk or (began and one.event.at >= began):
                remarks.append(f"{about}: not taken in, it came in beside the log")
                continue
            sha256 = _digest_of(one, about, lost=lost)
            entered.enter(found, replace(one.paper, sha256=sha256), at=at)
            papers += bool(sha256)
            if not sha256:
                remarks.append(f"{about}: taken in without a digest, row and file do not agree")
    taken.papers += papers
    taken.remarks += remarks


def _letters(pk: int) -> Iterator[Found]:
    for row in Letter.objects.filter(dossier=pk).select_related("event").order_by("pk"):
        paper = Issued(
            of=row.event.sequence,
            kind=row.kind,
            number=row.number,
            mark=mark_of(row.token),
            sha256=row.sha256,
            issued_at=row.issued_at,
        )
        yield Found(row.event, paper, row.file)


def _results(pk: int) -> Iterator[Found]:
    """Yield the file of a result that this system has made: what somebody has brought, its event names."""
    made = ResultFile.objects.filter(result__dossier=pk, result__event__attachments=None)
    for row in made.select_related("result__event").order_by("revision")[:1]:
        of = row.result.event
        paper = Issued(
            of=of.sequence, kind=RESULT, number=row.result.number, sha256=row.sha256, issued_at=row.made_at
        )  # fmt: skip
        yield Found(of, paper, row.file)


def _digest_of(found: Found, about: str, *, lost: bool) -> str:
    """Return the digest on which row and file agree, "" where they do not."""
    try:
        with found.file.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        if not lost:
            raise FileLost(f"{about}: its file is not there") from None
        return ""
    return digest if digest == found.paper.sha256 else ""
