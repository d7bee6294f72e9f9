"""A change of the calendar: putting it into force, and counting the open dossiers again.

A run may be killed at any point, repeated, and made by any number of processes at once: each dossier is
counted in a transaction of its own, under its row lock, and gets an event only while its dates differ from
those of the calendars in force.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import NamedTuple

import structlog
from django.db import transaction
from django.db.models import Q

from accounts.models import User
from dossiers import commands, turns
from dossiers.acts import RECOUNT
from dossiers.commands import Cause
from dossiers.log.facts import of_change
from dossiers.models import CalendarPreview, Dossier, Event
from dossiers.models.dossier import DossierQuerySet
from dossiers.turns import ComeBack, Place, Run, Work
from procedures.locks import Lock
from procedures.models import CalendarChange
from procedures.time.calendar import LOCAL, CalendarError, CalendarExhausted
from procedures.time.calendars import Plan, put_into_force

log = structlog.get_logger()

MOST_FAILURES = 100


def touched_open(first: date, last: date) -> DossierQuerySet:
    """Return the open dossiers whose time lies in part between two days: no other date can move.

    A pause may have lasted longer than all dates that rest on it: until the last event nothing is out of reach.
    """
    start, end = _day(first), _day(last + timedelta(1))
    reaches = Q(changed_at__gte=start)
    # What was promised with an apology moves with no calendar, and yet its place may be closed then.
    for name in (*commands.DATES, "promised_for"):
        reaches |= Q(**{f"{name}__gte": start})
    return Dossier.objects.filter(reaches, resolved_at=None, filed_at__lt=end).exclude(holder="")


def touched_closed(first: date, last: date) -> DossierQuerySet:
    """Return the judged dossiers that were accepted by the last of the days, and due or ended on the first or later."""
    start, end = _day(first), _day(last + timedelta(1))
    reaches = Q(lawful_due_at__gte=start) | Q(resolved_at__gte=start)
    return Dossier.objects.exclude(verdict="").filter(reaches, accepted_at__lt=end)


def _day(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), LOCAL)


def apply(
    plan: Plan,
    *,
    decision: str,
    decided_on: date | None,
    by: User | None,
    at: datetime,
    preview: CalendarPreview | None = None,
) -> CalendarChange:
    """Put a plan into force by a decision and leave it to the workers to count the open dossiers again.

    The preview from which somebody has decided that knows the change then. Raises CalendarError, with nothing changed, if the calendars are not those of the plan any more.
    """
    with transaction.atomic(durable=True):
        change = put_into_force(plan, decision=decision, decided_on=decided_on, by=by, at=at)
        change.total = touched_by(change).count()
        change.save(update_fields=["total"])
        if preview is not None:
            preview.change = change
            preview.save(update_fields=["change"])
        # Robust: what is committed is done by the schedule, whatever becomes of the waking.
        transaction.on_commit(partial(turns.wake, RUN.name), robust=True)
    return change


def touched_by(change: CalendarChange) -> DossierQuerySet:
    """Return the open dossiers that a change can touch and that have not been looked at."""
    if change.first_on is None or change.last_on is None:
        return Dossier.objects.none()
    return touched_open(change.first_on, change.last_on).filter(pk__gt=change.cursor)


class Touched(NamedTuple):
    """A dossier that a change can touch."""

    change: CalendarChange
    pk: int

    def __str__(self) -> str:
        return str(self.pk)


class Recounting(Work[Touched]):
    """One run over the changes that are not finished, the oldest first."""

    def __init__(self, now: datetime, place: Place = ()) -> None:
        """Begin with no change."""
        super().__init__(now, place)
        self._change: CalendarChange | None = None

    def batch(self, size: int) -> Sequence[Touched]:
        """Return the next dossiers of a change; a change of which none is left is finished."""
        while change := self._change or _unfinished():
            self._change = change
            found = touched_by(change).order_by("pk").values_list("pk", flat=True)[:size]
            if batch := [Touched(change, pk) for pk in found]:
                return batch
            _finish(change, self.now)
            self._change = None
        return ()

    def turn(self, item: Touched) -> None:
        """Count one dossier again."""
        change, pk = item
        change.moved += commands.recount(pk, Cause(change.pk, change.decision), at=self.now) is not None
        _note(item)

    def failed(self, item: Touched, failure: Exception) -> None:
        """Note whatever is wrong with a dossier; the next run comes back to one that somebody else keeps on writing."""
        if turns.is_locked(failure):
            raise ComeBack
        change, pk = item
        told = failure.text.vi if isinstance(failure, CalendarError | CalendarExhausted) else type(failure).__name__
        code = Dossier.objects.values_list("code", flat=True).get(pk=pk)
        change.failures = [*change.failures, {"dossier": code, "why": told}][:MOST_FAILURES]
        _note(item)


RUN = Run("recount", Recounting, every=timedelta(minutes=1), batch=500, seconds=30, lock=Lock.RECOUNT)


def run(now: datetime, *, seconds: float | None = None) -> bool:
    """Go on with the changes that are not finished; say whether something is left to do.

    Where another process is at it, it is left to that one.
    """
    return turns.take(RUN, Recounting(now), seconds=seconds)


def _unfinished() -> CalendarChange | None:
    change = CalendarChange.objects.filter(finished_at=None).order_by("pk").first()
    if change and not change.cursor:
        change.total = touched_by(change).count()
    return change


def _note(item: Touched) -> None:
    """Write down how far a change is."""
    change = item.change
    change.cursor, change.done = item.pk, change.done + 1
    change.save(update_fields=["cursor", "total", "done", "moved", "failures"])


def _finish(change: CalendarChange, now: datetime) -> None:
    # What a process that was killed had counted without noting it is in the log.
    events = Event.objects.filter(of_change(change.pk), action=RECOUNT)
    change.moved, change.total, change.finished_at = events.count(), change.done, now
    change.save(update_fields=["moved", "total", "finished_at"])
    log.info("calendar.counted", change=change.pk, moved=change.moved, failures=len(change.failures))
