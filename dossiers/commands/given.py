"""What the person who takes an action gave, checked against what the action asks for."""

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language

from accounts.models import Membership, Unit, User
from accounts.roles import Role
from accounts.seats import seats_of
from dossiers import acts, refusals
from dossiers.files import StoredFile
from dossiers.filing import drafts
from dossiers.log import money
from dossiers.log.facts import Facts, File, Words
from dossiers.log.instants import announced
from dossiers.log.parts.posted import Mended
from dossiers.models import MOST_AMOUNT, Dossier
from dossiers.models.standing import is_kept_from
from dossiers.refusals import appointment, conversation, decision
from dossiers.refusals.money.payment import NotAnAmount
from dossiers.refusals.review import GivenToKeptOut, NotOfTheDivision, SameAssignee
from procedures.form import receiving
from procedures.machine import Action, Ask, Machine, QuestionKind
from procedures.models import UnitSector
from procedures.results import Capacity, Originals, Way
from procedures.steady import Steady
from procedures.time.calendar import LOCAL, WorkingCalendar

MOST_MENTIONS = 10
"""People whom one note names; what is for a crowd is no note."""


@dataclass(frozen=True, slots=True)
class Fee:
    """Money asked for or paid: đồng, how, and the receipt's number."""

    amount: int
    method: str = ""
    reference: str = ""
    is_meant: bool = False
    """Whether the person has looked again at what seemed to be paid twice, or paid or asked for beyond what is due, or less than that."""
    proof: int = 0
    """Of money that came in: the proof that it confirms, by the sequence of its event."""
    paid_on: dt.date | None = None  # of a proof: the day on which its applicant says to have paid
    is_of_statement: bool = False  # whether it is a row of a bank statement, which names its dossier itself
    is_typed: bool = False
    """Whether an officer has typed the amount on a page: less than is owed may be a slip then."""


@dataclass(frozen=True, slots=True)
class Draft:
    """The draft of a result: a text, or files."""

    document: str = ""
    files: tuple[StoredFile, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.document.strip() or self.files)


@dataclass(frozen=True, slots=True)
class Issue:
    """How another agency numbered what it decided."""

    number: str
    dated: dt.date


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signed what another agency decided, and in what capacity."""

    name: str
    title: str

    def __bool__(self) -> bool:
        return bool(self.name.strip() and self.title.strip())


@dataclass(frozen=True, slots=True)
class Handover:
    """How a result was handed over: to whom, against which identity, and what became of the originals."""

    recipient: str
    way: Way
    identity: str = ""
    post_number: str = ""
    originals: Originals = Originals.NONE
    posted_to: str = ""  # of what is handed back by post: where it goes
    kept_here: tuple[str, ...] = ()  # those whose originals stay with the agency, though the others are given back
    waits_here: tuple[str, ...] = ()  # those whose originals lie at the desk until they are handed back later
    certified: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """By component: certified copies that stay in the dossier with a result, and that go back; those not named stay."""
    authority: str = ""  # by which paper the recipient collects for another; ``authorised_until`` is its last day
    authorised_until: dt.date | None = None
    things: Mapping[str, tuple[int, ...]] = field(default_factory=dict)  # of a handing back: the notes of what had come
    went_back: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """By component of ``things``: how many originals and certified copies that are (``receiving.given_back`` counts them)."""
    filed_here: tuple[str, ...] = ()  # those whose originals stay in the dossier

    @property
    def notes(self) -> tuple[int, ...]:
        """The sequences of all notes that are named."""
        return tuple(sorted(sequence for named in self.things.values() for sequence in named))


@dataclass(frozen=True, slots=True)
class Correction:
    """What an applicant answers to a request beside the files."""

    values: Mapping[str, Any] = field(default_factory=dict)
    """By question: the new answer, typed; None where there is none any more."""
    lacking: Mapping[str, str] = field(default_factory=dict)
    """By paper or question: why what was asked for does not come."""

    def __bool__(self) -> bool:
        return bool(self.values or self.lacking)


@dataclass(frozen=True, slots=True)
class Given:
    """Answers to what an action asks. Files are stored already; their rows come with the event."""

    reason: str = ""
    note: str = ""
    recipient: str = ""
    date: dt.date | None = None
    division: Unit | None = None
    assignee: User | None = None
    fee: Fee | None = None
    components: Mapping[str, str] = field(default_factory=dict)  # by component: what must be added or put right
    questions: Mapping[str, str] = field(default_factory=dict)  # by question: what must be put right in its answer
    files: tuple[StoredFile, ...] = ()
    component_files: Mapping[str, tuple[StoredFile, ...]] = field(default_factory=dict)
    correction: Correction = field(default_factory=Correction)  # comes with the files of components
    brought: Mapping[str, tuple[int, int, int]] = field(default_factory=dict)
    """By component: what came on paper to the desk, as originals, certified copies, copies; with the files of components."""
    draft: Draft | None = None
    until: dt.date | None = None
    remarks: Mapping[str, str] = field(default_factory=dict)  # by place: what must be changed
    content: str = ""
    capacity: Capacity | None = None
    scan: tuple[StoredFile, ...] = ()
    expected: str = ""  # the number that was written on the paper before it was scanned
    issued: Issue | None = None
    signer: Signer | None = None
    handover: Handover | None = None
    at_counter: bool = False
    message: str = ""
    about: str = ""  # the component or the question that a message is about
    mentions: tuple[User, ...] = ()
    ground: str = ""  # the law by which a fee is waived
    reverses: int = 0  # the sequence of the payment that is reversed
    given_back: bool = False  # of a reversal: whether the money went back to the payer; else it was a wrong entry
    back_way: str = ""
    """Of a reversal by which money went back: how, of ``PaidWay``; "" for the way in which it was paid."""
    back_reference: str = ""  # of such a reversal: the number of the transfer or paper
    back_is_meant: bool = False  # of such a reversal: whether the person has read that the money was decided to stay
    proof: int = 0  # the sequence of the proof of a payment that is refused
    handed_in: str = ""  # the component that came to the receiving point
    posted_on: dt.date | None = None  # of a supplement by post: the day on its envelope; ``post_number`` is the item's
    post_number: str = ""
    posted: Mended | None = None  # what is put right of a postal item
    receiving: Mapping[str, Any] = field(default_factory=dict)
    """How the result is to be received from now on: the typed answers of ``procedures.form.receiving`` by question."""
    unpaid: str = ""
    """Of a return: why it is done although something is owed; no action asks for it (``money.payments.reason_unpaid``)."""

    @property
    def is_in_person(self) -> bool:
        """Say whether whom it concerns stands at the counter: nothing that goes out waits. A handing back sends nothing out."""
        handover = self.handover
        hands_result = handover is not None and not handover.things and handover.way is Way.IN_PERSON
        return self.at_counter or hands_result

    def of(self, ask: Ask) -> object:
        """Return what was given for one thing that is asked."""
        match ask:
            case Ask.COMPONENTS:
                return {**self.components, **self.questions}
            case Ask.COMPONENT_FILES:
                return self.component_files or self.correction or self.brought
            case _:
                return getattr(self, ask.value)

    def check(
        self, action: Action, dossier: Dossier, at: dt.datetime, *, steady: Steady, people: "People | None" = None
    ) -> None:
        """Raise the refusal of the first thing that is missing, not asked for, or cannot be taken.

        ``people`` answers as ``specialists`` does, for whoever checks many at one instant.
        """
        kinds = {asked.kind for asked in action.asks}
        for ask in Ask:
            if ask not in kinds and self.of(ask):
                raise refusals.InvalidAnswer(ask.value)
        for asked in action.asks:
            given = self.of(asked.kind)
            if asked.required and not given and not self._needs_none(asked.kind, action, dossier):
                raise refusals.MissingAnswer(asked.kind.value)
            if given:
                self._check_one(asked.kind, dossier, at, steady, people or specialists)
        if self.date is not None and action.name not in acts.CAME_BACK_BY_POST:
            check_day(self.date, action.name, dossier, at, steady.calendars.of(dossier.agency_id))
        self._check_message(dossier, at)
        if Ask.COMPONENT_FILES in kinds and not self._supplies():
            raise refusals.NothingSupplied

    @staticmethod
    def _needs_none(ask: Ask, action: Action, dossier: Dossier) -> bool:
        """Say whether what is asked for is there already: the payment that is confirmed (ADR 0063).

        Whether a capacity is missing depends on who signs: ``deciding.signing.Signer`` says it.
        """
        return ask is Ask.CAPACITY or (ask is Ask.FEE and money.only_confirms(action, dossier.owed))

    def _check_one(self, ask: Ask, dossier: Dossier, at: dt.datetime, steady: Steady, people: "People") -> None:
        match ask:
            case Ask.ASSIGNEE:
                self._check_assignee(dossier, people, at.astimezone(LOCAL).date())
            case Ask.DIVISION if self.division not in steady.once(divisions_of, dossier.agency_id, dossier.sector):
                raise refusals.InvalidAnswer("division")
            case Ask.COMPONENTS | Ask.COMPONENT_FILES if self._names_nothing(dossier.machine):
                raise refusals.InvalidAnswer("components")
            case Ask.UNTIL if self.until is not None and self.until <= at.astimezone(LOCAL).date():
                raise decision.UntilPassed
            case Ask.FEE if self.fee is not None and not 0 < self.fee.amount <= MOST_AMOUNT:
                raise NotAnAmount(most=money.vn_dong(MOST_AMOUNT))
            case _:
                return

    def _check_message(self, dossier: Dossier, at: dt.datetime) -> None:
        """Raise the refusal of a place that there is not, or of the first who may not see the dossier."""
        if self.about and not is_place(dossier.machine, self.about):
            raise refusals.InvalidAnswer("about")
        if len(self.mentions) > MOST_MENTIONS:
            raise conversation.TooManyNamed
        for person in self.mentions:
            seats = seats_of(person, at.astimezone(LOCAL).date())
            if not Dossier.objects.visible_to(seats).filter(pk=dossier.pk).exists():
                raise conversation.MayNotSee(name=person.get_full_name())

    def _check_assignee(self, dossier: Dossier, people: "People", on: dt.date) -> None:
        """Refuse a case officer who is none of these, who applies or is kept out, or who has the dossier already."""
        given = self.assignee
        if given is None or given.pk == dossier.applicant_id:
            raise refusals.ForApplicant
        if given not in people(dossier.division_id, on):
            unit = dossier.division.name(get_language()) if dossier.division else "–"
            raise NotOfTheDivision(name=given.get_full_name(), unit=unit)
        if given.pk == dossier.assignee_id and dossier.holder == Role.SPECIALIST:
            raise SameAssignee
        if is_kept_from(seats_of(given, on), dossier):
            raise GivenToKeptOut(name=given.get_full_name())

    def _names_nothing(self, machine: Machine) -> bool:
        """Say whether a paper or a question is named that the dossier's version of the procedure does not have."""
        questions = {question.name for question in drafts.questions_of(machine)}
        papers = {component.name for component in machine.components}
        papers |= {question.name for question in machine.questions if question.kind is QuestionKind.FILE}
        named = {*self.questions, *self.correction.values}
        return not (
            named <= questions
            and {*self.components, *self.component_files, *self.brought} <= papers
            and self.correction.lacking.keys() <= questions | papers
        )

    def _supplies(self) -> bool:
        """Say whether there is a paper, an answer or a word in a supplement; the desk decides whether it is the right one."""
        came = any(self.component_files.values()) or bool(self.brought)
        return came or bool(self.correction) or bool(self.note.strip())

    def facts(self, calendar: WorkingCalendar, machine: Machine, action: str) -> Facts:
        """Return what the projections need of this for an action, without a personal word."""
        came_back = self.date if action in acts.CAME_BACK_BY_POST else None
        day = calendar.close_of(self.date) if self.date and not came_back else None
        is_promise = action == acts.PROMISE_LATE
        return Facts(
            unit=None,
            division=self.division.pk if self.division else None,
            assignee=self.assignee.pk if self.assignee else None,
            new_due_at=None if is_promise else day,
            promised=day if is_promise else None,
            came_back_on=came_back,
            fee=self.fee.amount if self.fee else None,
            components=tuple(sorted(self.components)),
            questions=tuple(sorted(self.questions)),
            corrected=tuple(sorted({**self.correction.values, **self.receiving})),
            event_at=announced(machine, self.correction.values),
            until=self.until,
            capacity=self.capacity.value if self.capacity else "",
            by_hand=bool(self.scan),
            signer=self.signer.name if self.signer else "",
            title=self.signer.title if self.signer else "",
            way=self.handover.way.value if self.handover else "",
            originals=self.handover.originals.value if self.handover and not self.handover.things else "",
            kept_here=self.handover.kept_here if self.handover else (),
            waits_here=self.handover.waits_here if self.handover else (),
            filed_here=self.handover.filed_here if self.handover else (),
            certified=dict(self.handover.certified) if self.handover else {},
            mentions=tuple(sorted({person.pk for person in self.mentions})),
            about=self.about,
            proof=self.proof,
            receives=str(receiving.chosen(self.receiving) or ""),
            handed_in=self.handed_in,
            posted_on=self.posted.on if self.posted else self.posted_on,
            mends=self.posted.of if self.posted else 0,
            handed_notes=self.handover.notes if self.handover else (),
            went_back=dict(self.handover.went_back) if self.handover else {},
            brought=dict(self.brought),
        )

    def words(self) -> Words:
        """Return the personal words, for the event's payload."""
        files = tuple(File(component=part, name=f.name, sha256=f.sha256) for part, f in self.files_by_component())
        return Words(
            reason=self.reason,
            note=self.note,
            recipient=self.handover.recipient if self.handover else self.recipient,
            division=self.division.name_vi if self.division else "",
            assignee=self.assignee.get_full_name() if self.assignee else "",
            components=dict(self.components),
            questions=dict(self.questions),
            corrected={**self.correction.values, **self.receiving},
            lacking=dict(self.correction.lacking),
            files=files or None,
            fee_method=self.fee.method if self.fee else "",
            fee_reference=self.fee.reference if self.fee else self.back_reference,
            document=self.draft.document if self.draft else "",
            remarks=dict(self.remarks),
            message=self.message,
            identity=self.handover.identity if self.handover else "",
            post_number=(self.handover or self).post_number if not self.posted else self.posted.number,
            posted_to=self.handover.posted_to if self.handover else "",
            authority=self.handover.authority if self.handover else "",
            authorised_until=self.handover.authorised_until if self.handover else None,
            ground=self.ground,
            paid_on=self.fee.paid_on if self.fee else None,
            unpaid=self.unpaid,
        )

    def files_by_component(self) -> tuple[tuple[str, StoredFile], ...]:
        """Return every file that came with the action, each with the component that it is, empty for none."""
        drafted = self.draft.files if self.draft else ()
        named = [("", file) for file in (*self.files, *drafted, *self.scan)]
        return (*named, *((name, file) for name, files in self.component_files.items() for file in files))


def check_day(day: dt.date, action: str, dossier: Dossier, at: dt.datetime, calendar: WorkingCalendar) -> None:
    """Refuse a new appointment that is no later one, a promised day that has passed, and a day that is not worked."""
    if day > calendar.last:
        raise refusals.NotCovered(day.year)
    due, today = dossier.due_at.astimezone(LOCAL).date() if dossier.due_at else None, at.astimezone(LOCAL).date()
    off = None if day < calendar.first else calendar.reason_off(day)
    if action == acts.PROMISE_LATE and due is not None and due < today:
        if day < today or off:
            raise appointment.NotAhead(off)
    elif due is None or day <= due or day < calendar.first or off:
        is_later = due is not None and due < day and day >= calendar.first
        raise appointment.NotLater(due, off if is_later else None)


def is_place(machine: Machine, name: str) -> bool:
    """Say whether a message may be about that: a paper, or a question."""
    return machine.component(name) is not None or any(question.name == name for question in machine.questions)


def divisions_for(dossier: Dossier) -> list[Unit]:
    """Return the divisions that serve the dossier's sector."""
    return divisions_of(dossier.agency_id, dossier.sector)


def divisions_of(agency_id: int, sector: str) -> list[Unit]:
    """Return the divisions of an agency that serve a sector."""
    served = UnitSector.objects.filter(sector=sector).values("unit")
    return list(Unit.objects.filter(parent=agency_id, pk__in=served).order_by("name_vi"))


type People = Callable[[int | None, dt.date], Sequence[User]]


def specialists(division_id: int | None, on: dt.date) -> list[User]:
    """Return the case officers of a division in force on a day."""
    seats = Membership.objects.in_force(on).filter(unit=division_id, role=Role.SPECIALIST)
    return list(User.objects.filter(memberships__in=seats, is_active=True).distinct().order_by("full_name"))


def assignable(
    dossier: Dossier, at: dt.datetime, people: People = specialists, *, apart: Collection[int] = ()
) -> list[User]:
    """Return the specialists of the division that has the dossier, in force on the local day of ``at``, whom it can be given.

    Nobody is given a dossier of one's own, nor one that is that person's by now, nor one of those that are kept ``apart``.
    """
    has_it = dossier.assignee_id if dossier.holder == Role.SPECIALIST else None
    found = people(dossier.division_id, at.astimezone(LOCAL).date())
    return [person for person in found if person.pk not in {dossier.applicant_id, has_it, *apart}]
