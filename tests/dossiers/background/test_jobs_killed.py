"""A job of 500 items whose worker is killed at random moments: each item once, the job ends, its report adds up.

``JOB_KILLS`` says how often: a few in every run, fifty in ``make soak``. ``JOB_SEED`` sets other moments.
"""

import os
import random
import sys
import time

import pytest
from django.utils import timezone

from accounts.models import User
from dossiers import jobs, turns
from dossiers.models import Job, JobState
from tests.dossiers.background.counting import KIND, counted, done_of
from tests.programs import Program, worker

KILLS = int(os.environ.get("JOB_KILLS", "3"))
SEED = int(os.environ.get("JOB_SEED", "2026"))
ITEMS = 500
SLOWLY = 0.012
"""Seconds that an item lasts, so that fifty lives of a worker are no more than the job takes."""
LONGEST = 0.25
"""Seconds after which a worker is killed that has taken the job up, at most."""

pytestmark = pytest.mark.usefixtures("committed_db")


def started() -> Program:
    """Start a worker that knows the kind, and have it woken."""
    program = worker(python=sys.executable)
    program.command = [
        "tests.dossiers.background.counting_worker" if word == "portal.celery" else word for word in program.command
    ]
    program.start()
    program.wait(lambda: "ready." in program.words())
    turns.wake(jobs.RUN)
    return program


def test_each_item_is_done_once_however_often_the_worker_is_killed() -> None:
    chance = random.Random(SEED)
    arguments = {"items": ITEMS, "slowly": SLOWLY}
    job = jobs.start(KIND, arguments=arguments, by=User.objects.get(username="carol"), at=timezone.now())
    left: list[int] = []

    for _kill in range(KILLS):
        before = Job.objects.get().taken_at
        program = started()
        try:
            program.wait(lambda before=before: Job.objects.get().taken_at != before)
            time.sleep(chance.uniform(0, LONGEST))
        finally:
            program.kill()
        job.refresh_from_db()
        assert job.is_open, "it had ended before it was killed"
        assert job.outcomes.count() == job.ended_items
        left.append(ITEMS - job.ended_items)
    last = started()
    try:
        last.wait(lambda: not Job.objects.get().is_open, seconds=60)
    finally:
        last.kill()

    job.refresh_from_db()
    assert (job.state, job.total) == (JobState.DONE, ITEMS)
    assert (job.done, job.skipped, job.failed) == (400, 50, 50)
    assert sorted(job.outcomes.values_list("item", flat=True)) == [*range(1, ITEMS + 1)]
    assert counted() == dict.fromkeys(done_of(ITEMS), 1)
    # The kills fell amid the work, not before or behind it.
    assert left == sorted(left, reverse=True)
    assert len(set(left)) > KILLS // 2
