"""What an act does about the decision, worked out from the log: the facts that are not given but follow from it.

A decision names the outcome and the content of the proposal that it decides; a number is given to exactly what was
decided. What the person's page showed has to be that (``Ask.CONTENT``): somebody may have replaced it meanwhile.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from msgspec import structs

from dossiers import numbers, refusals
from dossiers.commands.given import Given, Issue
from dossiers.files import StoredFile
from dossiers.log.decisions import Matter, content_digest, matter_of
from dossiers.log.facts import Facts, Words, facts_of
from dossiers.models import Attachment, Dossier, Event, Result
from dossiers.refusals import decision
from procedures.composing import GAP
from procedures.machine import Action, Deed
from procedures.time.calendar import LOCAL

PDF = "application/pdf"
MOST_PAGES = 100
"""Pages of a scanned result; what is longer is most probably the whole dossier."""
REASON = "{reason}"
"""Where a draft repeats the reasons that are given beside it."""


@dataclass(frozen=True, slots=True)
class Told:
    """What an event will say, and the number that was taken from the register, if one was."""

    facts: Facts
    words: Words
    serial: int | None = None


def told(
    action: Action, given: Given, facts: Facts, words: Words, dossier: Dossier, log: Sequence[Event], *, at: datetime
) -> Told:
    """Return what an act says with what follows from it; raises the refusal of what cannot be decided so."""
    matter = matter_of(log, dossier.machine)
    match action.deed:
        case Deed.PROPOSE:
            return _proposed(action.proposes or "", given, facts, words)
        case Deed.DIRECT:
            return Told(structs.replace(facts, outcome=action.proposes or ""), words)
        case Deed.DECIDE:
            return Told(_as_shown(given, facts, matter.proposal), words)
        case Deed.NUMBER:
            return _numbered(given, facts, words, dossier, matter, at)
        case Deed.RECORD:
            return _recorded(action.outcome or "", given, facts, words, dossier, at)
        case Deed.AT_ONCE:
            _look_at(given.files, dossier)
            own = _proposed(action.outcome or "", given, facts, words)
            return _with_number(own.facts, own.words, dossier, at)
        case _:
            return Told(facts, words)


def _proposed(outcome: str, given: Given, facts: Facts, words: Words) -> Told:
    """Put an outcome forward with its draft, and fix both by a digest."""
    document = words.document.replace(REASON, words.reason)
    if GAP in document:
        raise decision.DraftUnfinished(gap=GAP)
    salt = secrets.token_hex(16)
    files = [file.sha256 for _part, file in given.files_by_component()]
    content = content_digest(outcome=outcome, document=document, files=files, until=facts.until, salt=salt)
    words = structs.replace(words, document=document, salt=salt)
    return Told(structs.replace(facts, outcome=outcome, content=content, composed=bool(document)), words)


def _as_shown(given: Given, facts: Facts, standing: Event | None) -> Facts:
    """Return facts that name what stands; refuse where the page showed something else."""
    if standing is None:
        raise decision.NothingProposed
    shown = facts_of(standing)
    if given.content != shown.content:
        raise decision.DraftReplaced
    return structs.replace(
        facts, outcome=shown.outcome, content=shown.content, until=shown.until, composed=shown.composed
    )


def _numbered(given: Given, facts: Facts, words: Words, dossier: Dossier, matter: Matter, at: datetime) -> Told:
    if matter.decision is None or matter.proposal is None:
        raise decision.NothingProposed
    facts = _as_shown(given, facts, matter.decision)
    if given.scan:
        _look_at(given.scan, dossier)
    elif not is_issued_as_it_is(matter.proposal):
        raise decision.ScanNeeded
    return _with_number(facts, words, dossier, at)


def is_issued_as_it_is(proposal: Event) -> bool:
    """Say whether a file can be issued from a proposal: its text, or the one PDF that came with it."""
    return facts_of(proposal).composed or Attachment.objects.filter(event=proposal, media_type=PDF).count() == 1


def _with_number(facts: Facts, words: Words, dossier: Dossier, at: datetime) -> Told:
    """Take the next number of the register of the year in which it is dated."""
    outcome = dossier.machine.outcome(facts.outcome)
    if outcome is None or outcome.issues is None:
        raise decision.NothingProposed
    today = at.astimezone(LOCAL).date()
    if facts.until is not None and facts.until <= today:
        raise decision.UntilPassed
    serial = numbers.take(dossier.agency, outcome.issues.symbol, today.replace(month=1, day=1))
    number = f"{serial:02d}/{outcome.issues.symbol}"
    return Told(structs.replace(facts, number=number, dated=today), words, serial)


def _recorded(outcome: str, given: Given, facts: Facts, words: Words, dossier: Dossier, at: datetime) -> Told:
    """Enter what another agency decided: its own number and date, and the file that it issued."""
    _look_at(given.files, dossier)
    issued = _possible(given.issued, dossier, at)
    own = _proposed(outcome, given, facts, words)
    return Told(structs.replace(own.facts, number=issued.number, dated=issued.dated, by_hand=True), own.words)


def _possible(issued: Issue | None, dossier: Dossier, at: datetime) -> Issue:
    if issued is None:
        raise refusals.MissingAnswer("issued")
    accepted = dossier.accepted_at or dossier.filed_at
    since, today = accepted.astimezone(LOCAL).date(), at.astimezone(LOCAL).date()
    if not since <= issued.dated <= today:
        raise decision.IssuedOutOfTime(since=f"{since:%d/%m/%Y}")
    if Result.objects.numbered(issued.number, issued.dated).exists():
        raise decision.NumberTaken(number=issued.number)
    return issued


def _look_at(files: Sequence[StoredFile], dossier: Dossier) -> None:
    """Refuse what cannot be the issued paper: several files, no PDF, far too long, another dossier's."""
    if len(files) != 1:
        raise decision.NotThisScan(why=decision.ONE_FILE)
    (scan,) = files
    if scan.media_type != PDF:
        raise decision.NotThisScan(why=decision.NO_PDF)
    if not scan.pages or scan.pages > MOST_PAGES:
        raise decision.NotThisScan(why=decision.many_pages(scan.pages or 0, MOST_PAGES))
    result = Result.objects.filter(files__sha256=scan.sha256).exclude(dossier=dossier).first()
    filed = Attachment.objects.filter(sha256=scan.sha256, dossier__agency=dossier.agency_id).exclude(dossier=dossier)
    code = filed.values_list("dossier__code", flat=True).first()
    if result is not None or code is not None:
        raise decision.NotThisScan(why=decision.of_another(result.number if result else str(code)))
