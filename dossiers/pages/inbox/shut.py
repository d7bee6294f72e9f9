"""Who is told that a change closes the place of a result or opens it otherwise, how far that has gone, and how many notices are still to go out."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum, auto

from accounts.seats import Seats
from dossiers import outbox
from dossiers.background.moving import RUN
from dossiers.calendars.reopened import thinking_it_closed
from dossiers.calendars.said import Before, ClosedThen, first_promised, unsaid
from dossiers.commands.deciding.collecting import calls_about
from dossiers.log.answers import standing_in
from dossiers.models import Dossier, DossierQuerySet, OutboxEntry
from dossiers.notices.planned.closed import closed_by, closed_then
from dossiers.pages.inbox import calls
from dossiers.pages.inbox.untold import UNREACHED, phoned_anyway
from procedures import steady
from procedures.form import receiving
from procedures.models import CalendarChange
from procedures.results import Way

WITHIN = RUN.every + outbox.GATHERING
"""So long after an entry its notices have gone out at the latest, where the workers are at work."""
MINUTES = int(WITHIN / timedelta(minutes=1))
SENDING = timedelta(minutes=1)
"""So long after a notice is due it may still be on its way."""
KINDS = (outbox.PLACE_CLOSED, outbox.PLACE_OPEN, outbox.PLACE_MOVED)
"""The notices that say when a place is open."""


class State(StrEnum):
    """How far the telling of one applicant is."""

    WAITS = auto()
    """A notice goes out in some minutes."""
    LATE = auto()
    """No notice has gone out, though it was to by now."""
    INFORMED = auto()
    """A notice has gone out."""
    PHONED = auto()
    """No notice reaches anybody: the desk is to phone, and has it in its list."""
    CALLED = auto()
    """The desk has phoned since the change, and told just this."""


@dataclass(frozen=True, slots=True)
class Shut:
    """A dossier of which the result is promised for when a change closes its place, has it open otherwise, or opens it again."""

    dossier: Dossier
    promised: datetime
    was: datetime | None
    """When the place opened next before the change; None where it was open."""
    opens: datetime | None
    """The same by the change."""
    state: State
    at: datetime | None
    """When the notice went out, or goes out at the latest, or when somebody phoned; None where the desk is to phone."""
    is_listed: bool
    """Whether the desk has it in its list of whom to phone, or has phoned."""

    @property
    def code(self) -> str:
        """Its number."""
        return self.dossier.code


def of(change: CalendarChange, dossiers: DossierQuerySet, at: datetime) -> list[Shut]:
    """Return who is told, or was, of what a change makes new of their place at the promised time, by their days.

    As the mails are sent: whose paper says it, or whom another change overtook before anything went out, is told nothing of it.
    """
    known = Before(steady.now())
    before, after = known.doors_at(change.created_at - timedelta(microseconds=1)), known.doors_at(change.created_at)
    if change.first_on is None or change.last_on is None or before is None or after is None:
        return []
    days = (first_promised((before, after), change.first_on), change.last_on)
    here = dossiers.filter(accepted_at__lt=change.created_at)
    found = {one.dossier.pk: one for doors in (before, after) for one in closed_by(doors, here, at, days)}
    new = [
        one
        for one in found.values()
        if before.reopens(one.dossier, one.promised) != after.reopens(one.dossier, one.promised)
    ]
    new.sort(key=lambda one: (one.promised, one.dossier.pk))
    if not new:
        return []
    answers, telling = standing_in([one.dossier.pk for one in new]), _Telling(change, known, new, at)
    rows = []
    for one in new:
        is_had_there = receiving.chosen(answers.get(one.dossier.pk, {})) not in (Way.BY_POST, Way.ONLINE)
        opens = after.reopens(one.dossier, one.promised)
        if is_had_there and (state := telling.state(one, opens)):
            was, is_listed = before.reopens(one.dossier, one.promised), telling.is_listed(one, opens)
            rows.append(Shut(one.dossier, one.promised, was, opens, *state, is_listed))
    return rows


def to_phone(rows: Sequence[Shut]) -> tuple[list[int], list[int]]:
    """Return whom no notice reaches, phoned already or not: of a closing, and of a place that is open after all."""
    found = [row for row in rows if row.is_listed]
    return [row.dossier.pk for row in found if row.opens], [row.dossier.pk for row in found if not row.opens]


class _Telling:
    """How far some dossiers have been told of what a change makes new: some twelve statements for all of them, more where a place moves."""

    def __init__(self, change: CalendarChange, known: Before, new: Sequence[ClosedThen], at: datetime) -> None:
        self._change, self._known, self._at = change, known, at
        pks = [one.dossier.pk for one in new]
        self._entries = defaultdict[int, list[OutboxEntry]](list)
        of_places = OutboxEntry.objects.filter(kind__in=KINDS, event__dossier__in=pks)
        for entry in of_places.select_related("event").order_by("done_at", "pk"):
            self._entries[entry.event.dossier_id].append(entry)
        self._calls = defaultdict[int, list[tuple[str, datetime]]](list)
        for (pk, about), made in calls_about(pks).items():
            self._calls[pk] += [(about, call.at) for call in made if call.at >= change.created_at]
        self._anyway = phoned_anyway(Dossier.objects.filter(pk__in=pks), at)
        self._now = known.doors_at(at)
        doors = self._now
        opens = [(one, doors.reopens(one.dossier, one.promised)) for one in new] if doors else []
        shut = [ClosedThen(one.dossier, one.promised, then) for one, then in opens if then]
        opened = [one.dossier.pk for one, then in opens if not then]
        self._left = {one.dossier.pk for one in unsaid(shut, sent=True, known=known)}
        if opened:
            here = Dossier.objects.filter(pk__in=opened)
            self._left |= {one.pk for one in thinking_it_closed(here, at, sent=True)}

    def state(self, one: ClosedThen, opens: datetime | None) -> tuple[State, datetime | None] | None:
        """Return how far one is, and when that is or was; None where nothing was told of it, nor will be."""
        entries = self._entries[one.dossier.pk]
        sent = (entry.done_at for entry in entries if self._announces(entry, one, opens))
        told = [(at, State.INFORMED) for at in sent if at] + [(at, State.CALLED) for at in self._called(one, opens)]
        if told:
            at, state = min(told)
            return state, at
        if self.is_listed(one, opens):
            return State.PHONED, None
        if not self._is_left(one, opens):
            return None
        waiting = [entry.due_at for entry in entries if entry.done_at is None and entry.kind == _kind(opens)]
        by = min(waiting, default=self._change.created_at + WITHIN)
        return State.LATE if self._at > by + SENDING else State.WAITS, by

    def is_listed(self, one: ClosedThen, opens: datetime | None) -> bool:
        """Say whether the desk has it in its list: no notice of such a thing arrived, or whoever it is is phoned anyway."""
        entries = self._entries[one.dossier.pk]
        tried = any(entry.done_at and entry.error in UNREACHED and entry.kind == _kind(opens) for entry in entries)
        return self._is_left(one, opens) and (tried or one.dossier.pk in self._anyway)

    def _is_left(self, one: ClosedThen, opens: datetime | None) -> bool:
        """Say whether it is so to this day, and no notice has told it."""
        is_in_force = self._now is not None and self._now.reopens(one.dossier, one.promised) == opens
        return is_in_force and one.dossier.pk in self._left

    def _called(self, one: ClosedThen, opens: datetime | None) -> list[datetime]:
        """Return when somebody was phoned since the change, and told what it makes new."""
        name = calls.closed_key(one.promised, opens) if opens else calls.open_key(one.promised)
        return [at for about, at in self._calls[one.dossier.pk] if calls.tells(about, name)]

    def _announces(self, entry: OutboxEntry, one: ClosedThen, opens: datetime | None) -> bool:
        """Say whether a notice has gone out since the change and says what that makes new."""
        if entry.done_at is None or entry.done_at < self._change.created_at or entry.error:
            return False
        then = self._known.doors_at(entry.done_at)
        return then is not None and then.reopens(one.dossier, one.promised) == opens


def _kind(opens: datetime | None) -> str:
    return outbox.PLACE_CLOSED if opens else outbox.PLACE_OPEN


def coming(seats: Seats, at: datetime) -> int:
    """Return to how many of those that somebody sees a notice of a place is still to go out: what follows may be to phone."""
    here = Dossier.objects.visible_to(seats)
    kinds = (outbox.PLACE_CLOSED, outbox.PLACE_MOVED, outbox.SUPPLY_PLACE_MOVED)
    waits = OutboxEntry.objects.filter(kind__in=kinds, done_at=None, event__dossier__in=here)
    unwritten = unsaid(closed_then(here, at), sent=False)
    return len({*waits.values_list("event__dossier", flat=True), *(one.dossier.pk for one in unwritten)})
