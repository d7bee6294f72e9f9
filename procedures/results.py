"""What a procedure says of its decision and of what comes of it: who proposes, decides and numbers, and the result.

Source: domain reference 2.1 and 5.1 (the specialist drafts, the leader signs, the clerk numbers and seals); NĐ 30/2020
for numbers (a register per kind and year) and for the capacities in which somebody signs.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from procedures.composing import GAP, replaced


class Duty(StrEnum):
    """What a step does about the decision, besides the work that it is."""

    PROPOSES = "proposes"
    DECIDES = "decides"
    NUMBERS = "numbers"


class Deed(StrEnum):
    """What an action does about the decision; the log is read by these and not by the actions' names."""

    PROPOSE = "propose"
    """The outcome, its reasons and its draft are put forward."""
    DIRECT = "direct"
    """Another outcome is ordered; the draft for it is still to be made."""
    DECIDE = "decide"
    """Exactly what was proposed is decided."""
    VOID = "void"
    """A decision that has no number yet is taken back, or sent back."""
    NUMBER = "number"
    """What was decided gets its number and date: from here on nothing changes."""
    RECORD = "record"
    """What another agency decided is entered, with its number and date."""
    AT_ONCE = "at_once"
    """Decided and numbered in one act, where the procedure allows a result at once."""

    @property
    def ends(self) -> bool:
        """Say whether the result stands after it, number and all."""
        return self in {Deed.NUMBER, Deed.RECORD, Deed.AT_ONCE}


class ResultKind(StrEnum):
    """What is issued (domain reference, section 9)."""

    LICENCE = "licence"
    CERTIFICATE = "certificate"
    CONFIRMATION = "confirmation"
    APPROVAL = "approval"
    ANSWER = "answer"
    """A written answer that grants nothing: mostly the refusal with its reasons."""


class Capacity(StrEnum):
    """In what capacity somebody signs (NĐ 30/2020/NĐ-CP, phụ lục I): the head, or for the head in one of four ways."""

    HEAD = "head"
    ON_BEHALF = "TM"
    """Thay mặt tập thể."""
    FOR_THE_HEAD = "KT"
    """Ký thay người đứng đầu."""
    BY_ORDER = "TL"
    """Thừa lệnh."""
    BY_DELEGATION = "TUQ"
    """Thừa uỷ quyền."""


class Way(StrEnum):
    """How a result is handed over (NĐ 61/2018 art. 16)."""

    IN_PERSON = "in_person"
    BY_POST = "by_post"
    ONLINE = "online"


class Originals(StrEnum):
    """What becomes of the originals that were handed in or shown, among them an earlier licence."""

    NONE = "none"
    GIVEN_BACK = "given_back"
    SURRENDERED = "surrendered"
    STAYS = "stays"
    """They lie at the desk still, as whose they are has not taken them yet, and are handed back later."""
    FILED = "filed"
    """They stay in the dossier, as the application does, which is written to the office."""


@dataclass(frozen=True, slots=True)
class Term:
    """How long a result holds: so many years, or as many years or months as a question asks for."""

    years: int | None = None
    question: str | None = None
    in_months: bool = False
    """Whether the question asks for months."""


class Effect(StrEnum):
    """What a result does to an earlier one, from its number on."""

    REPLACES = "replaces"
    EXTENDS = "extends"
    """The earlier one holds as long as this one does."""
    REVOKES = "revokes"


@dataclass(frozen=True, slots=True)
class Consequence:
    """That a result does something to the earlier one that a licence question names."""

    question: str
    effect: Effect
    once: bool = False
    """Whether a paper is extended once only."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a document that follows what a question was answered; in Vietnamese, as the document is."""

    name: str
    """What stands for it in braces."""
    question: str
    by_choice: Mapping[str, str]
    """What it is, by the value that is chosen."""


@dataclass(frozen=True, slots=True)
class Issued:
    """What an outcome issues."""

    kind: ResultKind
    symbol: str
    """What stands behind the number, such as ``GP-STTTT``; with the year it names the register."""
    document: str = ""
    """The text of its paper, in Vietnamese, in which ``{question}`` stands for an answer; empty where there is none."""
    term: Term | None = None
    earlier: Consequence | None = None
    words: tuple[Word, ...] = ()

    def document_for(self, answers: Mapping[str, Any]) -> str:
        """Return the document with its words as typed answers choose them; a gap where nothing is chosen."""
        return replaced(
            self.document, {one.name: one.by_choice.get(str(answers.get(one.question)), GAP) for one in self.words}
        )

    @property
    def document_of_all(self) -> str:
        """The document with all that each of its words may be, for who reads it as it is written."""
        return replaced(
            self.document, {one.name: "/".join(dict.fromkeys(one.by_choice.values())) for one in self.words}
        )
