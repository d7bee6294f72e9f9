"""Papers that were issued: each event that says so has its row and no other, and the file has the bytes of the event."""

from collections.abc import Iterator, Sequence

from dossiers import acts
from dossiers.log.columns import NOT_OURS
from dossiers.log.facts import facts_of
from dossiers.log.parts.issued import Issued, mark_of, unlike
from dossiers.models import Dossier, Letter
from dossiers.proof.audit.entries import Entry
from dossiers.proof.audit.papers import read
from dossiers.proof.audit.report import Difference, Remark

type Pair = tuple[Entry, Issued, Letter | None]
"""An event that knows a paper, what it says, and the row of that paper."""


def compare(dossier: Dossier, log: Sequence[Entry], rows: Sequence[Letter]) -> list[Difference]:
    """Return what differs between the papers of a log and their rows."""
    pairs = _paired(log, rows)
    found = [*_twice(dossier, pairs), *(difference for pair in pairs for difference in _unlike(dossier, log, pair))]
    kept = {row.pk for _entry, _paper, row in pairs if row}
    strangers = (row for row in rows if row.pk not in kept)
    found += (difference for entry in log for difference in _of_its_kind(dossier, entry))
    return [*found, *(Difference(dossier.code, _called(row), "a row", "no such paper in the log") for row in strangers)]


def check_bytes(dossier: Dossier, log: Sequence[Entry], rows: Sequence[Letter]) -> Iterator[Difference]:
    """Read the file of each paper and compare its SHA-256 with that of the event; a log that nobody can read has none."""
    for _entry, paper, row in _paired(log, rows):
        found = read(row.file)[0] if row and paper.sha256 else paper.sha256
        if found != paper.sha256:
            yield Difference(dossier.code, f"bytes of {_called(paper)}", found, paper.sha256)


def remarks(dossier: Dossier, log: Sequence[Entry]) -> Iterator[Remark]:
    """Tell the papers of before for which the record cannot answer: row and file did not agree when they were taken in."""
    for entry, paper, _row in _paired(log, ()):
        if not paper.sha256:
            yield Remark(
                f"{dossier.code}, {_called(paper)}", f"{entry}: row and file did not agree when it was taken in"
            )


def _of_its_kind(dossier: Dossier, entry: Entry) -> Iterator[Difference]:
    """Check that just the acts about papers name one, and that one that was taken in says when it was issued."""
    paper, action = facts_of(entry.event).paper, entry.event.action
    fits = action in acts.PAPERS and (action == acts.TAKE_IN_PAPER) == (paper.issued_at is not None) if paper else False
    if (paper is not None or action in acts.PAPERS) and not fits:
        yield Difference(dossier.code, f"{entry} paper", paper, "a paper with an act of its kind")


def _twice(dossier: Dossier, pairs: Sequence[Pair]) -> Iterator[Difference]:
    """Name a paper that a further event records again: each is issued once."""
    first: dict[tuple[int, str], Entry] = {}
    for entry, paper, _row in pairs:
        before = first.setdefault((paper.of, paper.kind), entry)
        if before is not entry:
            yield Difference(dossier.code, f"{entry} {_called(paper)}", "recorded again", f"once, by {before}")


def _paired(log: Sequence[Entry], rows: Sequence[Letter]) -> list[Pair]:
    """Return the papers of a log, each with the row that has its mark, else with the one of its event and kind."""
    sequences = {entry.event.id: entry.event.sequence for entry in log}
    marked = {mark_of(row.token): row for row in rows}
    placed = {(sequences.get(row.event_id), row.kind): row for row in rows}
    papers = [(entry, paper) for entry in log if (paper := _paper_of(entry))]
    known = {paper.mark for _entry, paper in papers}
    by_place = {place: row for place, row in placed.items() if mark_of(row.token) not in known}
    return [(entry, paper, marked.get(paper.mark) or by_place.get((paper.of, paper.kind))) for entry, paper in papers]


def _paper_of(entry: Entry) -> Issued | None:
    try:
        return facts_of(entry.event).paper
    except NOT_OURS:
        return None


def _unlike(dossier: Dossier, log: Sequence[Entry], pair: Pair) -> Iterator[Difference]:
    entry, paper, row = pair
    if row is None:
        yield Difference(dossier.code, f"{entry} {_called(paper)}", "missing", "a row of that paper")
        return
    of = next((one.event.sequence for one in log if one.event.id == row.event_id), None)
    for name, stored, recorded in unlike(paper, entry.event.at, row, of):
        yield Difference(dossier.code, f"{entry} {_called(paper)} {name}", stored, recorded)


def _called(paper: Issued | Letter) -> str:
    return f"paper {paper.kind} {paper.number}"
