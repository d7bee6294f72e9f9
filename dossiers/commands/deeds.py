"""What an act does about the decision, worked out from the log: the facts that are not given but follow from it.

A decision names the outcome and the content of the proposal that it decides; a number is given to exactly what was
decided. What the person's page showed has to be that (``Ask.CONTENT``): somebody may have replaced it meanwhile.
"""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from msgspec import structs

from dossiers import numbers, refusals
from dossiers.commands.given import Given, Issue
from dossiers.files import StoredFile
from dossiers.log.decisions import Matter, content_digest
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
class Recording:
    """What an event will say, and the number that was taken from the register, if one was."""

    facts: Facts
    words: Words
    serial: int | None = None


@dataclass(frozen=True, slots=True)
class Doing:
    """An act on its way: what was given, on which dossier, when, and how far the decision has come."""

    action: Action
    given: Given
    facts: Facts
    """What was given, as facts; ``words`` the same."""
    words: Words
    dossier: Dossier
    matter: Matter
    at: datetime

    @property
    def today(self) -> date:
        """The local day."""
        return self.at.astimezone(LOCAL).date()

    def recording(self) -> Recording:
        """Return what the act says with what follows from it; raises the refusal of what cannot be decided so."""
        deed = self.action.deed
        return _RECORDINGS[deed](self) if deed in _RECORDINGS else Recording(self.facts, self.words)

    def propose(self) -> Recording:
        """Put an outcome forward with its draft, and fix both by a digest."""
        outcome = self.action.proposes or self.action.outcome or ""
        document = self.words.document.replace(REASON, self.words.reason)
        if GAP in document:
            raise decision.DraftUnfinished(gap=GAP)
        salt = secrets.token_hex(16)
        files = [file.sha256 for _part, file in self.given.files_by_component()]
        until = self.facts.until
        content = content_digest(outcome=outcome, document=document, files=files, until=until, salt=salt)
        words = structs.replace(self.words, document=document, salt=salt)
        return Recording(structs.replace(self.facts, outcome=outcome, content=content, composed=bool(document)), words)

    def direct(self) -> Recording:
        """Order another outcome."""
        return Recording(structs.replace(self.facts, outcome=self.action.proposes or ""), self.words)

    def decide(self) -> Recording:
        """Decide what is proposed."""
        return Recording(self._as_shown(self.matter.proposal), self.words)

    def number(self) -> Recording:
        """Give a number to what is decided."""
        if self.matter.decision is None or self.matter.proposal is None:
            raise decision.NothingProposed
        facts = self._as_shown(self.matter.decision)
        if self.given.scan:
            look_at(self.given.scan, self.dossier)
        elif not is_issued_as_it_is(self.matter.proposal):
            raise decision.ScanNeeded
        return self._with_number(facts, self.words)

    def record(self) -> Recording:
        """Enter what another agency decided: its own number and date, and the file that it issued."""
        look_at(self.given.files, self.dossier)
        issued, own = self._possible(self.given.issued), self.propose()
        return Recording(structs.replace(own.facts, number=issued.number, dated=issued.dated, by_hand=True), own.words)

    def at_once(self) -> Recording:
        """Decide and number in one act."""
        look_at(self.given.files, self.dossier)
        own = self.propose()
        return self._with_number(own.facts, own.words)

    def _as_shown(self, standing: Event | None) -> Facts:
        """Return facts that name what stands; refuse where the page showed something else."""
        if standing is None:
            raise decision.NothingProposed
        shown = facts_of(standing)
        if self.given.content != shown.content:
            raise decision.DraftReplaced
        return structs.replace(
            self.facts, outcome=shown.outcome, content=shown.content, until=shown.until, composed=shown.composed
        )

    def _with_number(self, facts: Facts, words: Words) -> Recording:
        """Take the next number of the register of the year in which it is dated."""
        outcome = self.dossier.machine.outcome(facts.outcome)
        if outcome is None or outcome.issues is None:
            raise decision.NothingProposed
        if facts.until is not None and facts.until <= self.today:
            raise decision.UntilPassed
        symbol = outcome.issues.symbol
        serial = numbers.take(self.dossier.agency, symbol, self.today.replace(month=1, day=1))
        return Recording(structs.replace(facts, number=numbered(serial, symbol), dated=self.today), words, serial)

    def _possible(self, issued: Issue | None) -> Issue:
        if issued is None:
            raise refusals.MissingAnswer("issued")
        accepted = self.dossier.accepted_at or self.dossier.filed_at
        since = accepted.astimezone(LOCAL).date()
        if not since <= issued.dated <= self.today:
            raise decision.IssuedOutOfTime(since=f"{since:%d/%m/%Y}")
        if Result.objects.numbered(issued.number, issued.dated).exists():
            raise decision.NumberTaken(number=issued.number)
        return issued


_RECORDINGS: Mapping[Deed | None, Callable[[Doing], Recording]] = {
    Deed.PROPOSE: Doing.propose,
    Deed.DIRECT: Doing.direct,
    Deed.DECIDE: Doing.decide,
    Deed.NUMBER: Doing.number,
    Deed.RECORD: Doing.record,
    Deed.AT_ONCE: Doing.at_once,
}


def numbered(serial: int, symbol: str) -> str:
    """Return a number of a register: two digits at least (NĐ 30/2020), and its symbol."""
    return f"{serial:02d}/{symbol}"


def is_issued_as_it_is(proposal: Event) -> bool:
    """Say whether a file can be issued from a proposal: its text, or the one PDF that came with it."""
    return facts_of(proposal).composed or Attachment.objects.filter(event=proposal, media_type=PDF).count() == 1


def look_at(files: Sequence[StoredFile], dossier: Dossier) -> None:
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
