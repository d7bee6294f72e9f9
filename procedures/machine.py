"""What a published procedure is: texts, questions, limits and a finite state machine, all frozen.

The compiler makes these values from a definition, the checker proves laws about them, and everything
that happens to a dossier reads them. Nothing here knows Django, a database or a dossier.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import IntEnum, StrEnum

from accounts.roles import Role
from procedures.form import NO, YES, Choice, Component, Condition, DueBy, Elsewhere, Fee, Question, QuestionKind, Text
from procedures.form.offered import Applicant, Level, Online, Source
from procedures.form.rules import EventRule, Rule
from procedures.iso import IsoDocument
from procedures.results import Deed, Duty, Issued

__all__ = [
    "NO",
    "YES",
    "Applicant",
    "Choice",
    "Component",
    "Condition",
    "Deed",
    "DueBy",
    "Duty",
    "Elsewhere",
    "EventRule",
    "Fee",
    "Level",
    "Online",
    "Question",
    "QuestionKind",
    "Text",
]


class Status(IntEnum):
    """The ten statuses that are synchronised with the National Public Service Portal."""

    REGISTERED = 1
    ACCEPTED = 2
    REJECTED = 3
    IN_PROCESS = 4
    SUPPLEMENT_REQUESTED = 5
    FINANCIAL_OBLIGATION = 6
    WITHDRAWN = 7
    STOPPED = 8
    RESULT_READY = 9
    RETURNED = 10


class Clock(StrEnum):
    """What the processing time does while a dossier is in a state."""

    NOT_STARTED = "not_started"
    RUNNING = "running"
    PAUSED = "paused"
    ENDED = "ended"


class Pause(StrEnum):
    """Why a paused state is paused: the two are resumed by different rules."""

    SUPPLEMENT = "supplement"
    PAYMENT = "payment"


class LimitUnit(StrEnum):
    """The units in which Vietnamese law states a time limit."""

    WORKING_DAY = "working_day"
    CALENDAR_DAY = "calendar_day"
    WORKING_HOUR = "working_hour"


class AfterSupplement(StrEnum):
    """How the limit counts once a supplement is complete (NĐ 61/2018 art. 19(4) is ``restart``)."""

    RESTART = "restart"
    CARRY_ON = "carry_on"


class Ask(StrEnum):
    """What an action asks of the person who takes it; one form field (or group) for each."""

    REASON = "reason"
    NOTE = "note"
    DATE = "date"
    DIVISION = "division"
    ASSIGNEE = "assignee"
    FILES = "files"
    COMPONENTS = "components"
    COMPONENT_FILES = "component_files"
    FEE = "fee"
    RECIPIENT = "recipient"
    DRAFT = "draft"  # of the result: a text composed from the procedure's own, or files
    UNTIL = "until"  # the last day on which the result holds
    REMARKS = "remarks"  # what must be changed, by place: an answer, a paper, the draft
    CONTENT = "content"  # the digest of what is decided: that of the draft on the page
    CAPACITY = "capacity"
    SCAN = "scan"  # the paper that was signed by hand, in place of the one that the system makes
    ISSUED = "issued"  # number and date of what another agency decided; ``SIGNER`` is who signed it
    HANDOVER = "handover"  # how the result is handed over, against which identity, and what becomes of the originals
    MESSAGE = "message"
    ABOUT = "about"  # the paper or the answer that a message is about
    MENTIONS = "mentions"  # the colleagues whom a note is to reach
    GROUND = "ground"  # the law by which a fee is waived
    REVERSES = "reverses"  # the payment that is reversed, by its event; ``PROOF`` is the proof, by the same
    PROOF = "proof"
    SIGNER = "signer"
    RECEIVING = "receiving"  # how the applicant receives the result
    POSTED = "posted"  # which postal item is put right, by the sequence of its event, and what of it
    HANDED_IN = "handed_in"  # what came to the receiving point, or is given back there, by its component


class Guard(StrEnum):
    """Conditions on the log that an action needs besides its role; the last five are met by time alone."""

    WITHDRAWAL_ASKED = "withdrawal_asked"
    WITHDRAWAL_NOT_ASKED = "withdrawal_not_asked"
    NOT_YET_REAPPOINTED = "not_yet_reappointed"
    DAY_BEFORE_DUE = "day_before_due"
    PAST_REAPPOINTING = "past_reappointing"
    JUST_SENT_BY_ME = "just_sent_by_me"
    NOT_PROPOSED_BY_ME = "not_proposed_by_me"
    AS_DIRECTED = "as_directed"
    ANOTHER_OUTCOME = "another_outcome"
    DECIDING_ROLE = "deciding_role"
    RESULT_IN_FORCE = "result_in_force"
    NOT_REMINDED_TODAY = "not_reminded_today"
    CONVERSATION_OPEN = "conversation_open"
    FEW_MESSAGES = "few_messages"
    MESSAGE_WAITS = "message_waits"
    FEE_SETTLED = "fee_settled"
    FEE_RECEIVABLE = "fee_receivable"
    FEE_OWED = "fee_owed"
    PAYMENT_STANDS = "payment_stands"
    DEMAND_UNPAID = "demand_unpaid"
    PROOF_TAKEN = "proof_taken"
    PROOF_WAITS = "proof_waits"
    RECEIVING_OPEN = "receiving_open"
    HANDED_IN_AWAITED = "handed_in_awaited"
    HANDED_IN_LIES = "handed_in_lies"
    RESULT_POSTED = "result_posted"
    HANDED_POSTED = "handed_posted"
    WENT_BY_POST = "went_by_post"
    NEARLY_DUE = "nearly_due"
    PAST_DUE = "past_due"
    UNANSWERED = "unanswered"
    APPLICANT_LATE = "applicant_late"
    SUPPLY_NEARLY_DUE = "supply_nearly_due"


class Paper(StrEnum):
    """The official forms, numbered as in TT 03/2025/TT-VPCP (01 to 05 keep their number)."""

    RECEIPT = "01"
    SUPPLEMENT_REQUEST = "02"
    REFUSAL = "03"
    APOLOGY = "04"
    STOP_NOTICE = "05"


class Tone(StrEnum):
    """How weighty an action looks: the way forward, an ordinary act, one that cannot be undone."""

    PRIMARY = "primary"
    PLAIN = "plain"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Limit:
    """An amount of time as the law states it; ``amount`` is > 0 and may be a fraction in steps only."""

    amount: Decimal
    unit: LimitUnit


@dataclass(frozen=True, slots=True)
class SupplementRule:
    """How missing papers are asked for: in working days from reception and, None where no law sets one, from the request."""

    after: AfterSupplement = AfterSupplement.RESTART
    rounds: int = 1
    notice_days: int | None = None
    applicant_days: int | None = None
    by_regime: frozenset[str] = frozenset()
    """Which of the first three the definition leaves to the regime of the one-stop mechanism (ADR 0066)."""


@dataclass(frozen=True, slots=True)
class Step:
    """A row of the ISO process. ``limit`` is None for the last row, which takes no time."""

    name: str
    title: Text
    role: Role
    limit: Limit | None
    output: Text
    state: str
    """The state in which a dossier is while this step is being done."""
    agency: Text | None = None
    """The agency that does it, where that is not the one which decides."""
    duty: Duty | None = None
    """What it does about the decision."""
    limits: Mapping[str, Limit] = field(default_factory=dict)
    """By outcome: its own time, where it takes another than ``limit`` when that outcome is proposed."""

    def limit_for(self, outcome: str) -> Limit | None:
        """Return the step's time when an outcome is proposed; the usual one where none is, or the outcome has no own."""
        return self.limits.get(outcome, self.limit)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A way in which the procedure can end for the applicant."""

    name: str
    label: Text
    paper: Paper | None = None
    limit: Limit | None = None
    """Its own time, where the law gives this outcome less than the others."""
    hours_before_event: int | None = None
    """Clock hours before the event by which it must be told at the latest."""
    issues: Issued | None = None
    """What is issued; None in the first edition of the lifecycle, which knows no results."""


@dataclass(frozen=True, slots=True)
class State:
    """Where a dossier can be. What it means is declared, never guessed from its name."""

    name: str
    label: Text
    status: Status
    clock: Clock
    holder: Role | None
    """Who must act next; None at an end."""
    pause: Pause | None = None
    step: str | None = None

    @property
    def is_end(self) -> bool:
        """Say whether nothing more can happen from here by law (3, 7, 8, 10)."""
        return self.status in ENDS

    @property
    def owes_answer(self) -> bool:
        """Say whether the desk must look at what came from the applicant within its hours to answer."""
        return self.holder is Role.ONE_STOP_OFFICER and self.clock in (Clock.NOT_STARTED, Clock.PAUSED)

    @property
    def awaits_supplement(self) -> bool:
        """Say whether the applicant is asked for missing papers."""
        return self.holder is Role.CITIZEN and self.pause is Pause.SUPPLEMENT


ENDS = frozenset({Status.REJECTED, Status.WITHDRAWN, Status.STOPPED, Status.RETURNED})


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing that an action asks for."""

    kind: Ask
    required: bool = True


@dataclass(frozen=True, slots=True)
class Action:
    """A transition. ``(source, name)`` is unique in a machine; source may equal target."""

    name: str
    label: Text
    source: str
    target: str
    by: frozenset[Role]
    asks: tuple[Asked, ...] = ()
    guards: frozenset[Guard] = frozenset()
    paper: Paper | None = None
    outcome: str | None = None
    tone: Tone = Tone.PLAIN
    consequence: Text | None = None
    """What taking it means, said before it is taken; always there when the tone is danger."""
    deed: Deed | None = None
    """What it does about the decision."""
    proposes: str | None = None
    """The outcome that it proposes or orders; ``outcome`` is the one that it ends with."""
    passes_on: bool = False
    """Whether it issues what the event before it says: its reason is offered again."""

    @property
    def requests(self) -> bool:
        """Whether it asks the applicant to put papers or answers right, or proposes that."""
        return any(asked.kind is Ask.COMPONENTS for asked in self.asks)


@dataclass(frozen=True, slots=True)
class Machine:
    """One version of one procedure, ready to be followed."""

    slug: str
    version: int
    code: str | None
    name: Text
    sector: str
    """Slug of the sector (lĩnh vực)."""
    sector_name: Text
    audience: tuple[Text, ...]
    agency: Text
    """The agency that decides (cơ quan giải quyết)."""
    summary: Text
    """What this procedure is for, in plain words, one or two sentences."""
    channels: tuple[Text, ...]
    requirements: tuple[Text, ...]
    legal_basis: tuple[Text, ...]
    result: Text
    iso: IsoDocument
    effective_on: date
    components: tuple[Component, ...]
    sets: int
    questions: tuple[Question, ...]
    fees: tuple[Fee, ...]
    fee_note: Text | None
    legal_limit: Limit
    committed_limit: Limit
    supplement: SupplementRule
    steps: tuple[Step, ...]
    outcomes: tuple[Outcome, ...]
    initial: str
    states: Mapping[str, State]
    actions: tuple[Action, ...]
    applicants: tuple[Applicant, ...] = ()
    level: Level = Level.PROVINCE
    online: Online | None = None  # where the source does not say
    jurisdiction: Text | None = None
    """What this agency decides and who decides the rest."""
    elsewhere: tuple[Elsewhere, ...] = ()
    event: EventRule | None = None
    rules: tuple[Rule, ...] = ()  # what the answers must satisfy together
    sets_note: Text | None = None  # what the sets are, where not all of them are the same
    uncertain: tuple[Text, ...] = ()
    """What the source leaves open, for officers' eyes."""
    subject: str = ""
    """What tells a dossier apart from others of the procedure, in Vietnamese; ``{question}`` stands for an answer."""
    lifecycle: int = 1  # the edition of the lifecycle into which it is woven
    filed_elsewhere: Text | None = None
    """Where it is filed and why not here, where this agency receives it no more."""
    abolished: Text | None = None
    """Since when there is no such procedure any more, and by which law. Nothing is filed; what is open goes on."""
    online_reason: Text | None = None
    """Why it is not offered wholly on line, as it is to be published (NĐ 224/2026/NĐ-CP art. 14)."""
    sources: tuple[Source, ...] = ()  # where parts of it are from, for officers' eyes
    digest: str = ""  # SHA-256 of the definition's text
    _by_source: Mapping[str, Mapping[str, Action]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        table: dict[str, dict[str, Action]] = {name: {} for name in self.states}
        for action in self.actions:
            table[action.source][action.name] = action
        object.__setattr__(self, "_by_source", table)

    @property
    def not_filed_here(self) -> Text | None:
        """Why nothing is filed here any more: it is abolished, or filed elsewhere."""
        return self.abolished or self.filed_elsewhere

    @property
    def is_filed_on_line(self) -> bool:
        """Say whether anybody can file it here on line."""
        return self.not_filed_here is None and self.online is not Online.NONE

    def actions_from(self, state: str) -> tuple[Action, ...]:
        """Return the actions that leave (or loop on) a state, in the order of the definition."""
        return tuple(self._by_source.get(state, {}).values())

    def action(self, state: str, name: str) -> Action | None:
        """Return the action of that name that can be taken in that state, or None."""
        return self._by_source.get(state, {}).get(name)

    def step(self, name: str) -> Step | None:
        """Return a step by its name."""
        return next((step for step in self.steps if step.name == name), None)

    def outcome(self, name: str) -> Outcome | None:
        """Return an outcome by its name."""
        return next((outcome for outcome in self.outcomes if outcome.name == name), None)

    def question(self, name: str) -> Question | None:
        """Return a question by its name."""
        return next((question for question in self.questions if question.name == name), None)

    def component(self, name: str) -> Component | None:
        """Return a component by its name."""
        return next((component for component in self.components if component.name == name), None)
