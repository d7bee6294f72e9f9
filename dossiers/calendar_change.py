"""A change of the calendar: what it would move, putting it into force, and counting the open dossiers again.

A run may be killed at any point, repeated, and made by any number of processes at once: each dossier is
counted in a transaction of its own, under its row lock, and gets an event only while its dates differ from
those of the calendars in force.
"""

import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import batched

import structlog
from celery import current_app
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Q
from kombu.exceptions import OperationalError as NoBroker

from accounts.models import User
from dossiers import clock, commands, projections
from dossiers.commands import Cause, Moves
from dossiers.commands.record import Happening
from dossiers.models import Dossier, Event
from dossiers.models.dossier import DossierQuerySet
from procedures.calendar import LOCAL, CalendarError, CalendarExhausted
from procedures.calendars import Calendars, Plan, put_into_force
from procedures.machine import Text
from procedures.models import CalendarChange
from procedures.remarks import RECOUNT

log = structlog.get_logger()

CHUNK = 500
"""Dossiers whose logs are loaded together."""
MOST_LOOKED_AT = 20_000
"""So many dossiers are looked at for a preview, the newest first; of how many is told."""
MOST_SHOWN = 200
"""So many rows of each kind are kept; the number of all is told."""
MOST_FAILURES = 100
RUN_SECONDS = 30.0
"""After so long a run takes up no other dossier; the time limit of a task is far beyond it."""
LOCK = 20160802
"""The number of the advisory lock of the process that counts."""
WAKE_SECONDS = 60
UNREADABLE = Text("nhật ký của hồ sơ không đọc được", "the dossier's log cannot be read")


@dataclass(frozen=True, slots=True)
class Moved:
    """An open dossier whose dates would move."""

    dossier: Dossier
    moves: Moves


@dataclass(frozen=True, slots=True)
class Flipped:
    """A closed dossier that would be judged otherwise; the recorded verdict stays."""

    dossier: Dossier
    recorded: str
    would_be: str


@dataclass(frozen=True, slots=True)
class Uncounted:
    """A dossier whose dates cannot be computed on the changed calendar, and why."""

    dossier: Dossier
    why: Text


@dataclass(slots=True)
class Found[T]:
    """Rows of one kind: all are counted, the first ``MOST_SHOWN`` are kept."""

    total: int = 0
    rows: list[T] = field(default_factory=list)

    def add(self, row: T) -> None:
        """Count a row, and keep it if there is room."""
        self.total += 1
        if len(self.rows) < MOST_SHOWN:
            self.rows.append(row)

    @property
    def unshown(self) -> int:
        """Return how many were counted and not kept."""
        return self.total - len(self.rows)


@dataclass(slots=True)
class Preview:
    """What a change would do: how many dossiers could be touched and were looked at, and what was found."""

    touched: int
    looked_at: int = 0
    moved: Found[Moved] = field(default_factory=Found)
    flipped: Found[Flipped] = field(default_factory=Found)
    uncounted: Found[Uncounted] = field(default_factory=Found)


def preview(plan: Plan, *, at: datetime) -> Preview:
    """Compute from the logs what a plan would move; nothing is written."""
    if plan.days is None:
        return Preview(0)
    open_ones, closed = touched_open(*plan.days), touched_closed(*plan.days)
    found = Preview(open_ones.count() + closed.count())
    for dossier, events in _with_logs(open_ones, most=MOST_LOOKED_AT):
        found.looked_at += 1
        with _telling(found, dossier):
            moves = commands.moves(dossier, events, plan.after, at=at)
            if moves:
                found.moved.add(Moved(dossier, moves))
    for dossier, events in _with_logs(closed, most=MOST_LOOKED_AT - found.looked_at):
        found.looked_at += 1
        with _telling(found, dossier):
            would_be = _judged(dossier, events, plan.after)
            if would_be not in ("", dossier.verdict):
                found.flipped.add(Flipped(dossier, dossier.verdict, would_be))
    return found


@contextmanager
def _telling(found: Preview, dossier: Dossier) -> Iterator[None]:
    """Note a dossier that cannot be counted, and go on."""
    try:
        yield
    except (CalendarError, CalendarExhausted, clock.ClockError) as error:
        found.uncounted.add(Uncounted(dossier, error.text))
    except (LookupError, ValueError):
        found.uncounted.add(Uncounted(dossier, UNREADABLE))


def _judged(dossier: Dossier, events: Sequence[Happening], calendars: Calendars) -> str:
    """Return the verdict of a closed dossier on other calendars; empty where its clock never ended."""
    marks, terms = projections.marks_of(events, dossier.machine), projections.terms_of(dossier.machine, events)
    reading = clock.read(marks, terms, calendars.of(dossier.agency_id), as_of=events[-1].at)
    return reading.verdict.value if reading.verdict else ""


def touched_open(first: date, last: date) -> DossierQuerySet:
    """Return the open dossiers whose time lies in part between two days: no other date can move."""
    start, end = _day(first), _day(last + timedelta(1))
    due_later = Q(pk__in=())
    for name in commands.DATES:
        due_later |= Q(**{f"{name}__gte": start})
    return Dossier.objects.filter(due_later, resolved_at=None, filed_at__lt=end).exclude(holder="")


def touched_closed(first: date, last: date) -> DossierQuerySet:
    """Return the judged dossiers that were accepted by the last of the days and due on the first one or later."""
    start, end = _day(first), _day(last + timedelta(1))
    return Dossier.objects.exclude(verdict="").filter(accepted_at__lt=end, lawful_due_at__gte=start)


def _day(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), LOCAL)


def _with_logs(dossiers: DossierQuerySet, *, most: int) -> Iterator[tuple[Dossier, list[Happening]]]:
    """Yield dossiers, the newest first, with their logs as the clock needs them."""
    rows = dossiers.select_related("version", "unit").defer("version__text").order_by("-pk")[: max(0, most)]
    for chunk in batched(rows.iterator(chunk_size=CHUNK), CHUNK, strict=False):
        logs: dict[int, list[Happening]] = defaultdict(list)
        events = Event.objects.filter(dossier__in=chunk).order_by("dossier_id", "sequence")
        for pk, *told in events.values_list("dossier_id", "source", "target", "at", "facts", "action"):
            logs[pk].append(Happening(*told))
        yield from ((dossier, logs[dossier.pk]) for dossier in chunk)


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
    with _alone() as is_ours:
        if not is_ours:
            return False
        for change in CalendarChange.objects.filter(finished_at=None).order_by("pk"):
            if not _finished(change, now, stop_at):
                return True
    return False


@contextmanager
def _alone() -> Iterator[bool]:
    """Hold the lock of counting as long as this connection lives, if nobody has it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        is_ours = cursor.fetchone() == (True,)
        try:
            yield is_ours
        finally:
            if is_ours and connection.is_usable():
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def _finished(change: CalendarChange, now: datetime, stop_at: float) -> bool:
    """Count the dossiers of a change again while there is time; say whether none is left."""
    if not change.cursor:
        change.total = touched_by(change).count()
    while batch := list(touched_by(change).order_by("pk").values_list("pk", flat=True)[:CHUNK]):
        for pk in batch:
            if time.monotonic() >= stop_at:
                return False
            _take_turn(change, pk, now)
    # What a process that was killed had counted without noting it is in the log.
    events = Event.objects.filter(action=RECOUNT, facts__change=change.pk)
    change.moved, change.total, change.finished_at = events.count(), change.done, now
    change.save(update_fields=["moved", "total", "finished_at"])
    log.info("calendar.counted", change=change.pk, moved=change.moved, failures=len(change.failures))
    return True


def _take_turn(change: CalendarChange, pk: int, now: datetime) -> None:
    """Count one dossier again; whatever is wrong with it is noted and stops no other."""
    try:
        change.moved += commands.recount(pk, Cause(change.pk, change.decision), at=now) is not None
    except (InterfaceError, OperationalError):
        # The database itself: the next run comes back to this dossier.
        raise
    except Exception as failure:
        log.exception("calendar.not_counted", dossier=pk)
        told = failure.text.vi if isinstance(failure, CalendarError | CalendarExhausted) else type(failure).__name__
        code = Dossier.objects.values_list("code", flat=True).get(pk=pk)
        change.failures = [*change.failures, {"dossier": code, "why": told}][:MOST_FAILURES]
    change.cursor, change.done = pk, change.done + 1
    change.save(update_fields=["cursor", "total", "done", "moved", "failures"])


def _wake() -> None:
    """Tell a worker that there is something to do; if no broker answers, the schedule will."""
    try:
        current_app.send_task("dossiers.tasks.recount", expires=WAKE_SECONDS)
    except NoBroker as error:
        log.warning("calendar.not_woken", error=str(error))
