"""What an act does about the decision, worked out from the log: the facts that are not given but follow from it.

A decision names the outcome and the content of the proposal that it decides; a number is given to exactly what was
decided. What the person's page showed has to be that (``Ask.CONTENT``): somebody may have replaced it meanwhile.
"""

import re
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from msgspec import structs

from dossiers import numbers, refusals
from dossiers.commands.deciding import scanned
from dossiers.commands.deciding.signing import Signer
from dossiers.commands.given import Given, Issue
from dossiers.files import StoredFile
from dossiers.filing.composed import compose_given
from dossiers.filing.results import terms
from dossiers.log.answers import standing_of
from dossiers.log.decisions import Matter, content_digest
from dossiers.log.facts import Facts, Words, facts_of
from dossiers.log.parts.issued import mark_of
from dossiers.models import Attachment, Dossier, Event, Result
from dossiers.refusals import decision
from procedures.composing import GAP, REASON, UNTIL, gaps_in, names_in
from procedures.machine import Action, Ask, Deed
from procedures.results import Effect, Issued
from procedures.time.calendar import LOCAL

PDF = "application/pdf"
OUR_PRESS = "WeasyPrint"
"""How a PDF says that our own press has made it."""
_OF_DOSSIER = re.compile(r"Hồ sơ (\S+)")
"""What a PDF of our press says that it is about, where it is of a dossier (``templates/django/papers/paper.html``)."""
MOST_PAGES = 100
"""Pages of a scanned result; what is longer is most probably the whole dossier."""
_LEFT = re.compile(r"\{[^{}\n]{1,60}\}")
"""What stands in braces in a draft that should be finished."""


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
    rests_on: tuple[int, ...] = ()
    """The earlier results on which the dossier rests."""
    signer: Signer = field(default_factory=Signer)
    """Who acts, where a capacity is asked for."""

    @property
    def today(self) -> date:
        """The local day."""
        return self.at.astimezone(LOCAL).date()

    def recording(self) -> Recording:
        """Return what the act says with what follows from it; raises the refusal of what cannot be decided so."""
        deed = self.action.deed
        if any(asked.kind is Ask.CAPACITY for asked in self.action.asks):
            self.signer.refuse(self.given.capacity)
        made = _RECORDINGS[deed](self) if deed in _RECORDINGS else Recording(self.facts, self.words)
        return (
            replace(made, facts=structs.replace(made.facts, title=self.signer.title)) if self.given.capacity else made
        )

    def propose(self) -> Recording:
        """Put an outcome forward with its draft, and fix both by a digest."""
        outcome = self.action.proposes or self.action.outcome or ""
        until = self._until(outcome)
        document = self._finished(outcome, until)
        salt = secrets.token_hex(16)
        files = [file.sha256 for _part, file in self.given.files_by_component()]
        content = content_digest(outcome=outcome, document=document, files=files, until=until, salt=salt)
        words = structs.replace(self.words, document=document, salt=salt)
        return Recording(
            structs.replace(self.facts, outcome=outcome, content=content, until=until, composed=bool(document)), words
        )

    def _until(self, outcome: str) -> date | None:
        """Return the last day: as it was given, else that of the result which this one replaces.

        It may be earlier than the term says, and never later; an extension ends after what it extends.
        """
        machine, given = self.dossier.machine, self.facts.until
        found, issues = machine.outcome(outcome), self._issues(outcome)
        if issues is None or (issues.term is None and issues.earlier is None):
            return given
        most = terms.last_day(machine, found, standing_of(self.dossier), self.rests_on, on=self.today)
        if given is None or most is None:
            return given or (most if issues.term is None else None)
        if given > most:
            raise decision.UntilTooLate(most=f"{most:%d/%m/%Y}")
        ends = terms.earlier_ends(machine, found, self.rests_on)
        if issues.earlier and issues.earlier.effect is Effect.EXTENDS and ends and given <= ends:
            raise decision.ExtendsNothing(ends=f"{ends:%d/%m/%Y}")
        return given

    def _finished(self, outcome: str, until: date | None) -> str:
        """Return the text of a draft with what is given beside it; refuse one that is not finished or says something else."""
        reason, template = self.words.reason, self._issues(outcome)
        if f"{{{UNTIL}}}" in self.words.document and until is None:
            raise refusals.MissingAnswer("until")
        document = compose_given(self.words.document, reason=reason, until=until)
        left = _LEFT.search(document)
        if GAP in document or left:
            raise decision.DraftUnfinished(gap=left[0] if left else "”, “".join(gaps_in(document)))
        states_reasons = template is not None and REASON in names_in(template.document)
        if document and states_reasons and reason and " ".join(reason.split()) not in " ".join(document.split()):
            raise decision.ReasonNotInDraft
        return document

    def _issues(self, outcome: str) -> Issued | None:
        found = self.dossier.machine.outcome(outcome)
        return found.issues if found else None

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
            drafted = Attachment.objects.filter(event=self.matter.proposal)
            if drafted.filter(sha256=self.given.scan[0].sha256).exists():
                raise decision.NotThisScan(why=decision.UNSIGNED)
            if is_printed_here(self.given.scan[0]):
                raise decision.NotThisScan(why=decision.PRINTED)
        else:
            refuse_unscanned(facts)
        made = self._with_number(facts, self.words)
        got = dated_number(made.facts.number, self.today)
        if self.given.scan:
            scanned.refuse_other(self.given.scan[0], self.given.expected, got, self.dossier, facts.content)
            code = scanned.code_of(self.dossier, got, facts.content)
            made = replace(made, facts=structs.replace(made.facts, sheet=mark_of(code) if code else ""))
        return made

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
        refuse_passed(facts, self.today)
        symbol = outcome.issues.symbol
        serial = numbers.take(self.dossier.agency, symbol, first_of_year(self.today))
        return Recording(structs.replace(facts, number=numbered(serial, symbol), dated=self.today), words, serial)

    def _possible(self, issued: Issue | None) -> Issue:
        if issued is None:
            raise refusals.MissingAnswer("issued")
        for refusal in faults_of_issue(self.dossier, issued, self.today):
            raise refusal
        return issued


_RECORDINGS: Mapping[Deed | None, Callable[[Doing], Recording]] = {
    Deed.PROPOSE: Doing.propose,
    Deed.DIRECT: Doing.direct,
    Deed.DECIDE: Doing.decide,
    Deed.NUMBER: Doing.number,
    Deed.RECORD: Doing.record,
    Deed.AT_ONCE: Doing.at_once,
}


def refuse_unscanned(decided: Facts) -> None:
    """Raise ``ScanNeeded`` where what was decided is no text on which we could put a number."""
    if not decided.composed:
        raise decision.ScanNeeded


def refuse_passed(decided: Facts, on: date) -> None:
    """Raise ``UntilPassed`` where a result that is numbered on a day would have ended by then."""
    if decided.until is not None and decided.until <= on:
        raise decision.UntilPassed


def faults_of_issue(dossier: Dossier, issued: Issue, today: date) -> Iterator[refusals.AtAField]:
    """Give what is wrong with the number and the date that another agency gave: a day that cannot be, a number that is taken."""
    accepted = dossier.accepted_at or dossier.filed_at
    since = accepted.astimezone(LOCAL).date()
    if not since <= issued.dated <= today:
        yield decision.IssuedOutOfTime(since=f"{since:%d/%m/%Y}")
    if Result.objects.numbered(issued.number, issued.dated).exists():
        yield decision.NumberTaken(number=issued.number)


def dated_number(number: str, on: date) -> str:
    """Return a number with its day, as both stand on a paper."""
    return f"{number}, {on:%d/%m/%Y}"


def coming_number(dossier: Dossier, symbol: str, on: date) -> str:
    """Return the number that a result of this day would get next."""
    return numbered(numbers.coming(dossier.agency_id, symbol, first_of_year(on)), symbol)


def first_of_year(on: date) -> date:
    """Return the day under which the register of a year is counted."""
    return on.replace(month=1, day=1)


def numbered(serial: int, symbol: str) -> str:
    """Return a number of a register: two digits at least (NĐ 30/2020), and its symbol."""
    return f"{serial:02d}/{symbol}"


def is_printed_here(file: StoredFile) -> bool:
    """Say whether a PDF is one that we have printed, and not what somebody has scanned."""
    return OUR_PRESS in file.producer


def look_at(files: Sequence[StoredFile], dossier: Dossier) -> None:
    """Refuse what cannot be the issued paper: several files, no PDF, far too long, another dossier's or printed for one."""
    if len(files) != 1:
        raise decision.NotThisScan(why=decision.ONE_FILE)
    (scan,) = files
    if scan.media_type != PDF:
        raise decision.NotThisScan(why=decision.NO_PDF)
    if not scan.pages or scan.pages > MOST_PAGES:
        raise decision.NotThisScan(why=decision.many_pages(scan.pages or 0, MOST_PAGES))
    issued = Result.objects.filter(files__sha256=scan.sha256).exclude(dossier=dossier)
    filed = Attachment.objects.filter(sha256=scan.sha256, dossier__agency=dossier.agency_id).exclude(dossier=dossier)
    if issued.exists() or filed.exists():
        raise decision.NotThisScan(why=decision.OF_ANOTHER)
    about = _OF_DOSSIER.fullmatch(scan.subject) if is_printed_here(scan) else None
    if about and about[1] != dossier.code:
        raise decision.NotThisScan(why=decision.PRINTED_FOR_ANOTHER)
