"""How far the decision on a dossier has come: a pure fold of its log, by what each action does about it (``Deed``)."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Self

from dossiers.log.effective import effective
from dossiers.log.facts import facts_of, words_of
from dossiers.models import Event, canonical
from procedures.machine import Ask, Deed, Machine


@dataclass(frozen=True, slots=True)
class Matter:
    """What is proposed, ordered, decided and issued at the end of a log; None for what is not, or not any more."""

    proposal: Event | None = None
    """The newest one, also while it is on its way back for a change."""
    order: Event | None = None
    """That another outcome shall be drafted; it binds until something is decided."""
    decision: Event | None = None
    end: Event | None = None
    """What gave the result its number: after it nothing changes."""

    @property
    def ordered(self) -> str:
        """Return the outcome that must be proposed next; empty where none is ordered."""
        return facts_of(self.order).outcome if self.order else ""

    @property
    def proposed(self) -> str:
        """Return the outcome that was proposed last; empty where none was."""
        return facts_of(self.proposal).outcome if self.proposal else ""

    @property
    def standing(self) -> Event | None:
        """Return the event whose content holds now: the result, the decision, else the proposal."""
        return self.end or self.decision or self.proposal


def deed_of(machine: Machine, source: str, action: str) -> Deed | None:
    """Return what an action that was taken in a state did about the decision."""
    taken = machine.action(source, action)
    return taken.deed if taken else None


def proposed_by(machine: Machine, source: str, action: str) -> str:
    """Return the outcome that an action that was taken in a state proposes or orders; empty where it does neither."""
    taken = machine.action(source, action)
    return taken.proposes or "" if taken else ""


def matter_of(log: Iterable[Event], machine: Machine) -> Matter:
    """Return how far the decision has come at the end of a log."""
    matter = Matter()
    for event in effective(log):
        match deed_of(machine, event.source, event.action):
            case Deed.PROPOSE:
                matter = replace(matter, proposal=event, decision=None)
            case Deed.DIRECT:
                matter = replace(matter, order=event, decision=None)
            case Deed.DECIDE:
                matter = replace(matter, decision=event, order=None)
            case Deed.VOID:
                matter = replace(matter, decision=None)
            case Deed.NUMBER | Deed.RECORD | Deed.AT_ONCE:
                matter = replace(matter, end=event)
            case None:
                pass
    return matter


def content_digest(*, outcome: str, document: str, files: Sequence[str], until: date | None, salt: str) -> str:
    """Return the hex SHA-256 of what is put forward: ``files`` by their SHA-256, in any order."""
    said = {
        "outcome": outcome,
        "document": document,
        "files": sorted(files),
        "until": until.isoformat() if until else "",
        "salt": salt,
    }
    return hashlib.sha256(canonical(said)).hexdigest()


@dataclass(frozen=True, slots=True)
class Composed:
    """What somebody has put into a draft, without what makes the digest of each another one."""

    outcome: str
    lines: tuple[str, ...]
    """Those of the text, as it is printed but for spaces."""
    files: tuple[str, ...]
    """The SHA-256 of each, in their order by it."""
    until: date | None
    reason: str

    @classmethod
    def of(cls, outcome: str, document: str, *, files: Iterable[str], until: date | None, reason: str) -> Self:
        """Return what was composed; spaces and the ends of lines are none of it."""
        lines = tuple(" ".join(line.split()) for line in document.strip().splitlines())
        return cls(outcome, lines, tuple(sorted(files)), until, " ".join(reason.split()))

    @classmethod
    def by(cls, proposal: Event) -> Self | None:
        """Return what a proposal has put forward; None where its words were erased."""
        facts, words = facts_of(proposal), words_of(proposal.payload)
        files = [file.sha256 for file in words.files or ()]
        if not words.document and not files:
            return None
        return cls.of(facts.outcome, words.document, files=files, until=facts.until, reason=words.reason)


def sends_back(machine: Machine, event: Event) -> bool:
    """Say whether an event has sent the draft back, where nothing was decided yet."""
    action = machine.action(event.source, event.action)
    return action is not None and action.deed is None and any(ask.kind is Ask.REMARKS for ask in action.asks)


def returned_since(log: Iterable[Event], machine: Machine, proposal: Event) -> list[Event]:
    """Return what has sent a proposal back, or made the decision on it void."""
    since = [event for event in effective(log) if event.sequence > proposal.sequence]
    return [one for one in since if sends_back(machine, one) or deed_of(machine, one.source, one.action) is Deed.VOID]


def is_signed_in(machine: Machine, state: str) -> bool:
    """Say whether what was proposed is signed where a dossier is, and has no number yet."""
    return any(one.deed is Deed.DECIDE and one.target == state for one in machine.actions)
