"""Jobs with real commits: several workers, rows that somebody holds, and what happens amid an item."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial

import pytest
from django.db import transaction
from django.db.models import F

from dossiers import jobs as started
from dossiers import turns
from dossiers.background import jobs
from dossiers.jobs import NotDone
from dossiers.models import Dossier, Job, JobOutcome, JobState, Outcome
from procedures import locks
from procedures.locks import Lock
from tests.dossiers.background.counting import (
    NOW,
    Counting,
    assert_adds_up,
    begun,
    counted,
    done_of,
    know,
    outcomes,
)
from tests.dossiers.commands.test_concurrency import at_once
from tests.dossiers.lifecycle import dossier_at


@pytest.fixture(autouse=True)
def _kind(monkeypatch: pytest.MonkeyPatch) -> None:
    know(monkeypatch)


pytestmark = pytest.mark.usefixtures("committed_db")


def test_of_two_workers_at_one_job_the_second_leaves_it() -> None:
    job = begun(40)

    at_once([partial(jobs.go_on, job.pk, now=NOW)] * 4, threads=4)

    assert_adds_up(job)
    assert (job.state, job.total) == (JobState.DONE, 40)
    assert counted() == dict.fromkeys(done_of(40), 1)


def test_a_job_that_another_process_holds_is_left_to_it_and_the_next_one_is_taken() -> None:
    held, free = begun(3), begun(3)
    with locks.alone(Lock.JOB, held.pk):
        at_once([partial(jobs.run, NOW)], threads=1)

    held.refresh_from_db()
    free.refresh_from_db()
    assert (held.state, held.tries, free.state) == (JobState.WAITING, 0, JobState.DONE)


def test_a_row_that_somebody_keeps_on_writing_fails_its_item_and_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "LOCK_WAIT", "200ms")
    dossiers = [dossier_at("filed").dossier.pk for _n in range(3)]

    class Locking(Counting):
        def do(self, items: Sequence[int], at: datetime) -> Mapping[int, NotDone]:
            Dossier.objects.select_for_update().get(pk=dossiers[items[0] - 1])
            return {}

    know(monkeypatch, doing=Locking)
    job = begun(2)
    with transaction.atomic():
        Dossier.objects.select_for_update().get(pk=dossiers[0])
        at_once([partial(jobs.run, NOW)], threads=1)

    assert_adds_up(job)
    assert job.outcomes.get(item=1).why == started.as_json(started.HELD)
    assert (job.state, outcomes(job)["done"]) == (JobState.DONE, {2})


def test_an_item_that_another_process_has_done_meanwhile_is_not_done_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """As where a connection was lost, and with it the lock, and nobody has told this process."""

    class Overtaken(Counting):
        def do(self, items: Sequence[int], at: datetime) -> Mapping[int, NotDone]:
            if items == (2,):
                at_once([partial(_do_elsewhere, self.job, 2)], threads=1)
            return super().do(items, at)

    know(monkeypatch, doing=Overtaken)
    job = begun(3)

    jobs.run(NOW)

    assert counted() == {1: 1}
    assert outcomes(job) == {"done": {1, 2}, "skipped": {3}, "failed": set()}
    assert_adds_up(job)


def test_nothing_is_done_after_somebody_has_cancelled_it(monkeypatch: pytest.MonkeyPatch) -> None:
    class Cancelled(Counting):
        def do(self, items: Sequence[int], at: datetime) -> Mapping[int, NotDone]:
            if items == (5,):
                at_once([partial(started.cancel, self.job.pk, by=self.job.by, at=at)], threads=1)
            return super().do(items, at)

    know(monkeypatch, doing=Cancelled)
    job = begun(20)

    assert jobs.run(NOW) is False

    assert_adds_up(job)
    assert (job.state, job.cursor) == (JobState.CANCELLED, 4)
    assert counted() == dict.fromkeys(done_of(4), 1)
    assert jobs.run(NOW) is False
    assert counted() == dict.fromkeys(done_of(4), 1)


def _do_elsewhere(job: Job, item: int) -> None:
    with transaction.atomic():
        JobOutcome.objects.create(job=job, item=item, outcome=Outcome.DONE)
        Job.objects.filter(pk=job.pk).update(done=F("done") + 1)
