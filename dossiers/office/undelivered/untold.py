"""Notices of jobs whose mail did not go: kept on the site, and whose turn it is when the mail server is back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from accounts.seats import Seats
from dossiers.background.jobs import KINDS, tried_again_at, untold
from dossiers.display.formats import reason
from dossiers.lists.wanted import Wanted
from dossiers.models import Job, JobOutcome, Outcome
from procedures.catalogue.search import fold

LATELY = timedelta(days=7)
"""So long what is given up is named."""
MOST = 50
MOST_NAMED = 5
"""People of one job that are named."""


@dataclass(frozen=True, slots=True)
class Untold:
    """A job that has not reached everybody by mail."""

    job: Job
    what: str
    names: str
    """Of the first people who wait for the mail."""
    why: str
    next_at: datetime | None
    """When it is tried again by itself; None where that is given up."""


def lately(seats: Seats, now: datetime) -> QuerySet[Job]:
    """Narrow to the jobs that an administrator may look at and that lately have not reached everybody."""
    return untold().filter(pk__in=Job.objects.visible_to(seats).order_by().values("pk"), created_at__gt=now - LATELY)


def rows(seats: Seats, asked: Wanted, now: datetime) -> list[Untold]:
    """Return them as the page lists them, the oldest first, those in which each word is: two queries, and one for each kind."""
    jobs = list(lately(seats, now)[:MOST])
    failed: dict[int, list[JobOutcome]] = {job.pk: [] for job in jobs}
    if jobs:
        for one in JobOutcome.objects.filter(job__in=failed, outcome=Outcome.FAILED).order_by("job", "item"):
            failed[one.job_id].append(one)
    names = _names(jobs, failed)
    found = (_row(job, failed[job.pk], names[job.kind], now) for job in jobs)
    return [one for one in found if all(word in fold(f"{one.what} {one.names} {one.why}") for word in asked.words)]


def _names(jobs: Sequence[Job], failed: Mapping[int, Sequence[JobOutcome]]) -> Mapping[str, Mapping[int, str]]:
    """Return by kind what the first people of its jobs are called."""
    items: dict[str, set[int]] = {}
    for job in jobs:
        items.setdefault(job.kind, set()).update(one.item for one in failed[job.pk][:MOST_NAMED])
    return {kind: KINDS[kind].named(sorted(wanted)) for kind, wanted in items.items()}


def _row(job: Job, failed: Sequence[JobOutcome], names: Mapping[int, str], now: datetime) -> Untold:
    named = ", ".join(names.get(one.item, str(one.item)) for one in failed[:MOST_NAMED])
    more = " …" if len(failed) > MOST_NAMED else ""
    why = reason(failed[0].why) if failed else ""
    return Untold(job, str(KINDS[job.kind].label), named + more, why, tried_again_at(job, now))
