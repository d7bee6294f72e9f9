"""What a correction of the calendar would move, told before it is decided: each open dossier and each closed one.

A preview is worked out from the logs, a few hundred dossiers in a transaction; a process that is killed leaves it
where it was, and the next one goes on. It writes its own rows and nothing else.
"""

import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

import structlog
from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError as NoBroker

from accounts.models import User
from dossiers import clock, commands
from dossiers.calendars.changes import touched_closed, touched_open
from dossiers.commands.record import Happening
from dossiers.log import columns
from dossiers.log.columns import NOT_OURS
from dossiers.models import CalendarPreview, Dossier, Effect, Event, PreviewRow
from procedures.machine import Text
from procedures.time.calendar import CalendarError, CalendarExhausted
from procedures.time.calendars import Calendars, Plan, plan
from procedures.time.corrections import Correction

log = structlog.get_logger()

CHUNK = 200
"""Dossiers whose logs are loaded together, and that are looked at in one transaction."""
RUN_SECONDS = 30.0
WAKE_SECONDS = 60
KEPT = timedelta(days=30)
"""So long a preview can be read again."""
UNREADABLE = Text("nhật ký của hồ sơ không đọc được", "the dossier's log cannot be read")

type Told = tuple[Effect, dict[str, object]]


def begin(
    planned: Plan, *, by: User | None, at: datetime, kind: str = "", typed: Mapping[str, str] | None = None
) -> CalendarPreview:
    """Store that a plan is looked at; ``go_on`` does the looking."""
    return CalendarPreview.objects.create(
        what=planned.what, seen=planned.before.seen, kind=kind, typed=dict(typed or {}), by=by, created_at=at
    )


def plan_of(preview: CalendarPreview) -> Plan | None:
    """Return the plan again that is looked at; None once other calendars are in force."""
    try:
        planned = plan(Correction.from_json(preview.what))
    except CalendarError:
        return None
    return planned if planned.before.seen == preview.seen else None


def go_on(pk: int, *, now: datetime, seconds: float = RUN_SECONDS) -> bool:
    """Look at more dossiers while there is time; say whether some are left. One that another process has is its."""
    stop_at = time.monotonic() + seconds
    planned: Plan | None = None
    while True:
        with transaction.atomic():
            mine = CalendarPreview.objects.select_for_update(skip_locked=True).filter(pk=pk, finished_at=None)
            preview = mine.first()
            if preview is None:
                return False
            planned = planned or plan_of(preview)
            chunk = _next(preview, planned) if planned else []
            if planned and chunk:
                _look(preview, planned, chunk)
            else:
                preview.finished_at = now
            preview.save(update_fields=["cursor", "done", "finished_at"])
        if preview.finished_at is not None:
            return False
        if time.monotonic() >= stop_at:
            return True


def run(now: datetime, *, seconds: float = RUN_SECONDS) -> bool:
    """Go on with what is not finished, the oldest first, and delete what is old; say whether something is left."""
    CalendarPreview.objects.filter(created_at__lt=now - KEPT).delete()
    waiting = CalendarPreview.objects.filter(finished_at=None).order_by("pk").values_list("pk", flat=True)
    return any(go_on(pk, now=now, seconds=seconds) for pk in list(waiting))


def wake() -> None:
    """Leave what is not finished to a worker; if no broker answers, the schedule does."""
    try:
        current_app.send_task("dossiers.tasks.preview", expires=WAKE_SECONDS)
    except NoBroker as error:
        log.warning("calendar.preview_not_woken", error=str(error))


def _next(preview: CalendarPreview, planned: Plan) -> list[Dossier]:
    """Return the next dossiers whose time touches the changed days; no other date or verdict can differ."""
    if planned.days is None:
        return []
    touched = touched_open(*planned.days) | touched_closed(*planned.days)
    rows = touched.filter(pk__gt=preview.cursor).select_related("version", "unit").defer("version__text")
    return list(rows.order_by("pk")[:CHUNK])


def _look(preview: CalendarPreview, planned: Plan, chunk: Sequence[Dossier]) -> None:
    found = ((dossier, _told(dossier, events, planned.after, preview.created_at)) for dossier, events in _logs(chunk))
    PreviewRow.objects.bulk_create(
        PreviewRow(preview=preview, dossier=dossier, effect=told[0], told=told[1]) for dossier, told in found if told
    )
    preview.cursor, preview.done = chunk[-1].pk, preview.done + len(chunk)


def _logs(chunk: Sequence[Dossier]) -> Iterator[tuple[Dossier, list[Happening]]]:
    """Yield dossiers with their logs as the clock needs them: one query."""
    logs: dict[int, list[Happening]] = defaultdict(list)
    events = Event.objects.filter(dossier__in=chunk).order_by("dossier_id", "sequence")
    for pk, *told in events.values_list("dossier_id", "source", "target", "at", "facts", "action"):
        logs[pk].append(Happening(*told))
    yield from ((dossier, logs[dossier.pk]) for dossier in chunk)


def _told(dossier: Dossier, events: Sequence[Happening], after: Calendars, at: datetime) -> Told | None:
    """Return what the calendars would do to a dossier; None if nothing."""
    try:
        return _judged(dossier, events, after) if dossier.verdict else _moved(dossier, events, after, at)
    except (CalendarError, CalendarExhausted, clock.ClockError) as error:
        why: Text = error.text
    except NOT_OURS:
        why = UNREADABLE
    return Effect.UNCOUNTED, {"vi": why.vi, "en": why.en}


def _moved(dossier: Dossier, events: Sequence[Happening], after: Calendars, at: datetime) -> Told | None:
    moves = commands.moves(dossier, events, after, at=at)
    told: dict[str, object] = {name: [was.isoformat(), to.isoformat()] for name, (was, to) in moves.items()}
    return (Effect.MOVED, told) if told else None


def _judged(dossier: Dossier, events: Sequence[Happening], after: Calendars) -> Told | None:
    """Return the verdicts of a closed dossier if they differ; what is recorded stays."""
    marks, terms = columns.marks_of(events, dossier.machine), columns.terms_of(dossier.machine, events)
    reading = clock.read(marks, terms, after.of(dossier.agency_id), as_of=events[-1].at)
    would_be = reading.verdict.value if reading.verdict else dossier.verdict
    differs = would_be != dossier.verdict
    return (Effect.JUDGED, {"recorded": dossier.verdict, "would_be": would_be}) if differs else None
