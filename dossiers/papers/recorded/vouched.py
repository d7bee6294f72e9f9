"""What this house answers for of a paper that somebody holds: what the record says of it, and whether row and file agree."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import SuspiciousOperation
from django.db.models.fields.files import FieldFile

from dossiers.acts import PAPERS
from dossiers.display.agency.titles import paper_title
from dossiers.display.formats import localized
from dossiers.display.labels import paper_label
from dossiers.log.columns import NOT_OURS
from dossiers.log.decisions import matter_of
from dossiers.log.facts import facts_of, knowing, of_paper, words_of
from dossiers.log.parts.issued import RESULT, Issued, mark_of, unlike
from dossiers.models import Dossier, Event, Letter, Result, ResultFile, payload_digest
from dossiers.papers.form import decided_by, signature_of
from dossiers.papers.issued import signed_by, title_in_both
from dossiers.papers.parties import office_of
from procedures.machine import Paper
from procedures.time.calendar import local

SAY_ANEW = {Paper.RECEIPT.value: (Paper.APOLOGY.value,)}
"""By kinds of paper, besides their own: a letter of apology gives another day than the receipt."""


@dataclass(frozen=True, slots=True)
class Vouched:
    """A paper by its mark, in what the record says of it; "" and None where that does not know it."""

    code: str
    """The number of its dossier."""
    matches: bool
    """Whether row and file are what was recorded."""
    kind: str = ""
    of: int = 0
    """The sequence of the event that it belongs to."""
    title: str = ""
    """What it is called, in the language of who asks."""
    number: str = ""
    issued_at: datetime | None = None
    dated: date | None = None
    """The day that is printed: of what the paper is about."""
    sha256: str = ""
    known_since: datetime | None = None
    """When it was taken into the record, of one from before papers were recorded."""
    agency: str = ""
    """Who issued it, by its name of that day."""
    procedure: str = ""
    """Of which procedure it is, in that language; of a result alone."""
    signed: tuple[str, ...] = ()
    """Who signed it, line by line with the capacity as it is printed; of what the desk signs nothing."""
    by_hand: bool = False
    """Whether it is a result that was signed by hand, whose code says nothing by itself."""
    later: "NamedPaper | None" = None
    """The last paper that was issued for the dossier after it and says anew what it says."""


@dataclass(frozen=True, slots=True)
class NamedPaper:
    """Another paper of its dossier, as the record names it."""

    title: str
    number: str
    issued_at: datetime


def vouched(token: str) -> Vouched | None:
    """Return what is known of the paper whose code leads here; None where there is none."""
    joined = Letter.objects.select_related("dossier__agency__parent", "event__actor")
    letter = joined.filter(token=token).first()
    if letter is None:
        return _vouched_result(token)
    found = _recorded(letter.dossier, token)
    if found is None:
        return Vouched(letter.dossier.code, matches=False)
    event, paper = found
    issued_at = paper.issued_at or event.at
    return Vouched(
        code=letter.dossier.code,
        matches=_agrees(letter, event, paper),
        kind=paper.kind,
        of=paper.of,
        title=paper_title(paper.kind, letter.event),
        number=paper.number,
        issued_at=issued_at,
        dated=local(letter.dated_at).date(),
        sha256=paper.sha256,
        known_since=event.at if paper.issued_at else None,
        agency=office_of(letter.dossier, local(issued_at).date()).agency.name_vi,
        signed=_signed_letter(letter),
        later=_later(letter),
    )


def token_of(sha256: str) -> str:
    """Return the mark of the paper whose file has a digest; "" where none of those with a mark has it."""
    for kept in (Letter.objects.all(), ResultFile.objects.exclude(token="")):
        if token := kept.filter(sha256=sha256).order_by("pk").values_list("token", flat=True).first():
            return token
    return ""


def scan_of(sha256: str) -> Result | None:
    """Return the result whose file, a scan without a code, has a digest by row and record; None where none has."""
    joined = ResultFile.objects.filter(token="", sha256=sha256).select_related(
        "result__event__payload", "result__dossier"
    )
    result = next((kept.result for kept in joined.order_by("pk")), None)
    if result is None:
        return None
    result.event.dossier = result.dossier
    return result if result_digest(result) == sha256 and result_agrees(result, sha256) else None


def _vouched_result(token: str) -> Vouched | None:
    """Return what is known of the result whose code leads here; None where there is none."""
    joined = ResultFile.objects.select_related("result__event", "result__dossier__agency__parent")
    kept = joined.filter(token=token).first() if token else None
    if kept is None:
        return None
    result, dossier = kept.result, kept.result.dossier
    found = _recorded_scan(result, token) if result.by_hand else _recorded(dossier, token)
    if found is None:
        return Vouched(dossier.code, matches=False)
    event, paper = found
    return Vouched(
        code=dossier.code,
        matches=_result_is_as_recorded(kept, paper),
        kind=paper.kind,
        of=paper.of,
        title=_called(result),
        number=paper.number,
        issued_at=event.at,
        dated=result.dated,
        sha256=paper.sha256,
        agency=office_of(dossier, result.dated).agency.name_vi,
        procedure=localized(dossier.machine.name),
        signed=_signed(result),
        by_hand=result.by_hand,
    )


def _called(result: Result) -> str:
    outcome = result.dossier.machine.outcome(result.outcome)
    return localized(title_in_both(result.dossier.machine, outcome)) if outcome else paper_label(RESULT)


def _signed(result: Result) -> tuple[str, ...]:
    """Return who signed a result, by the event that decided it; nothing where that says something else than was written."""
    log = result.dossier.events.filter(sequence__lte=result.event.sequence).order_by("sequence").select_related("actor")
    decision = matter_of(list(log), result.dossier.machine).decision
    return signed_by(decision) if decision and decision.compute_digest() == decision.digest else ()


def _signed_letter(letter: Letter) -> tuple[str, ...]:
    """Return who signed a letter that is not the desk's, by the event that decided it; nothing where nobody did, or that was not written so.

    The title above the name is that of the seat on its day, as the paper has it.
    """
    if letter.kind not in (Paper.APOLOGY, Paper.STOP_NOTICE):
        return ()
    letter.event.dossier = letter.dossier
    decision = letter.event if letter.kind == Paper.APOLOGY else decided_by(letter.event)
    if decision.actor is None or decision.compute_digest() != decision.digest:
        return ()
    decision.dossier, signature = letter.dossier, signature_of(decision)
    return (*signature.lines, signature.name)


def _result_is_as_recorded(kept: ResultFile, paper: Issued) -> bool:
    """Say whether number, day and file of a result are those of the events that numbered and issued it."""
    result, numbering = kept.result, kept.result.event
    numbering.dossier = result.dossier
    try:
        dated = facts_of(numbering).dated if numbering.compute_digest() == numbering.digest else None
    except NOT_OURS:
        return False
    recorded = (paper.kind, paper.of, paper.number, dated, paper.sha256)
    stored = (RESULT, numbering.sequence, result.number, result.dated, kept.sha256)
    return recorded == stored and _has_bytes(kept.file, paper.sha256)


def result_digest(result: Result) -> str:
    """Return the SHA-256 of a result's file by the record: of what was made of the text, or brought with the number.

    "" where the record names none: words that are erased, a file that is still being made, an event that no command wrote.
    """
    event = result.dossier.events.filter(of_paper(RESULT), action__in=PAPERS).order_by("sequence").first()
    try:
        if event is not None:
            event.dossier = result.dossier
            paper = facts_of(event).paper
            return paper.sha256 if paper and event.compute_digest() == event.digest else ""
        files = words_of(result.event.payload).files
    except NOT_OURS:
        return ""
    return files[0].sha256 if files and _is_as_written(result.event) else ""


def result_agrees(result: Result, sha256: str) -> bool:
    """Say whether row and file of a result have what the record says; what is still being made says nothing against it."""
    kept = result.file
    return kept is None or (kept.sha256 == sha256 and _has_bytes(kept.file, sha256))


def _is_as_written(event: Event) -> bool:
    """Say whether event and words have the digests of what they say."""
    words = event.payload
    if words.content is None or event.compute_digest() != event.digest:
        return False
    return payload_digest(words.salt, words.content) == event.payload_digest


def _later(letter: Letter) -> NamedPaper | None:
    """Return the last paper that says anew what this one says, where the record knows it and it came after this one."""
    kinds = (letter.kind, *SAY_ANEW.get(letter.kind, ()))
    others = letter.dossier.letters.filter(kind__in=kinds, pk__gt=letter.pk)
    last = others.select_related("dossier", "event").order_by("pk").last()
    return named_paper(last) if last else None


def named_paper(letter: Letter) -> NamedPaper | None:
    """Return how the record names a paper; None where it does not know it."""
    found = _recorded(letter.dossier, letter.token)
    if found is None:
        return None
    event, paper = found
    return NamedPaper(paper_title(letter.kind, letter.event), paper.number, paper.issued_at or event.at)


def _recorded(dossier: Dossier, token: str) -> tuple[Event, Issued] | None:
    """Return the event of the log of a dossier that knows the paper with the mark of a token, and what it says; None where none does.

    One whose digest is not that of what it says, or that no command has written, knows nothing.
    """
    events = dossier.events.filter(knowing(mark_of(token)), action__in=PAPERS)
    event = events.order_by("sequence").first()
    if event is None:
        return None
    event.dossier = dossier
    try:
        paper = facts_of(event).paper
    except NOT_OURS:
        return None
    return (event, paper) if paper and event.compute_digest() == event.digest else None


def _recorded_scan(result: Result, token: str) -> tuple[Event, Issued] | None:
    """Return the same of a result that was signed by hand: the event that numbered its scan names code and file."""
    event, dossier = result.event, result.dossier
    event.dossier = dossier
    try:
        facts = facts_of(event) if event.compute_digest() == event.digest else None
    except NOT_OURS:
        return None
    if facts is None or facts.sheet != mark_of(token):
        return None
    sha256 = result_digest(result)
    return event, Issued(of=event.sequence, kind=RESULT, number=facts.number, mark=facts.sheet, sha256=sha256)


def _agrees(letter: Letter, event: Event, paper: Issued) -> bool:
    of = letter.event.sequence if letter.event.dossier_id == letter.dossier_id else None
    return bool(paper.sha256) and not any(unlike(paper, event.at, letter, of)) and _has_bytes(letter.file, paper.sha256)


def _has_bytes(stored: FieldFile, sha256: str) -> bool:
    """Say whether a file has the bytes that were recorded; one that is not there now says nothing against the record."""
    try:
        with stored.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == sha256
    except OSError:
        return True
    except (ValueError, SuspiciousOperation):
        # A path that no paper has.
        return False
