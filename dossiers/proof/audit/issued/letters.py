"""Papers that were issued: each event that says so has its row and no other, and the file has the bytes of the event.

The file of a result is one of them; its row is another (``result_files``).
"""

from collections.abc import Iterator, Sequence

from dossiers import acts
from dossiers.log.columns import NOT_OURS
from dossiers.log.facts import facts_of, names_paper
from dossiers.log.parts.issued import RESULT, Issued, mark_of, unlike
from dossiers.models import Dossier, Letter
from dossiers.proof.audit.entries import Entry
from dossiers.proof.audit.papers import read
from dossiers.proof.audit.report import Difference, Remark

type Known = tuple[Entry, Issued]
"""An event that knows a paper, and what it says."""
type Pair = tuple[Entry, Issued, Letter | None]
"""The same with the row of that paper."""


def compare(dossier: Dossier, log: Sequence[Entry], rows: Sequence[Letter]) -> list[Difference]:
    """Return what differs between the papers of a log that is ours and their rows."""
    named = _naming(log)
    if not (named or rows):
        return []
    pairs, places = _paired(log, rows), _places(log)
    found = [difference for entry in named for difference in _of_its_kind(dossier, entry)]
    found += _twice(dossier, _known(log))
    found += (difference for pair in pairs for difference in _unlike(dossier, pair, places))
    kept = {row.pk for _entry, _paper, row in pairs if row}
    strangers = (row for row in rows if row.pk not in kept)
    return [*found, *(Difference(dossier.code, _called(row), "a row", "no such paper in the log") for row in strangers)]


def check_bytes(dossier: Dossier, log: Sequence[Entry], rows: Sequence[Letter]) -> Iterator[Difference]:
    """Read the file of each paper and compare its SHA-256 with that of the event."""
    for _entry, paper, row in _paired(log, rows):
        found = read(row.file)[0] if row and paper.sha256 else paper.sha256
        if found != paper.sha256:
            yield Difference(dossier.code, f"bytes of {_called(paper)}", found, paper.sha256)


def remarks(dossier: Dossier, log: Sequence[Entry]) -> Iterator[Remark]:
    """Tell the papers of before for which the record cannot answer: row and file did not agree when they were taken in."""
    for entry, paper in _known(log):
        if not paper.sha256:
            yield Remark(
                f"{dossier.code}, {_called(paper)}", f"{entry}: row and file did not agree when it was taken in"
            )


def _naming(log: Sequence[Entry]) -> list[Entry]:
    """Return the events that are about a paper, or say so; most logs are long and have few."""
    return [one for one in log if one.event.action in acts.PAPERS or names_paper(one.facts)]


def results_of(log: Sequence[Entry]) -> list[Known]:
    """Return what the events of a log say of the file of its result."""
    return [(entry, paper) for entry, paper in _known(log) if paper.kind == RESULT]


def _known(log: Sequence[Entry]) -> list[Known]:
    """Return what the events of a log say of papers; what nobody can read says nothing."""
    return [(entry, paper) for entry in _naming(log) if (paper := _paper_of(entry))]


def _paper_of(entry: Entry) -> Issued | None:
    try:
        return facts_of(entry.event).paper
    except NOT_OURS:
        return None


def _paired(log: Sequence[Entry], rows: Sequence[Letter]) -> list[Pair]:
    """Return the papers of a log, each with the row that has its mark, else with one of its event and kind that has none of theirs."""
    known = [(entry, paper) for entry, paper in _known(log) if paper.kind != RESULT]
    places = _places(log) if rows else {}
    marks = {paper.mark for _entry, paper in known}
    marked = {mark_of(row.token): row for row in rows}
    placed = {(places.get(row.event_id), row.kind): row for mark, row in marked.items() if mark not in marks}
    return [(entry, paper, marked.get(paper.mark) or placed.get((paper.of, paper.kind))) for entry, paper in known]


def _places(log: Sequence[Entry]) -> dict[int, int]:
    return {entry.event.id: entry.event.sequence for entry in log}


def _of_its_kind(dossier: Dossier, entry: Entry) -> Iterator[Difference]:
    """Check that just the acts about papers name one, and that one that was taken in says when it was issued."""
    paper, action = _paper_of(entry), entry.event.action
    takes_in = paper is not None and paper.issued_at is not None
    if paper is None or action != (acts.TAKE_IN_PAPER if takes_in else acts.ISSUE_PAPER):
        yield Difference(dossier.code, f"{entry} paper", paper, "a paper with an act of its kind")


def _twice(dossier: Dossier, known: Sequence[Known]) -> Iterator[Difference]:
    """Name a paper that a further event records again: each is issued once."""
    first: dict[tuple[int, str], Entry] = {}
    for entry, paper in known:
        before = first.setdefault((paper.of, paper.kind), entry)
        if before is not entry:
            yield Difference(dossier.code, f"{entry} {_called(paper)}", "recorded again", f"once, by {before}")


def _unlike(dossier: Dossier, pair: Pair, places: dict[int, int]) -> Iterator[Difference]:
    entry, paper, row = pair
    if row is None:
        yield Difference(dossier.code, f"{entry} {_called(paper)}", "missing", "a row of that paper")
        return
    for name, stored, recorded in unlike(paper, entry.event.at, row, places.get(row.event_id)):
        yield Difference(dossier.code, f"{entry} {_called(paper)} {name}", stored, recorded)


def _called(paper: Issued | Letter) -> str:
    return f"paper {paper.kind} {paper.number}"
