"""What must be done after an event is committed, written down in the same transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

from django.conf import settings
from django.db import transaction

from accounts.models import User
from accounts.roles import Role
from dossiers import acts
from dossiers.models import OutboxEntry, OwnPaper, TriedAgain
from dossiers.models.dispatch import OutboxQuerySet
from procedures.machine import Action, Ask, Clock, Deed, Guard, Outcome, Paper, State, Status

ACCEPTED = "accepted"
REAPPOINTED = "reappointed"
RESUMED = "resumed"
RECOUNTED = "recounted"
"""The appointment has moved because the calendar has."""
SUPPLY_RECOUNTED = "supply-recounted"
"""The applicant's own time to answer has."""
SUPPLY_ENDS = "supply-ends"
"""That time ends soon."""
MOVED = "moved"
"""What the holder must meet has: a mail to officers."""
INSUFFICIENT = "insufficient"
REVOKED = "revoked"
"""The result is no longer in force."""
MESSAGE = "message"
"""The office has written to the applicant."""
WRITTEN = "written"
"""The applicant has written to the office: a mail to officers."""
PROVEN = "proven"
"""The applicant has sent a proof of payment: a mail to the desk."""
RECEIVED_OTHERWISE = "received-otherwise"
"""The applicant wants the result in another way: a mail to the desk."""
NOT_PROVEN = "not-proven"
"""The desk has refused it."""
PAID = "paid"
"""Money came in, with a receipt."""
PAID_BACK = "paid-back"
"""Money went back to the payer, or a receipt was a wrong entry."""
PART_UNDONE = "part-undone"
"""A part that was to have gone back never did."""
WAIVED = "waived"
DEMAND_WITHDRAWN = "demand-withdrawn"
"""What the office asked to be paid need not be paid, and the dossier goes on."""
FEE_DUE = "fee-due"
"""A decision waits for a fee that nobody has asked for: the log says so, and no action of a machine alone."""
LET_PASS = "let-pass"  # noqa: S105 - no password
"""The office goes on although something is not paid."""
MONEY_KEPT = "money-kept"
"""What was paid is not given back after an end without a result."""
HANDED_BACK = "handed-back"
"""What was handed in of a dossier that ended without a result went back: to whom."""
SENT_BACK = "sent-back"
"""The post has sent a result back, which lies at the desk."""
POST_NUMBER = "post-number"
"""The number of an item that is with the post was recorded wrongly."""
MENTIONED = "mentioned"
"""A note names colleagues: a mail to them."""
ANSWERED = "answered"
"""The supplement that was asked for has come."""
WITHDRAWAL_ASKED = "withdrawal-asked"
"""The wish to withdraw has come."""
RECEIVING_CHANGED = "receiving-changed"
"""The result is received in another way from now on."""
PLACE_MOVED = "place-moved"
"""The result is had elsewhere than the papers say: the desk moves before that day (``notices.planned.moved``)."""
SUPPLY_PLACE_MOVED = "supply-place-moved"
"""What is still to be supplied is brought, or sent, elsewhere than form 02 says (``notices.planned.moved``)."""
PLACE_CLOSED = "place-closed"
"""The place is closed when the result is promised, which the paper of before does not say (``notices.planned.closed``)."""
PLACE_OPEN = "place-open"
"""The place is open then after all, which a notice or a call had said to be closed (``calendars.reopened``)."""
CONFIRMATIONS = frozenset({ANSWERED, WITHDRAWAL_ASKED, RECEIVING_CHANGED})
"""What confirms to the applicant what the applicant did, beside what that leads to: no act waits for it to go out."""
RESULT_FILE = "result-file"
"""The file of a result is made of what was decided, with its number and date."""
PRINTED = frozenset({Paper.RECEIPT, Paper.SUPPLEMENT_REQUEST, Paper.REFUSAL, Paper.STOP_NOTICE, Paper.APOLOGY})
"""The papers that the registry of papers has a row for."""
NOTICES = {
    Status.REJECTED: "rejected",
    Status.SUPPLEMENT_REQUESTED: "supplement",
    Status.FINANCIAL_OBLIGATION: "payment",
    Status.WITHDRAWN: "withdrawn",
    Status.STOPPED: "stopped",
    Status.RESULT_READY: "result",
    Status.RETURNED: "returned",
}
"""The notice to the applicant for each status that an action leads to; a recall to *accepted* is none."""

ANNOUNCED = {Paper.RECEIPT: ACCEPTED, Paper.APOLOGY: REAPPOINTED}
"""The notice to the applicant for what an action of that paper says."""

REMINDERS = {acts.DUE_SOON: "due-soon", acts.OVERDUE: "overdue", acts.UNANSWERED: "unanswered"}
"""The mail to officers for each remark on a deadline, by the action."""
REMINDED = "reminded"
"""A colleague asks the holder to see to it."""
ASSIGNED = "assigned"
"""A colleague's act has brought it to a case officer: a mail to that one."""
TO_OFFICERS = {
    **REMINDERS,
    **dict.fromkeys(acts.REMINDERS, REMINDED),
    acts.TO_OFFICE: WRITTEN,
    acts.SEND_PROOF: PROVEN,
    acts.CHANGE_RECEIVING: RECEIVED_OTHERWISE,
}
"""All mail to officers that an action of the log is about."""
TO_APPLICANT = {
    acts.REVOKE: REVOKED,
    acts.TO_APPLICANT: MESSAGE,
    acts.SUPPLY_SOON: SUPPLY_ENDS,
    acts.REFUSE_PROOF: NOT_PROVEN,
    acts.RECEIVE_PAYMENT: PAID,
    acts.RECEIVE_ONLINE: PAID,
    acts.REVERSE_PAYMENT: PAID_BACK,
    acts.REVERSE_ONLINE: PAID_BACK,
    acts.GIVE_BACK: PAID_BACK,
    acts.GIVE_BACK_ONLINE: PAID_BACK,
    acts.UNDO_PART: PART_UNDONE,
    acts.WAIVE_FEE: WAIVED,
    acts.WITHDRAW_DEMAND: DEMAND_WITHDRAWN,
    acts.LET_PASS: LET_PASS,
    acts.KEEP_MONEY: MONEY_KEPT,
    acts.CAME_BACK: SENT_BACK,
    acts.THINGS_CAME_BACK: SENT_BACK,
}
"""The notice to the applicant for an act beside the procedure, and for what no procedure lists."""
INSIDE = frozenset({RESULT_FILE, MOVED, MENTIONED, ASSIGNED, *TO_OFFICERS.values()})
"""What reaches nobody outside the office; a printed paper goes to the applicant with its notice."""
OVERTAKEN: Mapping[str, str] = {
    NOTICES[Status.FINANCIAL_OBLIGATION]: RESUMED,
    LET_PASS: RESUMED,
    WITHDRAWAL_ASKED: NOTICES[Status.WITHDRAWN],
    NOTICES[Status.RESULT_READY]: NOTICES[Status.RETURNED],
}
"""What is not sent any more once a later notice of this kind has gone out, which says all of it."""
GATHERING_MINUTES = 5
GATHERING = timedelta(minutes=GATHERING_MINUTES)
"""How long it waits for others: deadlines pass together, at midnight or when the office opens, and move together."""


BEHIND = timedelta(seconds=1)
"""So much later comes what waits for a notice to be sent."""
TAKEN_BACK = "taken back"
"""The remark on an entry that is closed because its act was taken back in time."""


class Reach(Enum):
    """How far an act goes, and so until when it can be taken back."""

    FINAL = auto()
    """Never: what the system did, what gave a result its number, what the applicant has handed in, acts beside the procedure."""
    OUTSIDE = auto()
    """As long as nothing has gone out: number, paper and message wait for it."""
    INSIDE = auto()
    """Until somebody else acts."""


@dataclass(frozen=True, slots=True)
class Unfinished:
    """What comes of an entry of which a part is done and stays done; the rest is tried again."""

    why: str


def paper_of(action: Action, outcome: Outcome | None) -> Paper | None:
    """Return the paper that an action has printed: its own, or that of the outcome to which it gives the number; None for none."""
    found = outcome.paper if outcome and action.deed is Deed.NUMBER else action.paper
    return found if found in PRINTED else None


def effects_of(
    action: Action, source: State, target: State, *, names: bool = False, outcome: Outcome | None = None
) -> tuple[str, ...]:
    """Return the kinds of effect that an action has outside the log, in their order.

    ``names``: a note names somebody. ``outcome``: what was decided, of an action that gives it its number.
    """
    kind = TO_OFFICERS.get(action.name) or TO_APPLICANT.get(action.name)
    if kind:
        return (kind,)
    if acts.is_beside(action.name):
        return (MENTIONED,) if names else ()
    paper = paper_of(action, outcome)
    kinds = [issue_of(paper)] if paper else []
    if action.deed is Deed.NUMBER:
        kinds.append(RESULT_FILE)
    if action.paper in ANNOUNCED:
        kinds.append(ANNOUNCED[action.paper])
    if source.clock is Clock.PAUSED and target.clock is Clock.RUNNING:
        kinds.append(RESUMED)
    if source.status != target.status and target.status in NOTICES:
        kinds.append(NOTICES[target.status])
    elif target.holder is Role.CITIZEN and source.holder is not Role.CITIZEN:
        kinds.append(INSUFFICIENT)
    return tuple(kinds)


def confirmation_of(action: Action, source: State, target: State) -> str:
    """Return the kind of notice that confirms to the applicant what the applicant did; empty for none."""
    if action.name == acts.CHANGE_RECEIVING:
        return RECEIVING_CHANGED
    if Role.CITIZEN not in action.by:
        return ""
    if Guard.WITHDRAWAL_NOT_ASKED in action.guards:
        return WITHDRAWAL_ASKED
    return ANSWERED if source.holder is Role.CITIZEN and target.holder is not Role.CITIZEN else ""


def is_assigning(action: Action, source: State, target: State) -> bool:
    """Say whether an action brings a dossier to a case officer who is told of it: the first, another, or who had it before.

    It is no effect of ``effects_of``: the act stays inside, and can be taken back as long as nobody else acts.
    """
    if target.holder is not Role.SPECIALIST or Role.SPECIALIST in action.by:
        return False
    return source.holder is not Role.SPECIALIST or any(asked.kind is Ask.ASSIGNEE for asked in action.asks)


def reach_of(action: Action, source: State, target: State) -> Reach:
    """Return how far an action goes."""
    ends = action.deed is not None and action.deed.ends
    # The one thing that the applicant does and does not hand in is to ask for the withdrawal.
    handed_in = Role.CITIZEN in action.by and source != target
    if ends or handed_in or action.name in acts.ACTS.keys() - acts.INSIDE or Role.SYSTEM in action.by:
        return Reach.FINAL
    return Reach.OUTSIDE if effects_of(action, source, target) else Reach.INSIDE


def waits_until(
    action: Action, source: State, target: State, *, at: datetime, at_counter: bool = False
) -> datetime | None:
    """Return until when what an action does outside waits, so that it can be taken back; None where it goes out at once.

    ``at_counter``: whom it concerns stands there and is given the paper.
    """
    if at_counter or not settings.TAKE_BACK_SECONDS or reach_of(action, source, target) is not Reach.OUTSIDE:
        return None
    return goes_out_at(at)


def goes_out_at(at: datetime) -> datetime:
    """Return when what waits goes out of an act of that instant."""
    return at + timedelta(seconds=settings.TAKE_BACK_SECONDS)


def may_wait(at: datetime, now: datetime) -> bool:
    """Say whether what an act of that instant does outside may still wait for it to be taken back."""
    return at <= now < at + timedelta(seconds=settings.TAKE_BACK_SECONDS)


def waiting_since(now: datetime) -> datetime:
    """Return the instant up to which nothing waits any more that an act does outside."""
    return now - timedelta(seconds=settings.TAKE_BACK_SECONDS)


def waiting(now: datetime) -> OutboxQuerySet:
    """Narrow to what waits for its act to be taken back: nothing of that has gone out."""
    since = waiting_since(now)
    untried = OutboxEntry.objects.filter(done_at=None, attempts=0, due_at__gt=now)
    untried = untried.exclude(kind__in=INSIDE | CONFIRMATIONS | {LET_PASS, HANDED_BACK})
    # The act that sends a result once more stays inside, as its message does.
    untried = untried.exclude(kind=issue_of(OwnPaper.COVER_NOTE), event__action__in=acts.HANDS_BACK)
    return untried.filter(event__at__gt=since, event__at__lte=now)


def first_waiting(dossier: int, now: datetime) -> int | None:
    """Return the sequence of the first act of a dossier of which all waits; None where nothing does."""
    found = waiting(now).filter(event__dossier=dossier).order_by("event__sequence")
    return found.values_list("event__sequence", flat=True).first()


def is_waiting(dossier: int, sequence: int, now: datetime) -> bool:
    """Say whether what an act of a dossier does outside waits for it to be taken back."""
    return waiting(now).filter(event__dossier=dossier, event__sequence=sequence).exists()


def let_out(dossier: int, *, at: datetime) -> None:
    """Have what waits of the acts of a dossier go out now: before what goes out at once, or the last word would be the older one.

    None of them can be taken back any more once another act has followed. A demand to pay is left, and that a result is ready:
    where the dossier goes on by now, or the result was handed over, that says all, and they are not sent.
    """
    of_dossier = waiting(at).filter(event__dossier=dossier).exclude(kind__in=list(OVERTAKEN)).values("pk")
    OutboxEntry.objects.filter(pk__in=of_dossier).update(due_at=at)


def keep_behind(dossier: int, effects: Sequence[OutboxEntry]) -> None:
    """Have the confirmation of a wish wait for the notice that grants it, as long as that may be taken back: it would be false when it comes.

    Behind that notice it is not sent any more; where the act is taken back, it goes out then.
    """
    for effect in effects:
        kinds = [kind for kind, by in OVERTAKEN.items() if by == effect.kind and kind in CONFIRMATIONS]
        if kinds:
            # One that a relay has in its hands at this moment is sent.
            ours = OutboxEntry.objects.filter(event__dossier=dossier, kind__in=kinds, done_at=None, attempts=0)
            pks = list(ours.select_for_update(skip_locked=True, of=("self",)).values_list("pk", flat=True))
            OutboxEntry.objects.filter(pk__in=pks).update(due_at=effect.due_at + BEHIND)


def issue_of(paper: Paper | OwnPaper) -> str:
    """Return the kind of the entry that has a paper printed."""
    return f"letter-{paper.value}"


FORM_02 = issue_of(Paper.SUPPLEMENT_REQUEST)
"""The entry that has form 02 printed, of the act by which somebody is asked to supply something."""
WAITS_FOR_NONE = frozenset({issue_of(OwnPaper.FILING)})
"""What is done whatever became of the earlier entries of its event: a mail server that is down keeps back no proof."""


def again(pk: int, *, by: User, at: datetime) -> bool:
    """Have an entry tried now, and keep who asked for it; False for one that is done, or in the hands of a process at this moment."""
    with transaction.atomic():
        entry = OutboxEntry.objects.select_for_update(skip_locked=True).filter(pk=pk, done_at=None).first()
        if entry is None:
            return False
        entry.due_at = at
        entry.save(update_fields=["due_at"])
        TriedAgain.objects.create(entry=entry, by=by, at=at, attempts=entry.attempts, error=entry.error)
    return True


def entries(kinds: tuple[str, ...], *, at: datetime) -> list[OutboxEntry]:
    """Return entries of these kinds, to be stored with their event; mail to officers waits to be gathered.

    That something was let pass waits as long: who is told meanwhile that the dossier goes on is told of it there.
    The schedule finds what is due and wakes the relay (``portal.processes.schedule``): nothing is sent from here.
    """
    late = {*TO_OFFICERS.values(), MOVED, MENTIONED, ASSIGNED, LET_PASS}
    return [OutboxEntry(kind=kind, due_at=at + GATHERING if kind in late else at) for kind in kinds]


def fee_due(*, at: datetime) -> OutboxEntry:
    """Return the entry that tells the applicant of a fee that has become due by itself; it waits as long as an act may be taken back."""
    return OutboxEntry(kind=FEE_DUE, due_at=goes_out_at(at))


def handed_back(action: Action, *, at: datetime) -> list[OutboxEntry]:
    """Return the entry that tells the applicant what went back by an action, and to whom, if anything does.

    It is no effect of ``effects_of``: the file says it at once, and only a wrong press is taken back, as long as this waits.
    """
    return [OutboxEntry(kind=HANDED_BACK, due_at=goes_out_at(at))] if action.name in acts.HANDS_BACK else []


def post_number(*, at: datetime) -> OutboxEntry:
    """Return the entry that tells the applicant the right number of an item that is with the post.

    It is no effect of ``effects_of``: the same act puts right what came, of which nobody is told.
    """
    return OutboxEntry(kind=POST_NUMBER, due_at=at)


def cover_note(action: Action, *, leaves_at: datetime, at: datetime) -> OutboxEntry:
    """Return the entry that prints what goes with a result by post; it waits as long as its act may be taken back.

    It is no effect of ``effects_of``: what an action does says no machine of whether the post takes it.
    """
    due_at = goes_out_at(at) if action.name in acts.HANDS_BACK else leaves_at
    return OutboxEntry(kind=issue_of(OwnPaper.COVER_NOTE), due_at=due_at)


def confirmation(action: Action, source: State, target: State, *, at: datetime) -> list[OutboxEntry]:
    """Return the entry that confirms an act of the applicant, if any does; that of an act that may be taken back waits so long."""
    kind = confirmation_of(action, source, target)
    is_final = reach_of(action, source, target) is Reach.FINAL
    return [OutboxEntry(kind=kind, due_at=at if is_final else goes_out_at(at))] if kind else []
