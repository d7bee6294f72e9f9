"""A change of the calendar: putting it into force, and counting the open dossiers again.

A run may be killed at any point, repeated, and made by any number of processes at once: each dossier is
counted in a transaction of its own, under its row lock, and gets an event only while its dates differ from
those of the calendars in force.
"""

import time
from datetime import date, datetime, timedelta

import structlog
from celery import current_app
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Q
from kombu.exceptions import OperationalError as NoBroker
from psycopg.errors import LockNotAvailable

from accounts.models import User
from dossiers import commands, turns
from dossiers.acts import RECOUNT
from dossiers.commands import Cause
from dossiers.log.facts import of_change
from dossiers.models import Dossier, Event
from dossiers.models.dossier import DossierQuerySet
from procedures import locks
from procedures.locks import Lock
from procedures.models import CalendarChange
from procedures.time.calendar import LOCAL, CalendarError, CalendarExhausted
from procedures.time.calendars import Plan, put_into_force

log = structlog.get_logger()

CHUNK = 500
"""Dossiers that are looked up together."""
MOST_FAILURES = 100
RUN_SECONDS = 30.0
"""After so long a run takes up no other dossier; the time limit of a task is far beyond it."""
WAKE_SECONDS = 60


def touched_open(first: date, last: date) -> DossierQuerySet:
    """Return the open dossiers whose time lies in part between two days: no other date can move.

    A pause may have lasted longer than all dates that rest on it: until the last event nothing is out of reach.
    """
    start, end = _day(first), _day(last + timedelta(1))
    reaches = Q(changed_at__gte=start)
    for name in commands.DATES:
        reaches |= Q(**{f"{name}__gte": start})
    return Dossier.objects.filter(reaches, resolved_at=None, filed_at__lt=end).exclude(holder="")


def touched_closed(first: date, last: date) -> DossierQuerySet:
    """Return the judged dossiers that were accepted by the last of the days, and due or ended on the first or later."""
    start, end = _day(first), _day(last + timedelta(1))
    reaches = Q(lawful_due_at__gte=start) | Q(resolved_at__gte=start)
    return Dossier.objects.exclude(verdict="").filter(reaches, accepted_at__lt=end)


def _day(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), LOCAL)


def apply(plan: Plan, *, decision: str, decided_on: date | None, by: User | None, at: datetime) -> CalendarChange:
    """Put a plan into force by a decision and leave it to the workers to count the open dossiers again.

    Raises CalendarError, with nothing changed, if the calendars are not those of the plan any more.
    """
    with transaction.atomic(durable=True):
        change = put_into_force(plan, decision=decision, decided_on=decided_on, by=by, at=at)
        change.total = touched_by(change).count()
        change.save(update_fields=["total"])
        # Robust: what is committed is done by the schedule, whatever becomes of the waking.
        transaction.on_commit(_wake, robust=True)
    return change


def touched_by(change: CalendarChange) -> DossierQuerySet:
    """Return the open dossiers that a change can touch and that have not been looked at."""
    if change.first_on is None or change.last_on is None:
        return Dossier.objects.none()
    return touched_open(change.first_on, change.last_on).filter(pk__gt=change.cursor)


def run(now: datetime, *, seconds: float = RUN_SECONDS) -> bool:
    """Go on with the changes that are not finished, the oldest first; say whether something is left to do.

    Where another process is at it, it is left to that one.
    """
    stop_at = time.monotonic() + seconds
    with locks.alone(Lock.RECOUNT) as is_ours, turns.short_locks():
        if not is_ours:
            return False
        for change in CalendarChange.objects.filter(finished_at=None).order_by("pk"):
            if not _finished(change, now, stop_at):
                return True
    return False


def _finished(change: CalendarChange, now: datetime, stop_at: float) -> bool:
    """Count the dossiers of a change again while there is time; say whether none is left."""
    if not change.cursor:
        change.total = touched_by(change).count()
    while batch := list(touched_by(change).order_by("pk").values_list("pk", flat=True)[:CHUNK]):
        for pk in batch:
            if time.monotonic() >= stop_at or not _take_turn(change, pk, now):
                return False
    # What a process that was killed had counted without noting it is in the log.
    events = Event.objects.filter(of_change(change.pk), action=RECOUNT)
    change.moved, change.total, change.finished_at = events.count(), change.done, now
    change.save(update_fields=["moved", "total", "finished_at"])
    log.info("calendar.counted", change=change.pk, moved=change.moved, failures=len(change.failures))
    return True


def _take_turn(change: CalendarChange, pk: int, now: datetime) -> bool:
    """Count one dossier again; whatever is wrong with it is noted and stops no other.

    False for one that somebody else keeps on writing: the next run comes back to it.
    """

    def turn() -> None:
        change.moved += commands.recount(pk, Cause(change.pk, change.decision), at=now) is not None

    try:
        failure = turns.failure_of(turn, run="calendar", dossier=pk, raised=(InterfaceError, OperationalError))
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            return False
        # The database itself.
        raise
    if failure:
        told = failure.text.vi if isinstance(failure, CalendarError | CalendarExhausted) else type(failure).__name__
        code = Dossier.objects.values_list("code", flat=True).get(pk=pk)
        change.failures = [*change.failures, {"dossier": code, "why": told}][:MOST_FAILURES]
    change.cursor, change.done = pk, change.done + 1
    change.save(update_fields=["cursor", "total", "done", "moved", "failures"])
    return True


def _wake() -> None:
    """Tell a worker that there is something to do; if no broker answers, the schedule will."""
    try:
        current_app.send_task("dossiers.tasks.recount", expires=WAKE_SECONDS)
    except NoBroker as error:
        log.warning("calendar.not_woken", error=str(error))
