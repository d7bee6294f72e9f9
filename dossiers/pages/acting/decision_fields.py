"""What the acts about a decision ask for: the fields, and what the command is given of them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.seats import seats_of
from dossiers.acts import HANDS_BACK
from dossiers.commands.deciding import signing
from dossiers.commands.deciding.deeds import coming_number, dated_number, faults_of_issue
from dossiers.commands.given import Draft, Issue, Signer
from dossiers.files import StoredFile, digest
from dossiers.filing import composed
from dossiers.filing.results import terms
from dossiers.log.decisions import Composed, Matter, returned_since
from dossiers.log.facts import facts_of, words_of
from dossiers.models import Dossier, Event
from dossiers.pages.acting import signed_scan
from dossiers.pages.acting.handover import posted
from dossiers.pages.acting.handover.fields import Handing, given_to
from dossiers.pages.acting.reasons import again
from dossiers.pages.acting.reasons import printed as printed_reason
from dossiers.pages.fields import capacity_field, files_field, no_capacity
from dossiers.pages.forms import Day, PlainText, ReceivedField
from dossiers.pages.logged.timeline import place_of_answer, place_of_paper, remark_rows
from dossiers.policy import actors, is_initialled_by
from procedures.answers import shown
from procedures.composing import PLACES, gaps_in
from procedures.machine import Action, Ask, Deed
from procedures.results import Capacity
from procedures.time.calendar import LOCAL

MOST_LETTERS = 40_000  # characters of the text of a draft
REMARKS = 4
"""Places to which a remark can be made at once; all but the first are folded away until they are wanted."""
SYMBOLLESS = "issued_symbolless"
"""The box that is ticked once somebody has looked again at a number without a symbol, which the register keeps for ever."""
UNCHANGED = "draft_unchanged"
"""The box by which a draft that was sent back goes up again as it was."""
OF_DRAFT = "draft"
"""The place of a remark on the draft itself; questions and papers are places under their own names."""


@dataclass(frozen=True, slots=True)
class Asking:
    """What the fields are made from."""

    action: Action
    dossier: Dossier
    matter: Matter
    values: Mapping[str, Any]
    """The typed answers; empty once they are erased."""
    at: datetime
    person: User | None = None
    """Who looks at the form."""
    sent: Mapping[str, Any] = field(default_factory=dict)
    """What came with the form; nothing before it is sent."""
    log: Sequence[Event] = ()
    """The log as it holds."""

    @property
    def handing(self) -> Handing:
        """What is asked of a handover."""
        is_back = self.action.name in HANDS_BACK
        return Handing(self.dossier, self.values, self.log, self.sent, self.today, self.person, hands_back=is_back)

    @property
    def today(self) -> date:
        """The local day."""
        return self.at.astimezone(LOCAL).date()

    def fields(self, ask: Ask, *, required: bool) -> Iterator[tuple[str, forms.Field]]:
        """Give the fields of one thing that is asked, by their names."""
        several: dict[Ask, Callable[[], Iterator[tuple[str, forms.Field]]]] = {
            Ask.DRAFT: self._draft,
            Ask.REMARKS: self._remarks,
            Ask.ISSUED: self._issued,
            Ask.SIGNER: self._signer,
            Ask.HANDOVER: self.handing.fields,
            Ask.SCAN: lambda: signed_scan.fields(is_text=self.is_text),
            Ask.POSTED: lambda: posted.fields(self.log, self.sent),
        }
        one: dict[Ask, Callable[[], forms.Field]] = {
            Ask.UNTIL: lambda: Day(label=_("Holds until"), required=required, initial=self._until()),
            Ask.CONTENT: lambda: forms.CharField(widget=forms.HiddenInput, required=False, initial=self._content()),
            Ask.CAPACITY: self._capacity,
            Ask.RECIPIENT: lambda: self._recipient(required=required),
            Ask.HANDED_IN: lambda: ReceivedField(self.dossier, self.values, self.log, self.sent),
        }
        if ask in several:
            yield from several[ask]()
        elif ask in one:
            yield ask.value, one[ask]()

    def _capacity(self) -> forms.Field:
        """Ask in what capacity whoever looks at the form signs."""
        held = actors(self.person, seats_of(self.person, self.today)) if self.person else ()
        field = capacity_field([signing.signer_among(held, self.action, self.dossier, self.today)])
        twice = signs_twice(self.person, self.dossier, self.log)
        # That it is none stands above, among what is to be looked at first.
        held_as = "" if field.help_text == no_capacity() else field.help_text
        field.help_text = f"{held_as} {twice}".strip()
        return field

    def _content(self) -> str:
        standing = self.matter.standing
        return facts_of(standing).content if standing else ""

    @property
    def is_text(self) -> bool:
        """Whether what is decided is a text, of which the system makes the paper, and no file."""
        decided = self.matter.decision
        return decided is not None and facts_of(decided).composed

    @property
    def coming_number(self) -> str:
        """The number that the result would get now; empty where none is to be given here."""
        decided = self.matter.decision
        outcome = self.dossier.machine.outcome(facts_of(decided).outcome) if decided else None
        if self.action.deed is not Deed.NUMBER or outcome is None or outcome.issues is None:
            return ""
        return dated_number(coming_number(self.dossier, outcome.issues.symbol, self.today), self.today)

    def _issued(self) -> Iterator[tuple[str, forms.Field]]:
        hint = _("With its symbol, as it stands on the decision: 123/UBND-VX.")
        yield "issued_number", PlainText(label=_("Number of the decision"), max_length=60, help_text=hint)
        if SYMBOLLESS in self.sent:
            yield SYMBOLLESS, symbolless()
        yield "issued_dated", Day(label=_("Date of the decision"))

    def _signer(self) -> Iterator[tuple[str, forms.Field]]:
        hint = _(
            "As it stands above the signature, such as: Chairperson; on behalf of the chairperson, vice chairperson."
        )
        yield "signer_name", PlainText(label=_("Who signed it"), max_length=150)
        yield "signer_title", PlainText(label=_("In what capacity"), max_length=150, help_text=hint)

    def _draft(self) -> Iterator[tuple[str, forms.Field]]:
        text = composed.in_words(self._text())
        if text:
            hint = _("The paper’s own words; number, date and signature are added by the system.")
            reason, until = PLACES.values()
            if reason in text:
                hint += " " + _("“%(place)s” stands for the reasons that are given in this form.") % {"place": reason}
            if until in text:
                hint += " " + _("“%(place)s” stands for the last day on which the result holds.") % {"place": until}
            if gaps := gaps_in(text):
                where = _("Fill in what nobody has answered, or leave it out: “%(gaps)s”.") % {
                    "gaps": "”, “".join(gaps)
                }
                hint = f"{where} {hint}"
            area = forms.Textarea(attrs={"rows": 18})
            yield (
                "document",
                PlainText(
                    label=_("Text of the draft"),
                    required=False,
                    max_length=MOST_LETTERS,
                    widget=area,
                    initial=text,
                    help_text=hint,
                ),
            )
        hint = (
            _("Instead of the text, which you have not changed: the paper is then signed by hand and scanned.")
            if text
            else ""
        )
        yield "draft_files", files_field(_("Draft as a file"), required=not text, hint=hint)
        if UNCHANGED in self.sent:
            yield UNCHANGED, unchanged()

    def _text(self) -> str:
        """Return the text that was proposed last for this outcome, else the procedure's own with the answers in place."""
        proposal = self.matter.proposal
        if proposal is not None and facts_of(proposal).outcome == self.action.proposes:
            words = words_of(proposal.payload)
            if words.document:
                return composed.uncompose_given(words.document, reason=words.reason, until=facts_of(proposal).until)
        outcome = self.dossier.machine.outcome(self.action.proposes or "")
        if outcome is None or outcome.issues is None:
            return ""
        document = self.dossier.agencies.with_names_of(timezone.localdate(), outcome.issues.document_for(self.values))
        return composed.drafted(self.dossier.machine, document, self.values)

    def sent_back(self, cleaned: Mapping[str, Any]) -> str:
        """Return why the draft that is proposed was sent back, where it is the same as it was then; "" of another."""
        proposal = self.matter.proposal
        returned = returned_since(self.log, self.dossier.machine, proposal) if proposal else []
        if not returned or proposal is None or self._composed(cleaned, proposal) != Composed.by(proposal):
            return ""
        words = [words_of(event.payload) for event in returned]
        said = [
            " – ".join(filter(None, (one.reason, *map(": ".join, remark_rows(self.dossier.machine, one)))))
            for one in words
        ]
        return "; ".join(filter(None, said)) or "–"

    def _composed(self, cleaned: Mapping[str, Any], proposal: Event) -> Composed:
        """Return the draft as it would be recorded; what the form does not ask for is as it was proposed."""
        facts, words = facts_of(proposal), words_of(proposal.payload)
        until, reason = cleaned.get("until", facts.until), cleaned.get("reason", words.reason)
        text = composed.compose_given(cleaned.get("document", ""), reason=reason, until=until)
        files = map(digest, cleaned.get("draft_files") or ())
        return Composed.of(self.action.proposes or "", text, files=files, until=until, reason=reason)

    @property
    def reason(self) -> str:
        """The reasons that were given for the outcome which the action proposes."""
        return words_of(self.reasoned.payload).reason if self.action.proposes and self.reasoned else ""

    @property
    def reasoned(self) -> Event | None:
        """What gave the reason that is offered."""
        return printed_reason.given_before(self.action, self.matter, self.log)

    @property
    def reason_hint(self) -> str:
        """Who reads the reason, where that is not who gets the dossier: the desk passes it on."""
        onward = self.dossier.machine.actions_from(self.action.target)
        if not any(one.passes_on or (one.requests and self.action.requests) for one in onward):
            return ""
        return _("The desk sends this reason to the applicant. A word for the desk alone belongs into the notes.")

    def _until(self) -> date | None:
        proposal = self.matter.proposal
        if proposal is not None and facts_of(proposal).until:
            return facts_of(proposal).until
        machine, filing = self.dossier.machine, self.dossier.events.filter(sequence=1).first()
        outcome = machine.outcome(self.action.proposes or self.action.outcome or "")
        rests_on = facts_of(filing).rests_on if filing else ()
        return terms.last_day(machine, outcome, self.values, rests_on, on=self.today)

    def _remarks(self) -> Iterator[tuple[str, forms.Field]]:
        places = [("", _("— choose —")), *places_of(self.dossier, self.values)]
        for row in range(1, REMARKS + 1):
            label = _("To be changed in the draft, %(n)s: where") % {"n": row}
            yield f"remark_place_{row}", forms.ChoiceField(label=label, choices=places, required=False)
            words = forms.Textarea(attrs={"rows": 2})
            label = _("To be changed in the draft, %(n)s: what") % {"n": row}
            yield f"remark_text_{row}", PlainText(label=label, required=False, max_length=1000, widget=words)

    def _recipient(self, *, required: bool) -> forms.Field:
        """Ask who took back what was handed in, by the act by which that was recorded once."""
        return PlainText(
            label=_("Received by"),
            max_length=150,
            required=required,
            initial=self.dossier.applicant_name,
        )


def places_of(dossier: Dossier, values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the places to which a remark can be made: the draft, the answers that were asked for, the papers."""
    machine = dossier.machine
    questions = [(q.name, place_of_answer(q)) for q in shown(machine.questions, values)]
    papers = [(c.name, place_of_paper(c)) for c in machine.components]
    return [(OF_DRAFT, _("The draft")), *questions, *papers]


def faults(
    asks: Sequence[Ask], cleaned: Mapping[str, Any], asking: Asking
) -> Iterator[tuple[str, str | forms.ValidationError]]:
    """Give what is wrong between fields, each with the field where it is told."""
    if Ask.DRAFT in asks and "document" in cleaned:
        yield from _faults_of_draft(cleaned)
    if Ask.DRAFT in asks and "draft_files" in cleaned:
        yield from _fault_of_return(cleaned, asking)
    if Ask.SCAN in asks:
        yield from signed_scan.faults(cleaned, asking.coming_number)
    if Ask.ISSUED in asks:
        yield from _faults_of_issue(cleaned, asking)
    yield from asking.handing.faults(cleaned) if Ask.HANDOVER in asks else ()
    yield from posted.faults(cleaned, asking.log, asking.handing.seats) if Ask.POSTED in asks else ()
    before = asking.reasoned
    yield from again.faults(asking.action, asking.dossier, cleaned, before=before, log=asking.log, at=asking.at)
    for row in range(1, REMARKS + 1):
        place, words = cleaned.get(f"remark_place_{row}"), cleaned.get(f"remark_text_{row}")
        if words and not place:
            yield f"remark_place_{row}", _("Say what this remark is about.")
        if place and not words:
            yield f"remark_text_{row}", _("Say what must be changed there.")


def _faults_of_issue(cleaned: Mapping[str, Any], asking: Asking) -> Iterator[tuple[str, str]]:
    """Give with the first press all that can be known of another agency's number and date before anything is recorded."""
    number, dated = cleaned.get("issued_number", ""), cleaned.get("issued_dated")
    if number and "/" not in number and not cleaned.get(SYMBOLLESS):
        words = _(
            "A number has a symbol behind it, such as 123/UBND-VX. The register keeps it as it is typed, for ever. "
            "If the decision bears none, tick the box under the number: “%(box)s”."
        )
        yield "issued_number", words % {"box": symbolless().label}
    if dated:
        for refusal in faults_of_issue(asking.dossier, Issue(number, dated), asking.today):
            yield AT_FIELD.get(refusal.field, refusal.field), str(refusal)


def ticks(form: forms.Form, asking: Asking) -> Iterator[tuple[str, str, forms.Field]]:
    """Give each box by which what was found wrong is meant after all: the field behind which it stands, its name, and it."""
    for draft in ("document", "draft_files"):
        if form.has_error(draft, UNCHANGED):
            yield draft, UNCHANGED, unchanged()
    yield from again.ticks(form)
    number = "issued_number"
    if number in form.errors and "/" not in form.data.get(number, "/"):
        yield number, SYMBOLLESS, symbolless()
    yield from asking.handing.ticks(form)
    yield from posted.ticks(form)


def symbolless() -> forms.Field:
    """Return the box by which a number without a symbol is meant."""
    label = _("I have looked again: the decision bears this number and no symbol")
    return forms.BooleanField(label=label, required=False)


def unchanged() -> forms.Field:
    """Return the box by which a draft that was sent back is meant to go up as it was."""
    return forms.BooleanField(label=_("I have read this: the draft goes up unchanged"), required=False)


def _faults_of_draft(cleaned: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    text, files = cleaned["document"], cleaned.get("draft_files")
    if not text and not files:
        yield "document", _("Write the text of the draft, or choose a file.")
    if text and files:
        yield "document", _("The draft is the text or the file, not both: empty the text, or leave the file out.")


def _fault_of_return(cleaned: Mapping[str, Any], asking: Asking) -> Iterator[tuple[str, forms.ValidationError]]:
    """Ask whoever sends a draft up again that was sent back and is the same, whether that is meant."""
    why = asking.sent_back(cleaned)
    if not why or cleaned.get(UNCHANGED):
        return
    words = _(
        "The draft is the same as the one that was sent back; why it was: %(why)s. Nothing was recorded. Put it right; or, if it "
        "is to go up as it is, tick the box below and press again."
    )
    sentence = words % {"why": why.removesuffix(".")}
    yield "draft_files" if cleaned["draft_files"] else "document", forms.ValidationError(sentence, UNCHANGED)


def given_of(
    asks: Sequence[Ask], cleaned: Mapping[str, Any], stored: Mapping[str, tuple[StoredFile, ...]]
) -> dict[str, Any]:
    """Return the part of ``Given`` that these fields ask for."""
    made: dict[Ask, Callable[[], object]] = {
        Ask.DRAFT: lambda: Draft(composed.with_names(cleaned.get("document", "")), stored.get("draft_files", ())),
        Ask.UNTIL: lambda: cleaned.get("until"),
        Ask.CONTENT: lambda: cleaned.get("content", ""),
        Ask.CAPACITY: lambda: Capacity(cleaned["capacity"]) if cleaned.get("capacity") else None,
        Ask.SCAN: lambda: stored.get("scan", ()),
        Ask.REMARKS: lambda: _remarks(cleaned),
        Ask.ISSUED: lambda: Issue(cleaned["issued_number"], cleaned["issued_dated"]),
        Ask.SIGNER: lambda: Signer(cleaned["signer_name"], cleaned["signer_title"]),
        Ask.HANDOVER: lambda: given_to(cleaned),
        Ask.POSTED: lambda: posted.given_of(cleaned),
    }
    return {"expected": signed_scan.typed(cleaned)} | {ask.value: made[ask]() for ask in asks if ask in made}


def _remarks(cleaned: Mapping[str, Any]) -> dict[str, str]:
    """Return the remarks by place; several on one place as one."""
    remarks: dict[str, str] = {}
    for row in range(1, REMARKS + 1):
        place, words = cleaned.get(f"remark_place_{row}"), cleaned.get(f"remark_text_{row}")
        if place and words:
            remarks[place] = f"{remarks[place]}\n{words}" if place in remarks else words
    return remarks


NEEDED = frozenset({"handover_identity"})
"""What the usual way of an act needs, though another way does not."""
AT_FIELD: Mapping[str, str] = {
    "draft": "document",
    "issued": "issued_number",
    "signer": "signer_name",
    "scan": "files",
}
"""The field at which a refusal of the command is shown, where it has another name."""


def signs_twice(person: User | None, dossier: Dossier, log: Sequence[Event]) -> str:
    """Say to whoever is to sign what that same person has initialled that no rule forbids it, and what it means; "" to others."""
    if person is None or not is_initialled_by(person, dossier, log):
        return ""
    return _(
        "You have initialled this yourself: no rule forbids to sign it too, but then nobody else has looked at it "
        "before the signature, and the record has your name on both."
    )
