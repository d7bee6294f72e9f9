"""From the log to the columns: pure folds, the same for a new event and for a rebuild of everything."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from dossiers import acts, clock
from dossiers.clock import Going, Mark, MarkKind, Share, Terms
from dossiers.log import arrivals, instants
from dossiers.log.decisions import proposed_by
from dossiers.log.effective import Happened, Recorded, effective
from dossiers.log.facts import Facts, facts_of, reading_of
from dossiers.log.money import CHANGES_DEMANDS, Account, let_pass_after
from dossiers.log.parts import deposits
from dossiers.log.proofs import waiting_after
from dossiers.models import Channel, Dossier, Origin
from dossiers.models.standing import BY_APPLICANT, BY_OFFICE
from procedures.machine import AfterSupplement, Clock, Deed, Limit, LimitUnit, Machine, Outcome, Pause, State, Status
from procedures.time.calendar import WorkingCalendar

NOT_OURS = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""What reading a log raises whose facts have another shape than any command gives them."""
WROTE = {acts.TO_OFFICE: BY_APPLICANT, acts.TO_APPLICANT: BY_OFFICE, acts.SETTLE: ""}
"""Who wrote last, by the act; nobody, once it needs no answer."""
RESOLVED = frozenset({Status.RESULT_READY, Status.WITHDRAWN, Status.STOPPED})


class Columns(Struct, frozen=True):
    """What is projected: a field for each column of ``Dossier`` that the log determines."""

    state: str
    status: int
    holder: str
    sequence: int
    changed_at: datetime
    channel: str = Channel.ONLINE.value
    origin: str = Origin.LIVE.value
    unit_id: int | None = None
    division_id: int | None = None
    assignee_id: int | None = None
    answer_due_at: datetime | None = None
    deadline_at: datetime | None = None
    accepted_at: datetime | None = None
    first_due_at: datetime | None = None
    lawful_due_at: datetime | None = None
    due_at: datetime | None = None
    late_at: datetime | None = None
    due_soon_at: datetime | None = None
    step_due_at: datetime | None = None
    applicant_due_at: datetime | None = None
    applicant_soon_at: datetime | None = None
    watch_at: datetime | None = None
    noted_soon_for: datetime | None = None
    noted_late_for: datetime | None = None
    noted_answer_for: datetime | None = None
    noted_supply_for: datetime | None = None
    resolved_at: datetime | None = None
    returned_at: datetime | None = None
    verdict: str = ""
    outcome: str = ""
    supplement_rounds: int = 0
    reappointed: bool = False
    withdrawal_asked: bool = False
    inform_by: datetime | None = None
    nearest_at: datetime | None = None
    proposed: str = ""
    owed: int | None = None
    arrived: str = ""
    arrived_with: int = 0
    message_from: str = ""
    charged: int | None = None
    waived: int = 0
    paid: int = 0
    kept: int = 0
    proofs: int = 0
    point: str = ""
    reminded: bool = False
    promised_for: datetime | None = None
    let_pass_up_to: int = 0
    demands: int = 0
    to_hand_back: bool = False


COLUMN_NAMES = Columns.__struct_fields__


def columns_of(dossier: Dossier) -> Columns:
    """Return the columns as they are stored."""
    return Columns(**{name: getattr(dossier, name) for name in COLUMN_NAMES})


def project(events: Iterable[Recorded], machine: Machine) -> Columns:
    """Compute the columns from a whole log; raises ``ValueError`` for an empty one."""
    columns: Columns | None = None
    held = list[Recorded]()
    for event in effective(events):
        columns = fold(columns, event, machine, held)
        held.append(event)
    if columns is None:
        raise ValueError("a dossier without events")
    return columns


def fold(before: Columns | None, event: Recorded, machine: Machine, log: Sequence[Recorded]) -> Columns:
    """Return the columns after one more event than a log has: ``project`` says what a taking back leaves."""
    place = machine.states[event.target]
    holder = place.holder.value if place.holder else ""
    facts, reading = facts_of(event), reading_of(event)
    base = before or _first(event, facts, place, holder)
    answer_due_at, due_at = reading.answer_due_at or base.answer_due_at, reading.due_at
    columns = replace(
        base,
        state=event.target,
        status=place.status.value,
        holder=holder,
        sequence=event.sequence,
        changed_at=event.at,
        unit_id=facts.unit,
        division_id=base.division_id if facts.division is None else facts.division,
        assignee_id=base.assignee_id if facts.assignee is None else facts.assignee,
        answer_due_at=answer_due_at,
        deadline_at=answer_due_at if reading.answer_due_at or due_at is None else due_at,
        accepted_at=base.accepted_at or (event.at if place.status == Status.ACCEPTED else None),
        # As it stands on the receipt, also when a calendar that came later would count it otherwise.
        first_due_at=base.first_due_at or reading.first_due_at,
        lawful_due_at=reading.lawful_due_at,
        due_at=due_at,
        late_at=instants.late_at(base.late_at, event, machine, reading),
        due_soon_at=reading.due_soon_at,
        step_due_at=reading.step_due_at,
        applicant_due_at=reading.applicant_due_at,
        applicant_soon_at=reading.applicant_soon_at,
        noted_soon_for=base.due_at if event.action == acts.DUE_SOON else base.noted_soon_for,
        noted_late_for=base.due_at if event.action == acts.OVERDUE else base.noted_late_for,
        noted_answer_for=base.answer_due_at if event.action == acts.UNANSWERED else base.noted_answer_for,
        noted_supply_for=base.applicant_due_at if event.action == acts.SUPPLY_SOON else base.noted_supply_for,
        resolved_at=base.resolved_at or (event.at if place.status in RESOLVED and base.accepted_at else None),
        returned_at=base.returned_at or (event.at if place.status == Status.RETURNED else None),
        verdict=base.verdict or (reading.verdict.value if reading.verdict else ""),
        outcome=outcome_of(event, machine) or base.outcome,
        supplement_rounds=base.supplement_rounds + int(begins_round(event, machine)),
        to_hand_back=deposits.waits_after(base.to_hand_back, event, machine, log),
    )
    return _followed(before, columns, event, machine)


def _followed(before: Columns | None, columns: Columns, event: Recorded, machine: Machine) -> Columns:
    """Return the columns with those that follow from the others; a paper that was issued is no change by itself."""
    facts, is_paper = facts_of(event), event.action in acts.PAPERS
    same = is_paper and before and replace(before, sequence=event.sequence, changed_at=event.at) == columns
    arrived, arrived_with = arrivals.arrived(before, columns, event, machine)
    account = Account(columns.charged, columns.waived, columns.paid, columns.kept).after(event.action, facts)
    columns = replace(columns, inform_by=instants.inform_by(facts.announced_at, machine) or columns.inform_by)
    return replace(
        columns,
        changed_at=before.changed_at if before and same else event.at,
        reappointed=columns.reappointed or facts.new_due_at is not None,
        withdrawal_asked=columns.withdrawal_asked or event.action == "ask-withdrawal",
        message_from=WROTE.get(event.action, columns.message_from),
        proposed=proposed_by(machine, event.source, event.action) or columns.proposed,
        owed=account.owed,
        charged=account.charged,
        waived=account.waived,
        paid=account.paid,
        kept=account.kept,
        proofs=waiting_after(columns.proofs, event.action, facts, account),
        arrived=arrived,
        arrived_with=arrived_with,
        reminded=arrivals.is_reminded(before, columns, event),
        promised_for=facts.promised or columns.promised_for,
        let_pass_up_to=let_pass_after(columns.let_pass_up_to, event.action, facts),
        demands=columns.demands + CHANGES_DEMANDS.get(event.action, 0),
        watch_at=instants.watch_at(columns, machine.states[event.target]),
        nearest_at=instants.nearest_at(columns),
    )


def _first(event: Happened, facts: Facts, place: State, holder: str) -> Columns:
    """Return what the filing alone says; a log from before channels were recorded is of filings on line."""
    return Columns(
        event.target,
        place.status,
        holder,
        0,
        event.at,
        channel=facts.channel or Channel.ONLINE.value,
        origin=facts.origin or Origin.LIVE.value,
        point=facts.point,
    )


def apply(dossier: Dossier, columns: Columns) -> None:
    """Set the projected columns on a dossier; its state is already there, by ``take``."""
    for name in COLUMN_NAMES:
        setattr(dossier, name, getattr(columns, name))


def last_move[E: Happened](log: Sequence[E]) -> E:
    """Return the last event that is more than an act beside the procedure, of those that hold."""
    moving = (event for event in reversed(effective(log)) if event.action not in (*acts.ACTS, acts.TAKE_BACK))
    return next(moving, log[0])


def marks_of(events: Iterable[Happened], machine: Machine) -> tuple[Mark, ...]:
    """Read from the log what the clock needs: when it started, paused, resumed, was moved and ended."""
    return tuple(mark for event in events for mark in _marks(event, machine))


def _marks(event: Happened, machine: Machine) -> Iterator[Mark]:
    if not event.source:
        return
    was, now = machine.states[event.source], machine.states[event.target]
    new_due_at = facts_of(event).new_due_at
    if new_due_at is not None:
        yield Mark(MarkKind.REAPPOINTED, event.at, new_due_at=new_due_at)
    if was.clock == now.clock:
        return
    if now.clock is Clock.RUNNING:
        resumed = was.clock is Clock.PAUSED
        yield Mark(MarkKind.RESUMED if resumed else MarkKind.STARTED, event.at, pause=was.pause if resumed else None)
    elif now.clock is Clock.PAUSED:
        yield Mark(MarkKind.PAUSED, event.at, pause=now.pause)
    elif now.clock is Clock.ENDED and was.clock in (Clock.RUNNING, Clock.PAUSED):
        yield Mark(MarkKind.ENDED, event.at)


def terms_of(machine: Machine, events: Sequence[Happened] = (), outcome: Outcome | None = None) -> Terms:
    """Return the terms by which the clock counts: the committed limit, or less for an outcome that has less.

    The outcome is the one with which the log ends, or another that is asked about while it has none.
    """
    return _terms(machine, events, _concluded(machine, events) or outcome)


def _terms(
    machine: Machine, events: Sequence[Happened], outcome: Outcome | None, first_due_at: datetime | None = None
) -> Terms:
    limit, after = machine.committed_limit, machine.supplement.after
    if outcome is None:
        return Terms(limit, after, first_due_at=first_due_at)
    hours = outcome.hours_before_event
    event_at = instants.event_of(events) if hours is not None else None
    inform_by = clock.inform_by(event_at, hours) if hours is not None and event_at else None
    return Terms(limit, after, outcome.limit, inform_by, first_due_at)


def _concluded(machine: Machine, events: Sequence[Happened]) -> Outcome | None:
    """Return the outcome that a log ends with, if it does."""
    name = next(filter(None, (outcome_of(event, machine) for event in reversed(events))), None)
    return machine.outcome(name) if name else None


def outcome_of(event: Happened, machine: Machine) -> str | None:
    """Return the name of the outcome that an event brings about, if it does: its action's own, or the one decided."""
    action = machine.action(event.source, event.action)
    named = facts_of(event) if action is not None and action.deed is Deed.NUMBER else action
    return named.outcome if named else None


@dataclass(frozen=True, slots=True)
class Stay:
    """The time of the present step: since when, and the pauses inside it after which it goes on."""

    began: datetime
    gaps: tuple[tuple[datetime, datetime], ...] = ()


@dataclass(slots=True)
class Course:
    """What time is computed from, gathered event by event: each is looked at once, however often time is asked."""

    machine: Machine
    events: list[Happened] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    first_due_at: datetime | None = None
    """What the receipt said before the last event; whether that one gives it is what is worked out."""
    outcome: str | None = None
    proposed: str = ""
    """The outcome that was proposed or ordered last, by which a step may have a time of its own."""
    _due: tuple[Stay, str, str, Limit, datetime] | None = None
    """The stay, the calendars (of the step, of the dossier) and the limit for which a step's date was worked out, and it."""
    _shares: dict[str, Share | None] = field(default_factory=dict)
    _read: tuple[int, Terms, str, Going] | None = None
    """The marks, the terms and the calendar that the clock was last read from, and what it showed."""
    _stay: Stay | None = None
    _left: datetime | None = None

    @classmethod
    def of(cls, log: "Iterable[Happened] | Course", machine: Machine) -> "Course":
        """Gather a log; one that is gathered already is returned as it is."""
        if isinstance(log, Course):
            return log
        course = cls(machine)
        for event in effective(log):
            course.add(event)
        return course

    def add(self, event: Happened) -> None:
        """Gather one more event."""
        if self.first_due_at is None and self.events and self.events[-1].reading:
            self.first_due_at = reading_of(self.events[-1]).first_due_at
        self.events.append(event)
        self.marks.extend(_marks(event, self.machine))
        self.outcome = outcome_of(event, self.machine) or self.outcome
        self.proposed = proposed_by(self.machine, event.source, event.action) or self.proposed
        self._go_on(event)

    def _go_on(self, event: Happened) -> None:
        """Begin a step's stay, go on with it, or end it."""
        place = self.machine.states[event.target]
        came_from = self.machine.states[event.source] if event.source else None
        if interrupts(place, self.machine):
            self._left = self._left or event.at
        elif place.step is None or place.clock is not Clock.RUNNING:
            self._stay, self._left = None, None
        elif self._stay is None or came_from is None or came_from.step != place.step:
            self._stay, self._left = Stay(event.at), None
        elif self._left is not None:
            self._stay, self._left = Stay(self._stay.began, (*self._stay.gaps, (self._left, event.at))), None

    @property
    def terms(self) -> Terms:
        """Return the terms by which the clock counts, with the date on the receipt."""
        outcome = self.machine.outcome(self.outcome) if self.outcome else None
        return _terms(self.machine, self.events, outcome, self.first_due_at)

    @property
    def stay(self) -> Stay | None:
        """Return the present step's stay: from its last entry from elsewhere, or from a supplement that restarts.

        A supplement that the desk declines and acts that stay in the state do not begin it anew; a pause that
        only interrupts makes a gap in it. None where the clock does not run.
        """
        return None if self._left else self._stay

    def shown(self, calendar: WorkingCalendar) -> clock.Reading | None:
        """Return what the clock shows at the last event; None before it started.

        It is read anew where a mark, the terms or the calendar are others than at the event before.
        """
        if not self.marks:
            return None
        at, terms = self.events[-1].at, self.terms
        if self._read is None or self._read[:3] != (len(self.marks), terms, calendar.digest):
            going = Going.of(self.marks, terms, calendar, as_of=at)
            self._read = len(self.marks), terms, calendar.digest, going
            return going.reading
        return self._read[3].at(at)

    def step_due(self, limit: Limit, held: WorkingCalendar, calendar: WorkingCalendar) -> datetime:
        """Return by when the step is to be done whose stay it is, on the calendar of who holds it and the dossier's own.

        Asked when it begins, and again when it ends: then it is still the same. TypeError where there is no stay.
        """
        stay, on = self.stay, (held.digest, calendar.digest, limit)
        if stay is None:
            raise TypeError("no step has begun")
        if self._due is None or self._due[0] is not stay or self._due[1:4] != on:
            due = clock.step_due(stay.began, limit, held, gaps=stay.gaps, share=self.share(calendar))
            self._due = stay, *on, due
        return self._due[4]

    def share(self, calendar: WorkingCalendar) -> Share | None:
        """Return the whole of which a step in calendar days gets its share; other steps need none.

        It begins with the clock, so that it stays what it is on a calendar; ``StopIteration`` before that.
        """
        if calendar.digest not in self._shares:
            limit = self.machine.committed_limit
            in_days = limit.unit is LimitUnit.CALENDAR_DAY
            self._shares[calendar.digest] = Share.of(self.started_at, limit, calendar) if in_days else None
        return self._shares[calendar.digest]

    @property
    def entered_at(self) -> datetime:
        """Return since when the dossier has been in the state in which it is."""
        return next(event.at for event in reversed(self.events) if event.source != event.target)

    @property
    def started_at(self) -> datetime:
        """Return when the clock started; ``StopIteration`` before it did."""
        return next(mark.at for mark in self.marks if mark.kind is MarkKind.STARTED)


def interrupts(place: State, machine: Machine) -> bool:
    """Say whether a step's time only stands still there, as the whole limit does, and goes on afterwards."""
    carries_on = machine.supplement.after is AfterSupplement.CARRY_ON
    return place.pause is Pause.PAYMENT or (place.pause is Pause.SUPPLEMENT and carries_on and place.step is not None)


def begins_round(event: Happened, machine: Machine) -> bool:
    """Say whether an event asks the applicant for a supplement; one that returns an answer belongs to its round."""
    now = machine.states[event.target]
    was = machine.states[event.source] if event.source else None
    return now.status == Status.SUPPLEMENT_REQUESTED and (was is None or was.status != now.status)
