"""Tasks: what workers are woken for. Nobody imports them; they are called by name."""

from datetime import datetime

from celery import shared_task
from django.utils import timezone

from dossiers import calendar_change, calendar_preview, seals, sweeps
from dossiers import relay as outbox_relay

GO_ON_SECONDS = 60
"""Going on that no worker has begun by then is left to the next run of the schedule."""


@shared_task(name="dossiers.tasks.relay")
def relay() -> None:
    """Do what committed events have left to be done."""
    outbox_relay.run(timezone.now())


@shared_task(name="dossiers.tasks.sweep")
def sweep(watch_at: str = "", pk: int = 0) -> None:
    """Record the deadlines that have passed; a run whose time is up is gone on with where it stopped."""
    after = sweeps.Place(datetime.fromisoformat(watch_at), pk) if watch_at else None
    stopped_at = sweeps.run(timezone.now(), after=after).stopped_at
    if stopped_at is not None:
        sweep.apply_async((stopped_at.watch_at.isoformat(), stopped_at.pk), expires=GO_ON_SECONDS)


@shared_task(name="dossiers.tasks.seal")
def seal() -> None:
    """Seal the days that are over."""
    seals.seal_yesterday(at=timezone.now())


@shared_task(name="dossiers.tasks.recount")
def recount() -> None:
    """Count the dossiers again that a change of the calendar can move; what is left goes on at once."""
    if calendar_change.run(timezone.now()):
        recount.apply_async(expires=GO_ON_SECONDS)


@shared_task(name="dossiers.tasks.preview")
def preview() -> None:
    """Look at the dossiers that a planned correction of the calendar would touch; what is left goes on at once."""
    if calendar_preview.run(timezone.now()):
        preview.apply_async(expires=GO_ON_SECONDS)
