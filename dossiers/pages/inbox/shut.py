"""Who is told that a change closes the place of a result or opens it otherwise, how far that has gone, and how many notices are still to go out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum, auto
from typing import NamedTuple

from accounts.seats import Seats
from dossiers import outbox
from dossiers.background.moving import RUN
from dossiers.calendars.call_keys import door_key, is_of
from dossiers.calendars.reopened import thinking_it_closed
from dossiers.calendars.said import OF_DAYS, Before, ClosedThen, Knowledge, first_promised, unsaid
from dossiers.models import Dossier, DossierQuerySet, OutboxEntry
from dossiers.notices.planned.closed import promised_for_closed
from dossiers.pages.inbox import calls, untold
from dossiers.pages.inbox.rows import Found, Known, Untold, answers_of, is_had_there
from dossiers.pages.inbox.untold import Lately
from procedures import steady
from procedures.models import CalendarChange

WITHIN = RUN.every + outbox.GATHERING
"""So long after an entry its notices have gone out at the latest, where the workers are at work."""
MINUTES = int(WITHIN / timedelta(minutes=1))
SENDING = timedelta(minutes=1)
"""So long after a notice is due it may still be on its way."""


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


@dataclass(frozen=True, slots=True)
class Concerned:
    """Whom a change concerns beside the dates that it moves."""

    shut: Sequence[Shut]
    """Who is told, or was, of what it makes new of their place at the promised time, by their days."""
    untold: Sequence[Untold]
    """Whom no mail tells of that, or of a date that it has moved."""


def of(change: CalendarChange, dossiers: DossierQuerySet, at: datetime) -> Concerned:
    """Return who is told, or was, of what a change makes new: eleven statements, and one more where a place moves.

    As the mails are sent: whose paper says it, or whom another change overtook before anything went out, is told nothing of it.
    """
    before, tried = Before(steady.now()), untold.tried_by(change, dossiers)
    new = _new(change, dossiers, before, at)
    pks = {*(one.dossier.pk for one in new), *(one.event.dossier_id for one in tried)}
    knowledge, answers = Knowledge.of(pks), answers_of(pks)
    here = [one for one in new if is_had_there(answers.get(one.dossier.pk, {}))]
    telling = _Telling(change, here, before, knowledge, at)
    rows = [row for one in here if (row := telling.row(one))]
    listed = [row for row in rows if row.is_listed]
    found = Found(
        untold.standing(tried, knowledge),
        [ClosedThen(row.dossier, row.promised, row.opens) for row in listed if row.opens],
        [row.dossier for row in listed if not row.opens],
    )
    return Concerned(rows, untold.listed(found, Known.of(found, before, knowledge, answers), at))


class _New(NamedTuple):
    """What a change makes new: when the place opens next at the promised time, by the change and before it; None where it is open."""

    dossier: Dossier
    promised: datetime
    was: datetime | None
    opens: datetime | None


def _new(change: CalendarChange, dossiers: DossierQuerySet, known: Before, at: datetime) -> list[_New]:
    """Return of whom a change makes anything of that new: one statement."""
    before, after = known.doors_at(change.created_at - timedelta(microseconds=1)), known.doors_at(change.created_at)
    if change.first_on is None or change.last_on is None or before is None or after is None:
        return []
    days = (first_promised((before, after), change.first_on), change.last_on)
    here = dossiers.filter(accepted_at__lt=change.created_at)
    rows = promised_for_closed((before, after), here, at, days)
    found = (_New(row, due, before.reopens(row, due), after.reopens(row, due)) for row, due in rows)
    return [one for one in found if one.was != one.opens]


class _Telling:
    """How far some dossiers have been told of what a change makes new: three statements for all of them, one more where a place moves."""

    def __init__(
        self, change: CalendarChange, new: Sequence[_New], before: Before, knowledge: Knowledge, at: datetime
    ) -> None:
        self._change, self._before, self._knowledge, self._at = change, before, knowledge, at
        here = Dossier.objects.filter(pk__in=[one.dossier.pk for one in new])
        self._anyway = untold.phoned_anyway(here, at, before, knowledge) if new else frozenset()
        # What is so to this day, and was told by nobody.
        self._in_force = [one for one in new if self._opens_now(one) == one.opens]
        shut = [ClosedThen(one.dossier, one.promised, one.opens) for one in self._in_force if one.opens]
        opened = [one.dossier.pk for one in self._in_force if not one.opens]
        self._left = {one.dossier.pk for one in unsaid(shut, sent=True, known=before, knowledge=knowledge)}
        if opened:
            found = thinking_it_closed(here.filter(pk__in=opened), at, sent=True, known=before)
            self._left |= {one.pk for one in found}

    def _opens_now(self, one: _New) -> datetime | None:
        doors = self._before.doors_at(self._at)
        return doors.reopens(one.dossier, one.promised) if doors else None

    def row(self, one: _New) -> Shut | None:
        """Return how far one is, and when that is or was; None where nothing was told of it, nor will be."""
        state, is_listed = self._state(one), self._is_listed(one)
        return Shut(one.dossier, one.promised, one.was, one.opens, *state, is_listed) if state else None

    def _state(self, one: _New) -> tuple[State, datetime | None] | None:
        key, since, is_in_force = door_key(one.promised, one.opens), self._change.created_at, one in self._in_force
        heard = calls.heard(one.dossier, self._knowledge, self._before)
        said = [hearing for hearing in heard if is_of(hearing.door, one.promised)]
        if is_in_force and said and said[0].door == key and said[0].at < since:
            # Told before another change that nobody was told of.
            return None
        found = [hearing for hearing in said if hearing.at >= since and hearing.door == key]
        # Where it is so to this day, it is to be told again to whom another thing was told since.
        if found and not (is_in_force and said[0].door != key):
            first = min(found, key=lambda hearing: hearing.done_at)
            return (State.CALLED if first.call else State.INFORMED), first.done_at
        return self._still_to_come(one)

    def _still_to_come(self, one: _New) -> tuple[State, datetime | None] | None:
        if self._is_listed(one):
            return State.PHONED, None
        if not self._is_left(one):
            return None
        by = self._due_by(one)
        return State.LATE if self._at > by + SENDING else State.WAITS, by

    def _due_by(self, one: _New) -> datetime:
        """Return when a notice goes out at the latest: of a date that was given after the change, some minutes after that."""
        pk, kinds = one.dossier.pk, (_kind(one.opens), *OF_DAYS)
        notices = self._knowledge.notices.get(pk, ())
        waiting = [notice.due_at for notice in notices if notice.done_at is None and notice.kind in kinds]
        new_at = max(self._change.created_at, self._knowledge.anew.get(pk, self._change.created_at))
        return min(waiting, default=new_at + WITHIN)

    def _is_listed(self, one: _New) -> bool:
        """Say whether the desk has it in its list: no notice of such a thing arrived, or whoever it is is phoned anyway."""
        pk = one.dossier.pk
        has_failed = self._knowledge.has_failed(pk, _kind(one.opens), untold.UNREACHED)
        return self._is_left(one) and (has_failed or pk in self._anyway)

    def _is_left(self, one: _New) -> bool:
        return one in self._in_force and one.dossier.pk in self._left


def _kind(opens: datetime | None) -> str:
    return outbox.PLACE_CLOSED if opens else outbox.PLACE_OPEN


def coming(seats: Seats, found: Lately) -> int:
    """Return to how many, beside those in the list, a notice of a place is still to go out: what follows may be to phone. One statement."""
    here = Dossier.objects.visible_to(seats)
    kinds = (outbox.PLACE_CLOSED, outbox.PLACE_OPEN, outbox.PLACE_MOVED, outbox.SUPPLY_PLACE_MOVED)
    waits = OutboxEntry.objects.filter(kind__in=kinds, done_at=None, event__dossier__in=here)
    coming_to = {*waits.values_list("event__dossier", flat=True), *found.unwritten}
    return len(coming_to - {row.dossier for row in found.rows})
