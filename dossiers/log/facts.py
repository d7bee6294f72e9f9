"""What events hold, as typed values: the one place that knows the keys of their JSON.

An event stores three JSON objects: its ``facts`` (ids, instants, codes), its ``reading`` (the clock after it) and,
in the payload, its words. What is written here is what digests are made of, so a key is never renamed and a value
never written another way: instants in ISO 8601 as they are given, amounts as text, nothing where there is nothing.
A log of years before reads the same way; keys that this program does not know are passed over.
"""

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Protocol

import msgspec
from django.db.models import Exists, IntegerField, OuterRef, Q
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Cast
from msgspec import Struct
from msgspec.structs import replace

from dossiers import clock
from dossiers.acts import TAKE_BACK
from dossiers.clock import Verdict
from dossiers.log.parts.issued import Issued
from dossiers.log.parts.looked_up import LookedUp
from dossiers.log.parts.measured import Answer, Step, Supplement
from dossiers.models import Event
from procedures.machine import Clock, LimitUnit

EDITION = 4
"""The edition of what a reading tells. An event keeps its own, so that a later one makes no old record wrong."""


class Facts(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the projections need of an event and nobody may later erase."""

    unit: int | None
    """Who has the dossier after it; None in the applicant's hands and at its end."""
    origin: str = ""
    channel: str = ""
    event_at: str = ""
    """When what the applicant announced takes place (``announced_at``), of the filing and of a correction: the last holds."""
    division: int | None = None
    assignee: int | None = None
    new_due_at: datetime | None = None
    promised: datetime | None = None  # the day that was promised with an apology for what is late: it moves no date
    fee: int | None = None
    """The đồng that an act asks for, receives, reverses, gives back, waives, lets pass, or says to be transferred."""
    due: int | None = None
    """Of a filing, and of a correction that changes it: what the answers make due, in đồng; None where they do not say it."""
    components: tuple[str, ...] = ()  # the papers that a request names
    questions: tuple[str, ...] = ()  # the questions that a request names: their answers are to be put right
    corrected: tuple[str, ...] = ()  # the questions whose answers are others from this event on; the words have these
    step: Step | None = None
    answer: Answer | None = None
    supplement: Supplement | None = None
    deadline: datetime | None = None  # the date that a remark of the system is about
    change: int | None = None  # the change of the calendar by which the dates moved, and what goes with it
    decision: str = ""
    calendar_before: str = ""
    calendar_after: str = ""
    before: dict[str, datetime] = {}
    """By date: what it was."""
    outcome: str = ""  # the outcome that is proposed, ordered, decided or issued
    content: str = ""  # the digest of what is proposed or decided (``log.decisions.content_digest``)
    until: date | None = None  # the last day on which the result holds
    capacity: str = ""
    title: str = ""  # the title of who signed, as it is printed below the signature
    signer: str = ""  # who signed what another agency decided; ``title`` is in what capacity
    number: str = ""  # the number of the result, with its symbol, such as ``12/GP-STTTT``
    dated: date | None = None
    composed: bool = False  # whether the draft is a text, from which the system makes the paper
    by_hand: bool = False  # whether the result is the scan of a paper that was signed by hand
    way: str = ""
    originals: str = ""
    kept_here: tuple[str, ...] = ()  # of a return that gives originals back: the components whose stay with the agency
    waits_here: tuple[str, ...] = ()  # of a return: the components whose originals lie at the desk until they go back
    certified: dict[str, tuple[int, int]] = {}  # of a return, by component: certified copies that stay, that went back
    rests_on: tuple[int, ...] = ()  # of a filing: the results in the register that its licence questions name
    undoes: int = 0  # of a taking back: the sequence of the event that it undoes
    mentions: tuple[int, ...] = ()  # of a note: the people whom it is to reach
    about: str = ""  # of a message: the component or the question that it is about, by its name
    dues: tuple[int, ...] = ()
    """With ``due``: what each fee of the procedure comes to, where its definition says when each is due."""
    paid_way: str = ""  # of money that came in: how (``PaidWay``)
    receipt: str = ""  # its number in the receipt book
    reverses: int = 0  # the payment that is reversed, or of which a part goes back, or the part that is undone
    proof: int = 0  # the proof of a payment by its event: what a filing encloses (1), is confirmed, or is refused
    point: str = ""  # of a filing: the receiving point that it was brought to; empty at the agency's desk, and on line
    receives: str = ""  # of a filing or a change of it: how its result is handed over (``Way``); empty where not asked
    given_back: bool = False  # of a reversal by hand: the money went back to the payer; else nothing says so
    kept_again: int = 0  # of a part that is undone: the đồng of it that a decision kept before, and keeps again
    lookups: dict[str, LookedUp] = {}  # of a filing, by component; a paper that was found did not have to come
    paper: Issued | None = None  # that was issued, or taken in
    handed_in: str = ""  # the component that came to the receiving point, or went back there
    handed_notes: tuple[int, ...] = ()  # of what went back: the events by which just that had come; none for all of it
    came_back_on: date | None = None  # the day on which the post has sent a result back
    went_back: dict[str, tuple[int, int]] = {}  # by component: originals and certified copies; 0 of what was only noted
    brought: dict[str, tuple[int, int, int]] = {}  # of what came on paper, by component: originals, certified, copies
    sheet: str = ""  # of a scan: the mark of the code on the sheet that was printed to be signed by hand
    posted_on: date | None = None  # of a filing, or a supplement, by post: the day on its envelope
    mends: int = 0  # the event whose postal item this puts right, by ``posted_on`` and the number
    joined_at: datetime | None = None  # of what an account does for whom it is joined with: when it was (ADR 0093)
    sets: int = 0  # of a filing on paper: how many sets came; 0 where nobody said it, as of all before it was asked
    filed_here: tuple[str, ...] = ()  # of a return: the components whose originals stay in the dossier

    @property
    def announced_at(self) -> datetime | None:
        """When what the applicant announced takes place."""
        return datetime.fromisoformat(self.event_at) if self.event_at else None


NO_FACTS = Facts(unit=None)
HOW_RECEIVED = KeyTextTransform("receives", "facts")
"""In a query of events, ``receives``: how the result of a dossier is handed over; NULL where an event does not say it."""


class Counted(Struct, frozen=True, kw_only=True):
    """What the clock showed once it had started: ``clock.Reading`` as an event keeps it, instants in UTC."""

    unit: LimitUnit
    allowed: Decimal
    spent: Decimal
    started_at: datetime
    first_due_at: datetime
    lawful_due_at: datetime
    due_at: datetime
    paused: bool
    ended_at: datetime | None
    verdict: Verdict | None
    provisional: bool

    @classmethod
    def of(cls, reading: clock.Reading) -> "Counted":
        """Return what an event keeps of a reading of the clock."""
        # Most limits end when they first were to: one instant, that is written once (``_plain``).
        first = reading.first_due_at.astimezone(UTC)
        lawful = first if reading.lawful_due_at == first else reading.lawful_due_at.astimezone(UTC)
        return cls(
            unit=reading.unit,
            allowed=reading.allowed,
            spent=reading.spent,
            started_at=reading.started_at.astimezone(UTC),
            first_due_at=first,
            lawful_due_at=lawful,
            due_at=lawful if reading.due_at == lawful else reading.due_at.astimezone(UTC),
            paused=reading.paused,
            ended_at=reading.ended_at.astimezone(UTC) if reading.ended_at else None,
            verdict=reading.verdict,
            provisional=reading.provisional,
        )


class Reading(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The clock after an event, with the digests of what it rests on."""

    clock: Clock
    procedure_digest: str
    calendar_digest: str
    rules: int = 1
    due_soon_at: datetime | None = None
    paused_at: datetime | None = None
    answer_hours: int | None = None
    answer_due_at: datetime | None = None
    applicant_days: int | None = None
    applicant_due_at: datetime | None = None
    applicant_soon_at: datetime | None = None
    """From when on the applicant is reminded of that; since edition 3."""
    step_due_at: datetime | None = None
    step_calendar_digest: str = ""
    regime_digest: str = ""
    """Of what rules the one-stop mechanism then; since edition 4."""
    counted: Counted | None = None
    """What the clock showed; None before it started. In JSON its values lie among the others."""

    @property
    def first_due_at(self) -> datetime | None:
        """The date on the receipt; None before acceptance, as are the two others."""
        return self.counted.first_due_at if self.counted else None

    @property
    def lawful_due_at(self) -> datetime | None:
        """The date by the rule."""
        return self.counted.lawful_due_at if self.counted else None

    @property
    def due_at(self) -> datetime | None:
        """The appointment in force."""
        return self.counted.due_at if self.counted else None

    @property
    def verdict(self) -> Verdict | None:
        """Whether it was in time, once the clock has ended."""
        return self.counted.verdict if self.counted else None

    @property
    def provisional(self) -> bool:
        """Say whether a date rests on a day that is not official yet."""
        return self.counted is not None and self.counted.provisional


class File(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A file that came with an event; the component is None where old events do not name it."""

    component: str | None = None
    name: str
    sha256: str


class Words(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is personal in an event. Empty once it is erased."""

    answers: dict[str, Any] | None = None
    """Those of a filing, typed, by question."""
    files: tuple[File, ...] | None = None
    reason: str = ""
    note: str = ""
    recipient: str = ""
    division: str = ""
    assignee: str = ""
    components: dict[str, str] = {}
    """By component: what must be added or put right."""
    questions: dict[str, str] = {}
    """By question: what must be put right in its answer."""
    corrected: dict[str, Any] = {}
    """Of a correction: the new answers, typed, by question; None where there is none any more."""
    lacking: dict[str, str] = {}
    """Of a correction: why a paper or an answer that was asked for does not come, by its name."""
    fee_method: str = ""
    fee_reference: str = ""
    document: str = ""
    """The text of a draft."""
    salt: str = ""
    """What the digest of a draft is made with, so that nobody can test a guess of it once the words are erased."""
    remarks: dict[str, str] = {}
    """By place: what must be changed."""
    message: str = ""
    """A message to the other side, or a note for the office."""
    identity: str = ""
    """The identity that was shown when the result was handed over."""
    post_number: str = ""
    posted_to: str = ""  # of what goes again by post: the address that was asked for then
    ground: str = ""  # the law by which a fee is waived
    found: dict[str, str] = {}  # of a filing, by component: what stands in the database that has this paper
    paid_on: date | None = None
    """Of a proof: the day on which its applicant says to have paid."""
    authority: str = ""
    """Of a filing, or a return to somebody else: the paper by which one acts for another; ``authorised_until`` is its last day."""
    authorised_until: date | None = None
    unpaid: str = ""
    """Of a return that waits for no payment by its version: why the result was handed over with a debt all the same."""


NO_WORDS = Words()


class HasFacts(Protocol):
    """An event, or what will be one: its facts and reading as values, or as the JSON that is stored."""

    facts: Any
    reading: Any


class HasPayload(Protocol):
    """Words that are stored, or were."""

    content: Any


def facts_of(event: HasFacts) -> Facts:
    """Return the facts of an event; raises ``ValueError`` for what no command writes."""
    return event.facts if isinstance(event.facts, Facts) else msgspec.convert(event.facts, Facts)


def reading_of(event: HasFacts) -> Reading:
    """Return the clock after an event; raises ``ValueError`` for what no command writes."""
    recorded = event.reading
    if isinstance(recorded, Reading):
        return recorded
    reading = msgspec.convert(recorded, Reading)
    return replace(reading, counted=msgspec.convert(recorded, Counted)) if "unit" in recorded else reading


def reading_from(text: str) -> Reading:
    """Return the same of the JSON text that the database gives; raises ``ValueError`` for what no command writes."""
    reading = _reading.decode(text)
    return replace(reading, counted=_counted.decode(text)) if '"unit":' in text else reading


_reading, _counted = msgspec.json.Decoder(Reading), msgspec.json.Decoder(Counted)


def later_edition(event: HasFacts) -> int | None:
    """Return the edition of a reading that a later program wrote, whatever else that may say; None for all others.

    So it is after a release was taken back. Such a log can be looked at; nothing is written behind it.
    """
    rules = event.reading.get("rules") if isinstance(event.reading, dict) else None
    return rules if isinstance(rules, int) and rules > EDITION else None


def words_of(payload: HasPayload) -> Words:
    """Return the words of an event, none where they are erased; raises ``ValueError`` for what no command writes."""
    return NO_WORDS if payload.content is None else msgspec.convert(payload.content, Words)


def to_json(value: Facts | Reading | Words) -> dict[str, object]:
    """Return the JSON object that an event stores of a value."""
    plain: dict[str, Any] = msgspec.to_builtins(value, builtin_types=(datetime,))
    counted = plain.pop("counted", None)
    return _plain(plain | counted if counted else plain)


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    """Return values as JSON holds them: an instant as text, in the offset that it was given in. No list holds one."""
    # Most are plain already, and the check of the record asks of every value of every event.
    last, text = None, ""
    for key, each in values.items():
        kind = type(each)
        if kind is datetime:
            if each is not last:
                last, text = each, each.isoformat()
            values[key] = text
        elif kind is dict:
            values[key] = _plain(each)
        elif kind is tuple:
            values[key] = list(each)
    return values


# Look-ups in the database, whose paths are keys too.
ANSWERING = Q(sequence=1) | Q(facts__has_key="corrected")
"""The events that hold answers: the filing, and what corrected it."""
ANNOUNCING = Q(facts__has_key="event_at")
"""The events that say when what the applicant announced takes place."""
ANSWERED = Q(facts__has_key="answer")
"""The desk's answer to a filing or a supplement."""
ANSWERED_LATE = Q(facts__answer__late=True)
SUPPLEMENTED = Q(facts__has_key="supplement")
"""A round of supplement that begins."""
SUPPLEMENT_LATE = Q(facts__supplement__late=True)
SUPPLEMENT_BEYOND = Q(facts__supplement__beyond=True)
ENDS_A_STEP = Q(facts__has_key="step")
STEP_VERDICT = KeyTextTransform("verdict", KeyTransform("step", "facts"))
HELD_BY = Cast(KeyTextTransform("unit", "facts"), IntegerField())
"""The events that end a step which has a limit of its own, how each did against it; who has it after any event."""
OVER_A_LIMIT = Q(facts__step__verdict=Verdict.OVERDUE.value)
"""The events that end a step after its own limit."""
ORIGIN_IN_SQL = "facts ->> 'origin'"
SPENT_IN_SQL = "(reading ->> 'spent')::numeric"
MARK_IN_SQL = "facts -> 'paper' ->> 'mark'"
KIND_OF_PAPER_IN_SQL = "facts -> 'paper' ->> 'kind'"
UNIT_IN_SQL = "reading ->> 'unit'"
UNDOES_IN_SQL = "facts ->> 'undoes'"
CALENDAR_IN_SQL = "reading ->> 'calendar_digest'"
STEP_CALENDAR_IN_SQL = "reading ->> 'step_calendar_digest'"
"""What an event tells, as SQL of a row of its table: the origin, what the clock had counted by it and in which unit, the
sequence of what it takes back, the mark and the kind of the paper that was issued, the digest of its calendar, and of that of the step where a unit has its own."""


def of_change(pk: int) -> Q:
    """Return the filter of the events by which dates moved with a change of the calendar."""
    return Q(facts__change=pk)


def past_limit_of(steps: Collection[str]) -> Q:
    """Return the filter of the events that end one of some steps, by their names, after its own limit."""
    return OVER_A_LIMIT & Q(facts__step__name__in=list(steps))


def resting_on(result: int) -> Q:
    """Return the filter of the filings that name a result; by the index of those that name any."""
    return Q(facts__has_key="rests_on", facts__rests_on__contains=[result])


def names_paper(facts: object) -> bool:
    """Say whether facts, as they are stored, say anything of a paper that was issued."""
    return isinstance(facts, dict) and "paper" in facts


def knowing(mark: str) -> Q:
    """Return the filter of the events that know the paper with a mark."""
    return Q(facts__paper__mark=mark)


def of_paper(kind: str) -> Q:
    """Return the filter of the events that know a paper of a kind."""
    return Q(facts__paper__kind=kind)


def still_stands() -> Q:
    """Return the filter of the events that nobody has taken back."""
    taking = Event.objects.filter(dossier=OuterRef("dossier"), action=TAKE_BACK)
    undoes = Cast(KeyTextTransform("undoes", "facts"), IntegerField())
    return ~Q(Exists(taking.alias(undone=undoes).filter(undone=OuterRef("sequence"))))


def naming(people: Sequence[int]) -> Q:
    """Return the filter of what waits in the outbox for notes that name just these people."""
    return Q(event__facts__mentions=list(people))
