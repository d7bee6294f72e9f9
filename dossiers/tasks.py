"""Tasks: what workers are woken for. Nobody imports them; they are called by name."""

from datetime import datetime

from celery import shared_task

from dossiers.background import relay as outbox_relay
from dossiers.background import running, sweeps
from dossiers.calendars import changes, previews
from dossiers.proof import seals

GO_ON_SECONDS = 60
"""Going on that no worker has begun by then is left to the next run of the schedule."""


@shared_task(name="dossiers.tasks.relay")
def relay() -> None:
    """Do what committed events have left to be done."""
    with running.noted(running.RELAY) as now:
        outbox_relay.run(now)


@shared_task(name="dossiers.tasks.sweep")
def sweep(watch_at: str = "", pk: int = 0) -> None:
    """Record the deadlines that have passed; a run whose time is up is gone on with where it stopped."""
    after = sweeps.Place(datetime.fromisoformat(watch_at), pk) if watch_at else None
    with running.noted(running.SWEEP) as now:
        stopped_at = sweeps.run(now, after=after).stopped_at
    if stopped_at is not None:
        sweep.apply_async((stopped_at.watch_at.isoformat(), stopped_at.pk), expires=GO_ON_SECONDS)


@shared_task(name="dossiers.tasks.seal")
def seal() -> None:
    """Seal the days that are over."""
    with running.noted(running.SEAL) as now:
        seals.seal_yesterday(at=now)


@shared_task(name="dossiers.tasks.recount")
def recount() -> None:
    """Count the dossiers again that a change of the calendar can move; what is left goes on at once."""
    with running.noted(running.RECOUNT) as now:
        is_left = changes.run(now)
    if is_left:
        recount.apply_async(expires=GO_ON_SECONDS)


@shared_task(name="dossiers.tasks.preview")
def preview() -> None:
    """Look at the dossiers that a planned correction of the calendar would touch; what is left goes on at once."""
    with running.noted(running.PREVIEW) as now:
        is_left = previews.run(now)
    if is_left:
        preview.apply_async(expires=GO_ON_SECONDS)
