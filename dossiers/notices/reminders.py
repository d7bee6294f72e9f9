"""Mail to officers when a deadline is near, has passed or has moved: to those who hold it, never to the applicant.

Deadlines pass together, at midnight or when the office opens. So a reminder takes with it all others of its
kind that wait for the same people, and each event has its notice all the same: ``unique(event, kind)``.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from accounts.models import Unit
from dossiers import acts, clock, outbox
from dossiers.display.links import absolute
from dossiers.log.facts import facts_of, reading_of
from dossiers.models import Event, is_noted
from dossiers.notices.contents.excused import Excuse, excuses_of
from dossiers.notices.officers import LISTED, News, deliver, locked_events, sent_by, waiting_with
from dossiers.notices.planned.deadlines import Due, whole_dues
from dossiers.notices.recipients import Desk, who_is_apart
from dossiers.outbox import Unfinished
from procedures import steady
from procedures.language.wording import judged_by_letters
from procedures.machine import Clock, Text
from procedures.time.calendar import local
from procedures.time.calendars import calendar_by_digest
from procedures.time.regimes.book import Days, Regimes
from procedures.time.regimes.rules import Rule

DUE_SOON, OVERDUE, UNANSWERED = outbox.REMINDERS.values()
KINDS = (*(kind for kind in dict.fromkeys(outbox.TO_OFFICERS.values()) if kind != outbox.REMINDED), outbox.MOVED)
"""All but what colleagues bring about, which goes to each person alone (``asked.py``)."""

OF_DESK = frozenset({outbox.PROVEN, outbox.RECEIVED_OTHERWISE})
"""What the one-stop desk sees to, whoever holds the dossier."""
SETTLED = "nothing was sent: the dossier had moved on before the reminder was due"


@dataclass(frozen=True, slots=True)
class Item:
    """A dossier that a reminder names."""

    code: str
    subject: str
    """What it is about, as the list says it; empty where its version says nothing of that."""
    procedure: Text
    url: str
    due_at: datetime
    """The deadline that is near or has passed."""
    may_reappoint: bool
    """Whether the law still allows a new appointment: none was made, and it is a day before the date."""
    reappoint_by: date | None
    """The last working day on which it does."""
    is_supplied: bool
    """Whether the answer that is owed is to a supplement: the dossier was accepted before."""
    dates: tuple[Due, ...]
    """The appointment and what was promised beside it, each by its own name."""
    excuse: Excuse | None
    """What is done already about a date that is not kept."""

    @property
    def may_move(self) -> bool:
        """Say whether its date can still be moved."""
        return self.may_reappoint or self.reappoint_by is not None


@dataclass(frozen=True, slots=True)
class Reminder(News[Item]):
    """What a reminder tells, for all kinds alike; the dossier with the earliest deadline is the first."""

    unit: Unit
    lead_days: int
    """Days before the appointment by which another has to be made."""
    times: int
    rests_on: Text
    """Where that stands."""

    @property
    def judged(self) -> Text:
        """By which limit on time or late is judged, whatever day a letter gives."""
        return judged_by_letters()

    @property
    def any_moves(self) -> bool:
        """Say whether the date of any of them can still be moved by a letter that is not written yet."""
        return any(item.may_move for item in self.to_explain)

    @property
    def to_explain(self) -> list[Item]:
        """Return those of which nothing is done yet about a date that is not kept."""
        return [item for item in self.items if item.excuse is None]

    @property
    def some_are_explained(self) -> bool:
        """Say whether of some of them it is done already, of others not."""
        return 0 < len(self.to_explain) < len(self.items)

    @property
    def all_move(self) -> bool:
        """Say whether that of each of them can."""
        return all(item.may_move for item in self.to_explain)


def send(event: Event, kind: str, *, at: datetime) -> str | Unfinished:
    """Send a reminder for an event and those that wait with it; return a remark if none could be sent.

    Call it in a transaction. Raises ``OSError`` for what may go better at another time.
    """
    done = sent_by(event, kind)
    if done is None:
        return ""
    dossier = event.dossier
    if not still_stands(event, kind):
        return SETTLED
    desk = Desk.of_one_stop(dossier) if kind in OF_DESK else Desk.of(dossier)
    apart = who_is_apart([dossier])[dossier.pk]
    people = desk.people(local(at).date(), but=apart)

    def gathered() -> tuple[list[Event], Reminder]:
        events = _gathered(event, kind, desk, apart, done)
        return events, _reminder(desk, events, at)

    return deliver(event, kind, people, gathered, done=done, at=at)


def still_stands(event: Event, kind: str) -> bool:
    """Say whether what was remarked still holds: nobody is reminded of what is done or was put off."""
    dossier = event.dossier
    if kind == outbox.WRITTEN:
        return dossier.message_waits
    if kind == outbox.PROVEN:
        return dossier.proof_waits
    if kind in (outbox.MOVED, outbox.RECEIVED_OTHERWISE):
        # Once it has ended, what the post has sent back is received in another way.
        return dossier.is_open or (kind == outbox.RECEIVED_OTHERWISE and dossier.to_hand_back)
    if kind == UNANSWERED:
        return dossier.place.owes_answer and is_noted(dossier.noted_answer_for, dossier.answer_due_at)
    noted = dossier.noted_soon_for if kind == DUE_SOON else dossier.noted_late_for
    clocks = (Clock.RUNNING,) if kind == DUE_SOON else (Clock.RUNNING, Clock.PAUSED)
    return dossier.place.clock in clocks and is_noted(noted, dossier.due_at)


def _gathered(event: Event, kind: str, desk: Desk, apart: Collection[int], done: set[str]) -> list[Event]:
    """Return the event and the others whose reminder waits for the same people, the earliest deadline first.

    Their entries stay locked until the transaction ends, so that no other process tells of them meanwhile.
    """
    waiting = waiting_with(event, kind, done).filter(event__dossier__agency=event.dossier.agency_id)
    if kind not in OF_DESK:
        held = {"event__dossier__holder": event.dossier.holder, "event__dossier__unit": event.dossier.unit_id}
        waiting = waiting.filter(**held)
    if desk.assignee_id:
        waiting = waiting.filter(event__dossier__assignee=desk.assignee_id)
    others = [one for one in locked_events(waiting, "event__dossier__unit") if still_stands(one, kind)]
    # Nobody is told of what one may not handle: such a one has other recipients than the rest.
    alike = who_is_apart([one.dossier for one in others])
    same = [one for one in others if alike[one.dossier_id] == apart]
    return sorted([event, *same], key=lambda one: (_deadline(one), one.dossier.code))


def _reminder(desk: Desk, events: list[Event], at: datetime) -> Reminder:
    # Of what an applicant wrote in several messages there is one line.
    distinct = list({event.dossier_id: event for event in reversed(events)}.values())[::-1]
    regimes = steady.now().regimes
    excuses = excuses_of([event.dossier for event in distinct[:LISTED]], at)
    items = tuple(_item(event, regimes, excuses.get(event.dossier_id), at) for event in distinct[:LISTED])
    ruling = regimes.ruling(Days(act=local(at).date()))
    rests_on = ruling.cite(Rule.APOLOGY_LEAD_DAYS)
    rules = ruling.apology_lead_days, ruling.apology_times, rests_on
    return Reminder(items, len(distinct) - len(items), absolute("worklist"), desk.unit, *rules)


def _deadline(event: Event) -> datetime:
    """Return the deadline that a remark is about, else the one that a new calendar gave; of a message when it was written."""
    if event.action in (acts.TO_OFFICE, acts.SEND_PROOF, acts.CHANGE_RECEIVING):
        return local(event.at)
    reading = reading_of(event)
    deadline = facts_of(event).deadline or reading.answer_due_at or reading.due_at
    assert deadline is not None  # noqa: S101 - mail to officers is written of dossiers with a deadline alone
    return local(deadline)


def _item(event: Event, regimes: Regimes, excuse: Excuse | None, at: datetime) -> Item:
    dossier, due_at = event.dossier, _deadline(event)
    dossier.regimes = regimes
    days = dossier.ruling(at).apology_lead_days
    last_on = calendar_by_digest(reading_of(event).calendar_digest).add_working_days(due_at.date(), -days)
    return Item(
        code=dossier.code,
        subject=dossier.subject,
        procedure=dossier.machine.name,
        url=absolute("desk_file", dossier.code),
        due_at=due_at,
        may_reappoint=not dossier.reappointed and clock.may_reappoint(due_at, at, days),
        reappoint_by=None if dossier.reappointed or last_on < local(at).date() else last_on,
        is_supplied=dossier.accepted_at is not None,
        dates=whole_dues(dossier, at),
        excuse=excuse,
    )
