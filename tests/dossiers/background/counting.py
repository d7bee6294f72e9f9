"""A kind of job for tests: it counts in the database, so that what is done twice shows. Some items are refused, some fail."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

import pytest
from django.db import connection
from django.utils.translation import gettext_lazy

from accounts.models import Unit, User
from accounts.rights import MANAGERS
from dossiers import jobs as started
from dossiers.background import jobs
from dossiers.jobs import Doing, Kind, NotDone
from dossiers.models import Counter, Job, JobState, Outcome
from dossiers.refusals import NothingAsked
from tests.dossiers.lifecycle import local

NOW = local("2026-01-05 08:30")

COUNT = """
    INSERT INTO dossiers_counter (agency_id, series, "on", last) VALUES (%s, %s, '2026-01-05', 1)
    ON CONFLICT (agency_id, series, "on") DO UPDATE SET last = dossiers_counter.last + 1
"""
REFUSED, BROKEN = 3, 7
"""Items whose number ends so."""


class Counting(Doing):
    """Counts each of so many items; ``slowly`` is for how many seconds each lasts."""

    def __init__(self, job: Job) -> None:
        super().__init__(job)
        self.agency = Unit.objects.filter(kind="agency").values_list("pk", flat=True)[0]

    def count(self) -> int:
        return int(self.job.arguments["items"])

    def after(self, item: int, size: int) -> Sequence[int]:
        return range(item + 1, min(item + size, self.count()) + 1)

    def do(self, items: Sequence[int], at: datetime) -> Mapping[int, NotDone]:
        for item in items:
            with connection.cursor() as cursor:
                cursor.execute(COUNT, [self.agency, f"item-{item}"])
            time.sleep(self.job.arguments.get("slowly", 0))
            if item % 10 == REFUSED:
                raise NothingAsked
            if item % 10 == BROKEN:
                raise ZeroDivisionError("by nought")
        return {}


def _named(items: Sequence[int]) -> Mapping[int, str]:
    return {item: f"số {item}" for item in items}


def _about(job: Job) -> str:
    return f"{job.arguments['items']}"


KIND = Kind("counting", gettext_lazy("Calendar"), about=_about, by=MANAGERS, doing=Counting, named=_named)


def counted() -> dict[int, int]:
    """Return how often each item was counted."""
    found = Counter.objects.filter(series__startswith="item-").values_list("series", "last")
    return {int(series.removeprefix("item-")): last for series, last in found}


def done_of(items: int) -> set[int]:
    """Return the numbers that can be done."""
    return {item for item in range(1, items + 1) if item % 10 not in (REFUSED, BROKEN)}


def know(monkeypatch: pytest.MonkeyPatch, **other: object) -> None:
    """Let the release know the kind otherwise."""
    monkeypatch.setitem(jobs.KINDS, KIND.name, replace(KIND, **other))


def begun(items: int, *, by: str = "carol") -> Job:
    return started.start(KIND, arguments={"items": items}, by=User.objects.get(username=by), at=NOW)


def outcomes(job: Job) -> dict[str, set[int]]:
    """Return the items of a job by what became of them."""
    found: dict[str, set[int]] = {str(outcome): set() for outcome in Outcome}
    for item, outcome in job.outcomes.values_list("item", "outcome"):
        found[outcome].add(item)
    return found


def assert_adds_up(job: Job) -> None:
    """Hold the counts of a job against its outcomes."""
    job.refresh_from_db()
    kept = {name: len(items) for name, items in outcomes(job).items()}
    assert kept == {"done": job.done, "skipped": job.skipped, "failed": job.failed}
    assert (job.ended_items == job.total) is (job.state == JobState.DONE)
