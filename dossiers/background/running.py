"""The work behind the scenes: what there is of it, that it goes on, and how far it is behind."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Min
from django.utils import timezone

from dossiers import turns
from dossiers.background import (
    alerting,
    jobs,
    leftovers,
    looking,
    moving,
    outlooks,
    relay,
    summing,
    sweeps,
    texting,
    tidying,
)
from dossiers.background.planned import climbing, collecting, daily, mornings
from dossiers.calendars import changes
from dossiers.models import Dossier, JobRun, OutboxEntry
from dossiers.notices.channels.returns import reading
from dossiers.payments.gateway import settling
from dossiers.proof import seals
from dossiers.turns import Place, Run

RUNS: Mapping[str, Run[Any]] = {
    run.name: run
    for run in (
        relay.RUN,
        sweeps.RUN,
        changes.RUN,
        jobs.RUN,
        seals.RUN,
        tidying.RUN,
        leftovers.RUN,
        looking.RUN,
        summing.RUN,
        summing.COMPARING,
        alerting.RUN,
        mornings.RUN,
        texting.RUN,
        climbing.RUN,
        outlooks.RUN,
        collecting.RUN,
        daily.RUN,
        moving.RUN,
        settling.RUN,
        reading.RUN,
    )
}
"""Every run there is: what it is woken by, how long it takes, alone or not, and what happens when an item fails."""
OUTBOX_LATE = timedelta(minutes=15)
"""Work that is on its way takes less, whatever came together."""
MOST_COUNTED = 1000
"""More entries than this are told as so many and more: the table may be long where nothing goes on."""


def run(row: Run[Any], place: Place = ()) -> Place | None:
    """Let a run have its time, from a place on; return where the next one goes on, None where nothing is left."""
    with noted(row.name) as now:
        work = row.work(now, place)
        return work.place if turns.take(row, work) else None


@contextmanager
def noted(job: str) -> Iterator[datetime]:
    """Give a job its instant; note the end of its run, whether it did all that it had to do or raised."""
    try:
        yield timezone.now()
    finally:
        JobRun.objects.bulk_create(
            [JobRun(job=job, ended_at=timezone.now())],
            update_conflicts=True,
            unique_fields=["job"],
            update_fields=["ended_at"],
        )


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the work is at an instant."""

    last_run: Mapping[str, timedelta]
    """By job: how long ago its last run ended; negative where the clock was set back since. Not there: it never ran."""
    outbox_age: timedelta
    """For how long the oldest entry of the outbox that may be tried now has waited; zero where none does."""
    deadline_age: timedelta
    """The same for the oldest deadline that no sweep has looked at."""
    put_off: int
    """Entries of the outbox that were tried in vain and wait for their next try; ``MOST_COUNTED`` at most."""


def progress(now: datetime) -> Progress:
    """Return how far the work is: four small queries, each answered from an index."""
    runs = JobRun.objects.values_list("job", "ended_at")
    open_entries = OutboxEntry.objects.filter(done_at=None)
    put_off = OutboxEntry.objects.put_off().values("pk")[:MOST_COUNTED]
    return Progress(
        last_run={job: now - ended_at for job, ended_at in runs},
        outbox_age=_age(open_entries.filter(due_at__lte=now).aggregate(at=Min("due_at"))["at"], now),
        deadline_age=_age(Dossier.objects.filter(watch_at__lte=now).aggregate(at=Min("watch_at"))["at"], now),
        put_off=put_off.count(),
    )


def _age(at: datetime | None, now: datetime) -> timedelta:
    return now - at if at else timedelta()
