"""Mail to officers when a deadline is near, has passed or has moved: to those who hold it, never to the applicant.

Deadlines pass together, at midnight or when the office opens. So a reminder takes with it all others of its
kind that wait for the same people, and each event has its notice all the same: ``unique(event, kind)``.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef

from accounts.models import Unit, User
from dossiers import acts, clock, outbox
from dossiers.display.links import absolute
from dossiers.log.facts import facts_of, reading_of
from dossiers.models import Event, Notice, OutboxEntry, is_noted
from dossiers.notices.channels import CHANNELS, each
from dossiers.notices.message import Message, message_id, written
from dossiers.notices.recipients import Desk
from dossiers.outbox import Unfinished
from procedures.machine import Clock, Text
from procedures.time.calendar import local
from procedures.time.calendars import calendar_by_digest

DUE_SOON, OVERDUE, UNANSWERED = outbox.REMINDERS.values()
KINDS = (*outbox.TO_OFFICERS.values(), outbox.MOVED)

NO_ADDRESS = "nothing was sent: nobody who holds the dossier has an e-mail address"
SETTLED = "nothing was sent: the dossier had moved on before the reminder was due"
MOST = 500
"""Events that one mail speaks for; what is beyond gets the next."""
LISTED = 50
"""Dossiers that a mail names; the work-list has the others."""
SEPARATOR = ", "
RECIPIENT_LENGTH = 254
"""Characters of addresses that a notice keeps."""


@dataclass(frozen=True, slots=True)
class Item:
    """A dossier that a reminder names."""

    code: str
    procedure: Text
    url: str
    due_at: datetime
    """The deadline that is near or has passed."""
    may_reappoint: bool
    """Whether the law still allows a new appointment: none was made, and it is a day before the date."""
    reappoint_by: date | None
    """The last working day on which it does."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """What a reminder tells, for all kinds alike."""

    unit: Unit
    items: tuple[Item, ...]
    more: int
    """Dossiers that are not listed."""
    worklist: str

    @property
    def count(self) -> int:
        """How many dossiers it is about."""
        return len(self.items) + self.more

    @property
    def first(self) -> Item:
        """The dossier whose deadline is the earliest."""
        return self.items[0]


def send(event: Event, kind: str, *, at: datetime) -> str | Unfinished:
    """Send a reminder for an event and those that wait with it; return a remark if none could be sent.

    Call it in a transaction. Raises ``OSError`` for what may go better at another time.
    """
    done = set(event.notices.filter(kind=kind).values_list("channel", flat=True))
    if not CHANNELS.keys() - done:
        return ""
    dossier = event.dossier
    if not still_stands(event, kind):
        return SETTLED
    desk = Desk.of(dossier)
    people = desk.people(local(at).date())
    others = [person for person in people if person.pk != dossier.applicant_id]

    def gathered() -> tuple[list[Event], Reminder]:
        events = _gathered(event, kind, desk, people)
        return events, _reminder(desk, events, at)

    return deliver(event, kind, others, gathered, done=done, at=at)


def deliver(
    event: Event,
    kind: str,
    people: Sequence[User],
    gathered: Callable[[], tuple[Sequence[Event], object]],
    *,
    done: set[str],
    at: datetime,
) -> str | Unfinished:
    """Send one mail about some events, and what it tells, to officers, by each channel that has not sent it yet."""
    open_channels = CHANNELS.keys() - done
    addresses = {name: tuple(filter(None, map(CHANNELS[name].officer, people))) for name in sorted(open_channels)}
    reached = {name: to for name, to in addresses.items() if to}
    if not reached:
        return "" if done else NO_ADDRESS
    events, news = gathered()
    subject, body = written(kind, news)

    def send_by(name: str) -> str:
        message = Message(message_id(event, kind, name), reached[name], subject, body)
        remark = CHANNELS[name].send(message)
        if not remark:
            Notice.objects.bulk_create([_notice(one, kind, name, message, at) for one in events])
        return remark

    came_of_it = each(reached, send_by)
    return "" if done and isinstance(came_of_it, str) else came_of_it


def still_stands(event: Event, kind: str) -> bool:
    """Say whether what was remarked still holds: nobody is reminded of what is done or was put off."""
    dossier = event.dossier
    if kind == outbox.REMINDED:
        return event.target == dossier.state and facts_of(event).unit == dossier.unit_id
    if kind == outbox.WRITTEN:
        return dossier.message_waits
    if kind == outbox.MOVED:
        return dossier.is_open
    if kind == UNANSWERED:
        return dossier.place.owes_answer and is_noted(dossier.noted_answer_for, dossier.answer_due_at)
    noted = dossier.noted_soon_for if kind == DUE_SOON else dossier.noted_late_for
    clocks = (Clock.RUNNING,) if kind == DUE_SOON else (Clock.RUNNING, Clock.PAUSED)
    return dossier.place.clock in clocks and is_noted(noted, dossier.due_at)


def _gathered(event: Event, kind: str, desk: Desk, people: list[User]) -> list[Event]:
    """Return the event and the others whose reminder waits for the same people, the earliest deadline first.

    Their entries stay locked until the transaction ends, so that no other process tells of them meanwhile.
    """
    told = Notice.objects.filter(event=OuterRef("event"), kind=kind)
    waiting = OutboxEntry.objects.filter(
        ~Exists(told), kind=kind, done_at=None, event__dossier__agency=event.dossier.agency_id
    )
    waiting = waiting.filter(event__dossier__holder=event.dossier.holder, event__dossier__unit=event.dossier.unit_id)
    if desk.assignee_id:
        waiting = waiting.filter(event__dossier__assignee=desk.assignee_id)
    waiting = waiting.exclude(event=event)
    # Nobody is told of a dossier of one's own: such a one has other recipients than the rest.
    own = event.dossier.applicant_id
    is_own = own in {person.pk for person in people}
    same = waiting.filter(event__dossier__applicant=own)
    waiting = same if is_own else waiting.exclude(event__dossier__applicant__in=people)
    locked = waiting.select_for_update(skip_locked=True, of=("self",)).order_by("id")
    rows = locked.select_related("event__dossier__version", "event__dossier__unit").defer(
        "event__dossier__version__text"
    )
    others = [entry.event for entry in rows[: MOST - 1] if still_stands(entry.event, kind)]
    return sorted([event, *others], key=lambda one: (_deadline(one), one.dossier.code))


def _reminder(desk: Desk, events: list[Event], at: datetime) -> Reminder:
    # Of what an applicant wrote in several messages there is one line.
    distinct = list({event.dossier_id: event for event in reversed(events)}.values())[::-1]
    items = tuple(_item(event, at) for event in distinct[:LISTED])
    return Reminder(desk.unit, items, len(distinct) - len(items), absolute("worklist"))


def _deadline(event: Event) -> datetime:
    """Return the deadline that a remark is about, else the one that a new calendar gave; of a message when it was written."""
    if event.action == acts.TO_OFFICE:
        return local(event.at)
    reading = reading_of(event)
    deadline = facts_of(event).deadline or reading.answer_due_at or reading.due_at
    assert deadline is not None  # noqa: S101 - mail to officers is written of dossiers with a deadline alone
    return local(deadline)


def _item(event: Event, at: datetime) -> Item:
    dossier = event.dossier
    due_at = _deadline(event)
    last_on = calendar_by_digest(reading_of(event).calendar_digest).add_working_days(due_at.date(), -1)
    return Item(
        code=dossier.code,
        procedure=dossier.machine.name,
        url=absolute("desk_file", dossier.code),
        due_at=due_at,
        may_reappoint=not dossier.reappointed and clock.may_reappoint(due_at, at),
        reappoint_by=None if dossier.reappointed or last_on < local(at).date() else last_on,
    )


def _notice(event: Event, kind: str, channel: str, message: Message, at: datetime) -> Notice:
    return Notice(
        event=event,
        dossier=event.dossier,
        kind=kind,
        channel=channel,
        recipient=_that_fit(message.to),
        subject=message.subject,
        message_id=message_id(event, kind, channel),
        sent_at=at,
    )


def _that_fit(addresses: Sequence[str]) -> str:
    """Return the addresses as one text, the last ones left out where the column ends."""
    text = SEPARATOR.join(addresses)
    return text if len(text) <= RECIPIENT_LENGTH else text[:RECIPIENT_LENGTH].rpartition(SEPARATOR)[0]
