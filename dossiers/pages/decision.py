"""What a page shows of the decision: what is proposed, ordered, decided and issued, and what was taken back."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from dossiers.display.formats import localized
from dossiers.display.labels import CAPACITY_LABELS
from dossiers.log.decisions import Composed, Matter, deed_of, matter_of, sends_back
from dossiers.log.facts import facts_of, words_of
from dossiers.models import Attachment, Dossier, Event, Result, ResultFile, Validity
from dossiers.pages.links import Ended, ended_of
from dossiers.pages.logged.timeline import remark_rows
from dossiers.papers.issued import Paragraph, paragraphs_of
from procedures.machine import Deed, Machine, Text
from procedures.time.calendar import local


@dataclass(frozen=True, slots=True)
class Put:
    """What somebody has put forward, ordered, decided, sent back or made void."""

    label: str
    """What the act is called."""
    outcome: Text | None
    who: str
    at: datetime
    reason: str
    note: str
    signed_as: str
    """In what capacity and with which title, where it was signed."""
    remarks: list[tuple[str, str]]
    """By place: what must be changed."""


@dataclass(frozen=True, slots=True)
class Draft:
    """The draft that was proposed last."""

    paragraphs: tuple[Paragraph, ...]
    files: list[Attachment]
    until: date | None
    content: str
    """The digest of what was put forward."""


@dataclass(frozen=True, slots=True)
class Issued:
    """The result, and its file where that is made."""

    result: Result
    validity: Validity
    last_day: date | None
    """The last day on which it holds, extensions counted."""
    file: ResultFile | None
    ended: Ended | None
    """How it went out of force."""
    signed_by: str
    """Who signed what another agency decided, with the capacity; "" of our own, and where nobody entered it."""


@dataclass(frozen=True, slots=True)
class Decision:
    """All of it."""

    proposal: Put | None
    draft: Draft | None
    order: Put | None
    decision: Put | None
    sent_back: list[Put]
    """By which reviews the draft came back, oldest first: this one, and the one that it takes the place of."""
    is_changed: bool | None
    """Whether the draft is another than the one that was sent back before it; None where that is not known, or none was."""
    voided: list[tuple[Put, Put]]
    """Each decision that had no number yet when it was taken back, and by what; oldest first."""
    issued: Issued | None
    is_returned: bool


def decision_of(dossier: Dossier, log: Sequence[Event], now: datetime) -> Decision | None:
    """Return how far the decision has come; None where nothing was ever proposed, and in the first edition."""
    machine = dossier.machine
    matter = matter_of(log, machine)
    if matter == Matter():
        return None
    result = Result.objects.select_related("signer", "earlier").filter(dossier=dossier).first() if matter.end else None
    return Decision(
        proposal=_put(dossier, matter.proposal),
        draft=_draft(matter.proposal),
        order=_put(dossier, matter.order),
        decision=_put(dossier, matter.decision),
        sent_back=_puts(dossier, [event for event in _since(log, _before(log, machine)) if sends_back(machine, event)]),
        is_changed=_is_changed(matter.proposal, _before(log, machine)),
        voided=list(_voided(dossier, log)),
        issued=_issued(result, matter.end, local(now).date()) if result else None,
        is_returned=dossier.returned_at is not None,
    )


def _before(log: Sequence[Event], machine: Machine) -> Event | None:
    """Return the proposal before the last one, else the last: what was to be changed is read beside what was changed."""
    proposals = [event for event in log if deed_of(machine, event.source, event.action) is Deed.PROPOSE]
    return proposals[-2] if len(proposals) > 1 else proposals[-1] if proposals else None


def _is_changed(proposal: Event | None, before: Event | None) -> bool | None:
    """Say whether a proposal is another draft than the one before; None where there is none before, or words were erased."""
    if proposal is None or before is None or proposal == before:
        return None
    now, then = Composed.by(proposal), Composed.by(before)
    return None if now is None or then is None else now != then


def _voided(dossier: Dossier, log: Sequence[Event]) -> Iterator[tuple[Put, Put]]:
    decided: Event | None = None
    for event in log:
        deed = deed_of(dossier.machine, event.source, event.action)
        if deed is Deed.VOID:
            pair = _put(dossier, decided), _put(dossier, event)
            if pair[0] and pair[1]:
                yield pair[0], pair[1]
        decided = event if deed is Deed.DECIDE else decided if deed is None else None


def _issued(result: Result, end: Event | None, on: date) -> Issued:
    signed = signed_by(end) if end else ""
    return Issued(result, result.validity(on), result.last_day, result.file, ended_of(result, on), signed)


def signed_by(event: Event) -> str:
    """Return who signed what another agency decided, and in what capacity, as the event that entered it says."""
    facts = facts_of(event)
    return f"{facts.signer}, {facts.title}" if facts.signer else ""


def _since(log: Sequence[Event], proposal: Event | None) -> Sequence[Event]:
    return [event for event in log if proposal and event.sequence > proposal.sequence]


def _puts(dossier: Dossier, events: Sequence[Event]) -> list[Put]:
    return [put for event in events if (put := _put(dossier, event))]


def _put(dossier: Dossier, event: Event | None) -> Put | None:
    if event is None:
        return None
    machine, facts, words = dossier.machine, facts_of(event), words_of(event.payload)
    action, outcome = machine.action(event.source, event.action), machine.outcome(facts.outcome)
    return Put(
        label=localized(action.label) if action else "",
        outcome=outcome.label if outcome else None,
        who=event.author,
        at=event.at,
        reason=words.reason,
        note=words.note,
        signed_as=" · ".join(filter(None, (str(CAPACITY_LABELS[facts.capacity]), facts.title)))
        if facts.capacity
        else "",
        remarks=remark_rows(machine, words),
    )


def _draft(proposal: Event | None) -> Draft | None:
    if proposal is None:
        return None
    facts, words = facts_of(proposal), words_of(proposal.payload)
    return Draft(paragraphs_of(words.document), list(proposal.attachments.all()), facts.until, facts.content)
