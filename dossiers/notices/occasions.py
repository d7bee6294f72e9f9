"""What an event means to the applicant: a kind of notice for each occasion, and what it tells.

Each kind has a template of its name whose first line is the subject.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from dossiers import acts, clock, outbox
from dossiers.acts.receiving import has_choice
from dossiers.display.agency.receiving import Receiving, receiving_of
from dossiers.display.balance import waived_of_demand
from dossiers.display.cases import is_due_with_result
from dossiers.display.links import absolute
from dossiers.display.promises import Named, late_notice, timely_notice
from dossiers.display.promises.rounds import asked_again, if_incomplete
from dossiers.filing import corrections, dues
from dossiers.log import columns, money, proofs
from dossiers.log.answers import standing
from dossiers.log.decisions import matter_of
from dossiers.log.effective import effective
from dossiers.log.facts import facts_of, reading_of, words_of
from dossiers.models import Event, Result
from dossiers.models.standing import WITHOUT_DEBT
from dossiers.notices.contents.apologised import Apologised, apologised_of, dates_when_ready, due_before
from dossiers.notices.contents.by_answer import ByAnswer, by_answer_of
from dossiers.notices.contents.checked import Checked, checked_of
from dossiers.notices.contents.closed_then import closed_then_of
from dossiers.notices.contents.doubted import doubts_of
from dossiers.notices.contents.handed_in import HandedIn, handed_in_of
from dossiers.notices.contents.handed_over import HandedBack, HandedOver, Item, handed_back_of, handed_over_of, item_of
from dossiers.notices.contents.handling import Handling, handling_of
from dossiers.notices.contents.moved_money import MovedMoney, moved_money_of
from dossiers.notices.contents.overtaken import is_accepting, overtaken_of
from dossiers.notices.contents.place_news import PlaceNews
from dossiers.notices.kinds import UNCOLLECTED
from dossiers.papers.parties import Applicant, Office, applicant_of, office_of
from dossiers.papers.receipt import limit_of
from dossiers.payments.ways import Ways, ways_of
from procedures.form import fees
from procedures.machine import AfterSupplement, Clock, Guard, Machine, Outcome, Paper, Pause, Status, Text
from procedures.time.calendar import local

KINDS = (
    "filed",
    outbox.ACCEPTED,
    outbox.REAPPOINTED,
    outbox.RESUMED,
    outbox.RECOUNTED,
    outbox.SUPPLY_RECOUNTED,
    outbox.SUPPLY_ENDS,
    outbox.INSUFFICIENT,
    outbox.REVOKED,
    outbox.MESSAGE,
    outbox.NOT_PROVEN,
    outbox.PAID,
    outbox.PAID_BACK,
    outbox.PART_UNDONE,
    outbox.WAIVED,
    outbox.DEMAND_WITHDRAWN,
    outbox.FEE_DUE,
    outbox.HANDED_BACK,
    outbox.SENT_BACK,
    outbox.POST_NUMBER,
    outbox.LET_PASS,
    outbox.MONEY_KEPT,
    outbox.ANSWERED,
    outbox.WITHDRAWAL_ASKED,
    outbox.RECEIVING_CHANGED,
    *outbox.NOTICES.values(),
    outbox.PLACE_MOVED,
    outbox.SUPPLY_PLACE_MOVED,
    outbox.PLACE_CLOSED,
    outbox.PLACE_OPEN,
    UNCOLLECTED,
)


@dataclass(frozen=True, slots=True)
class News:
    """What a notice tells, for all kinds alike; what does not concern a kind is empty or None."""

    applicant: Applicant
    office: Office
    code: str
    procedure: Text
    url: str
    at: datetime
    reason: str
    message: str
    """What the office has written to the applicant: a message, or a word with an acceptance. Other notes are its own."""
    about: Text | None
    """The paper or the question that it is about, where it is less than the whole dossier."""
    decision: str
    """The decision that changed the calendar, where that moved the dates."""
    by_lapse: bool
    """The system did it because the time for a supplement had passed."""
    answer_due_at: datetime | None
    due_at: datetime | None
    due_before: datetime | None
    """The appointment that held until this event."""
    apology: Apologised | None
    """Of an act by which the office apologises."""
    limit: Text
    provisional: bool
    is_late: bool
    wanted: tuple[corrections.Item, ...]
    """The papers and answers that are asked for, each with what must be done about it."""
    supply_by: datetime | None
    """Until when the papers can be handed in, where the procedure sets a time."""
    supply_by_before: datetime | None
    """Until when they could, before a new calendar."""
    was_accepted: bool
    restarts: bool  # the limit, from the start, once the papers are complete
    amount: int
    to_pay: int
    """What is owed still when this is written, of a filing and an acceptance that left something unpaid; 0 where nobody knows."""
    was_let_pass: bool
    """Whether a leader has let the dossier be accepted although that is due already."""
    outcome: Outcome | None
    revoked: Result | None  # the result that this event takes out of force
    handed_over: HandedOver | None
    ways: Ways | None
    """How to pay what is owed when this is written; None where nothing is."""
    proof_waits: bool
    """A filing encloses the proof of a transfer, which the desk has to look at: nothing is to be paid meanwhile."""
    paid: int
    """What is paid, in đồng, of what this event ends without a result, or asks to end so; 0 for all else."""
    still_owed: int
    """What is owed still, in đồng, although the payment that was waited for is confirmed: less came, or some went back; else 0."""
    money: MovedMoney | None
    """What it does about money, where it does, and how that stands when this is written."""
    receiving: Receiving
    """How the applicant has asked to receive the result, of an acceptance, a result that is ready and a change of that; nothing of all else."""
    handling: Handling | None
    """Who handled it and when, where a law asks that a notice of status says so."""
    overtaken: Text | None = None
    """Of a filing, an acceptance, a supplement: that what was announced begins before the answer, or the appointment."""
    late_notice: Text | None = None  # what it means that the event was announced too late, where it was
    timely_notice: Text | None = None  # when a refusal has to come of one announced in time and answered after that
    if_incomplete: Text | None = None  # what can follow an answer to a request that is not enough
    asked_again: Text | None = None  # of a request: that it is not the first, or beyond the rule
    waived: Text | None = None  # what became of what was demanded, where some of it was waived
    let_pass: int = 0  # what of it is owed now, in đồng, and was let go unpaid by a leader
    by_answer: ByAnswer | None = None  # what a supplement that came, or is complete, means to the fee
    doubts: tuple[Text, ...] = ()  # of a filing: what to look at again before one pays
    closed_then: Text | None = None  # where the result is had that is promised for when that place is closed
    place: PlaceNews | None = None  # what is new of where it is had, of a place that has moved or is closed
    handed_in: HandedIn | None = None  # what a filing leaves to be brought to the receiving point
    handed_back: HandedBack | None = None  # what went back without a result, and to whom
    lapsed: int = 0  # what was owed, in đồng, of a dossier that is withdrawn or stopped, and is owed no more
    is_due_with_result: bool = False  # whether what is owed is due before the result is handed over
    enclosed: Text | None = None  # the paper that goes with it, where no word of it says so
    dates: tuple[Named, ...] = ()  # of a result that is ready: the appointment, and what was promised beside it
    came_back_on: date | None = None  # when the post has sent the result back
    posted_on: date | None = None  # of what came by post: the day on its envelope
    checked: Checked | None = None  # of a supplement that is complete: when it came and was looked at
    promised: datetime | None = None  # of a notice that names a day: that of an apology, in place of the appointment
    item: Item | None = None  # of a postal item whose number was put right
    since: Text | None = None  # what has come since, where the day that is named does not stand when this is written
    depends: Text | None = None  # what a fee depends on of which the definition knows no sum

    @property
    def is_refusal(self) -> bool:
        """Whether what was decided has the form of a refusal."""
        return self.outcome is not None and self.outcome.paper is Paper.REFUSAL


def news_of(event: Event) -> News:
    """Return what an event means to the applicant, read from the log as it stood then; all that it says of money, as it stands now."""
    machine = event.dossier.machine
    overtaken_by = overtaken_of(event, _log(event), machine)
    waived, by_answer, dates = _waived(event, machine), by_answer_of(event, machine), dates_when_ready(event, machine)
    let_pass, at_last = _goes_on_without(event, machine), _is_due_with_result(event, machine)
    in_time = timely_notice(machine, _log(event), overtaken_by) if machine.event else None
    found = replace(
        _read(event), overtaken=overtaken_by, timely_notice=in_time, waived=waived, by_answer=by_answer, dates=dates
    )
    is_late, doubts = late_notice(machine, _log(event)) if machine.event else None, doubts_of(event, machine)
    found = replace(found, handed_in=handed_in_of(event, found.office), late_notice=is_late, doubts=doubts)
    found = replace(found, closed_then=closed_then_of(event, found.office, found.receiving))
    if event.action == acts.ANSWER:
        found = replace(found, if_incomplete=if_incomplete(event, _log(event), machine))
    elif columns.begins_round(event, machine):
        found = replace(found, asked_again=asked_again(_log(event), machine))
    return replace(
        found,
        let_pass=let_pass,
        is_due_with_result=at_last,
        lapsed=dues.lapsed_by(machine, event, _log_now(event)),
        handed_back=handed_back_of(event, machine),
        item=item_of(event),
        depends=None if machine.fees else machine.fee_note,
        checked=checked_of(event, _log(event), machine),
        came_back_on=facts_of(event).came_back_on,
        posted_on=facts_of(event).posted_on,
    )


def _goes_on_without(event: Event, machine: Machine) -> int:
    is_ready = machine.states[event.target].status is Status.RESULT_READY and event.source != event.target
    is_about = event.action == acts.ASK_PAYMENT or is_ready or _is_confirmed(event, machine)
    return money.goes_on_without(_log_now(event)) if is_about else 0


def _waived(event: Event, machine: Machine) -> Text | None:
    if event.action == acts.ASK_PAYMENT:
        return waived_of_demand(_log_now(event))
    return waived_of_demand(_log(event)) if _is_confirmed(event, machine) else None


def _read(event: Event) -> News:
    dossier, machine, words, facts = event.dossier, event.dossier.machine, words_of(event.payload), facts_of(event)
    reading, office = reading_of(event), _office(event)
    return News(
        applicant=applicant_of(dossier),
        office=office,
        code=dossier.code,
        procedure=machine.name,
        url=absolute("dossier", dossier.code),
        at=event.at,
        reason=words.reason or _decided(event, machine),
        message=words.note if is_accepting(event, machine) else words.message,
        about=_title(machine, facts.about),
        decision=facts.decision,
        by_lapse=event.actor_id is None,
        answer_due_at=_local(reading.answer_due_at),
        due_at=_local(reading.due_at),
        due_before=due_before(event),
        apology=apologised_of(event),
        limit=limit_of(event),
        provisional=reading.provisional,
        is_late=reading.verdict is clock.Verdict.OVERDUE,
        wanted=_wanted(event, machine),
        supply_by=_local(reading.applicant_due_at),
        supply_by_before=_local(facts.before.get("applicant_due_at")),
        was_accepted=bool(event.source) and machine.states[event.source].clock is not Clock.NOT_STARTED,
        restarts=machine.supplement.after is AfterSupplement.RESTART,
        amount=facts.fee or 0,
        to_pay=_to_pay(event, machine),
        was_let_pass=_was_let_pass(event, machine),
        outcome=_outcome_of(event, machine),
        revoked=Result.objects.filter(revocation=event).first() if event.action == acts.REVOKE else None,
        handed_over=handed_over_of(event, machine),
        ways=_ways(event, machine),
        proof_waits=_proof_waits(event),
        paid=_paid(event, machine),
        still_owed=_still_owed(event, machine),
        money=moved_money_of(event, _log_now(event), machine) if facts.fee is not None else None,
        receiving=_receiving(event, machine),
        handling=handling_of(event, office.agency),
    )


def _office(event: Event) -> Office:
    due = reading_of(event).due_at
    return replace(office_of(event.dossier, local(event.at).date()), due=due and local(due).date())


def _outcome_of(event: Event, machine: Machine) -> Outcome | None:
    return machine.outcome(columns.outcome_of(event, machine) or "")


def _wanted(event: Event, machine: Machine) -> tuple[corrections.Item, ...]:
    """Return what an event asks for; a reminder, what was asked last."""
    if event.action != acts.SUPPLY_SOON:
        return tuple(corrections.requested(machine, words_of(event.payload)))
    log = event.dossier.events.select_related("payload").filter(sequence__lt=event.sequence).order_by("-sequence")
    request = next((before for before in log if corrections.asks(facts_of(before))), None)
    return tuple(corrections.requested(machine, words_of(request.payload), facts_of(request))) if request else ()


def _to_pay(event: Event, machine: Machine) -> int:
    is_begun = event.action == acts.SUBMIT or machine.states[event.target].status is Status.ACCEPTED
    return _owed_still(event, machine) if is_begun and not event.dossier.is_leaving else 0


def _is_due_with_result(event: Event, machine: Machine) -> bool:
    due = fees.due(machine.fees, standing(_log_now(event)))
    return is_due_with_result([each.fee for each in due])


def _was_let_pass(event: Event, machine: Machine) -> bool:
    return machine.states[event.target].status is Status.ACCEPTED and money.let_pass(_log(event)) is not None


def _ways(event: Event, machine: Machine) -> Ways | None:
    """Return how to pay what an event asks for, what is due before the acceptance, or what is owed of a result that waits."""
    amount = 0 if event.dossier.is_leaving else _due(event, machine)
    return ways_of(event.dossier, amount) if amount else None


def _due(event: Event, machine: Machine) -> int:
    target = machine.states[event.target]
    if event.action == acts.SUBMIT:
        first = 0 if _proof_waits(event) else dues.before_acceptance(machine, [event])
        return min(first, dues.before_acceptance(machine, _log_now(event))) if first else 0
    if event.action == acts.REFUSE_PROOF:
        return _owed_still(event, machine)
    if event.source != event.target and target.pause is Pause.PAYMENT:
        return min(facts_of(event).fee or 0, _owed_now(event, machine))
    if event.source == event.target:
        return 0
    if target.status is Status.RETURNED:
        # What the record says alone: nothing is asked for of a log that does not know what was due.
        return _recorded_debt(event)
    return _owed_still(event, machine) if target.status is Status.RESULT_READY else _fallen_due(event, machine)


def _fallen_due(event: Event, machine: Machine) -> int:
    """Return what an event made due by itself, as far as the decision waits for it still: a leader may have let it pass."""
    fallen = dues.fallen_due(machine, _log(event)[:-1], event)
    if not fallen:
        return 0
    waits = money.decision_waits_for(machine, machine.states[event.target], _log_now(event))
    return min(fallen, waits, _owed_now(event, machine))


def _proof_waits(event: Event) -> bool:
    return event.action == acts.SUBMIT and proofs.is_proof(event.action, facts_of(event))


def _paid(event: Event, machine: Machine) -> int:
    ends = event.source != event.target and machine.states[event.target].status in WITHOUT_DEBT
    action = machine.action(event.source, event.action)
    is_wish = action is not None and Guard.WITHDRAWAL_NOT_ASKED in action.guards
    return money.account_of(_log_now(event)).paid if ends or is_wish else 0


def _still_owed(event: Event, machine: Machine) -> int:
    return _recorded_debt(event) if _is_confirmed(event, machine) else 0


def _is_confirmed(event: Event, machine: Machine) -> bool:
    """Say whether an event ends a pause for a payment so that the time goes on."""
    place = machine.states.get(event.source)
    return place is not None and place.pause is Pause.PAYMENT and machine.states[event.target].clock is Clock.RUNNING


def _log(event: Event) -> list[Event]:
    """Return the log as it stood after an event: what holds of it."""
    log = event.dossier.events.select_related("payload").filter(sequence__lte=event.sequence).order_by("sequence")
    return effective(log)


def _log_now(event: Event) -> list[Event]:
    """Return the whole log: a message is written minutes after its event, and money may have come meanwhile."""
    return effective(event.dossier.events.select_related("payload").order_by("sequence"))


def _owed_still(event: Event, machine: Machine) -> int:
    """Return how many đồng are owed now, of which something was owed after an event already; else a later notice tells it."""
    events = _log(event)
    return _owed_now(event, machine) if dues.unpaid(machine, standing(events), events) else 0


def _owed_now(event: Event, machine: Machine) -> int:
    """Return how many đồng are owed now; 0 once it has ended without a result."""
    events = _log_now(event)
    return 0 if _has_ended(events, machine) else dues.unpaid(machine, standing(events), events)


def _recorded_debt(event: Event) -> int:
    """Return what the record alone says is owed now, where it did after an event."""
    return (money.account_of(_log(event)).owed and money.account_of(_log_now(event)).owed) or 0


def _has_ended(events: Sequence[Event], machine: Machine) -> bool:
    return machine.states[events[-1].target].status in WITHOUT_DEBT


def _receiving(event: Event, machine: Machine) -> Receiving:
    action = machine.action(event.source, event.action)
    is_accepted = action is not None and action.paper is Paper.RECEIPT
    is_ready = machine.states[event.target].status is Status.RESULT_READY
    is_changed = event.action == acts.CHANGE_RECEIVING or (event.action == acts.CAME_BACK and has_choice(machine))
    return receiving_of(_log(event)) if is_accepted or is_ready or is_changed else Receiving()


def _decided(event: Event, machine: Machine) -> str:
    """Return the reasons of a refusal that was proposed and decided before its number was given."""
    outcome = _outcome_of(event, machine)
    if outcome is None or outcome.paper is not Paper.REFUSAL:
        return ""
    log = event.dossier.events.select_related("payload").filter(sequence__lte=event.sequence)
    proposal = matter_of(log, machine).proposal
    return words_of(proposal.payload).reason if proposal else ""


def _title(machine: Machine, name: str) -> Text | None:
    """Return what a message is about."""
    component = machine.component(name) if name else None
    questions = (question.label for question in machine.questions if question.name == name)
    return component.title if component else next(questions, None)


def _local(at: datetime | None) -> datetime | None:
    return local(at) if at else None
