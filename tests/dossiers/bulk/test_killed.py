"""A job on many dossiers whose worker is killed: each dossier is done once, and the job ends."""

import sys

import pytest
from django.utils import timezone

from accounts.seats import seats_of
from dossiers import jobs, turns
from dossiers.bulk import doing
from dossiers.bulk.judging import Act, Chosen, Judge, Person
from dossiers.bulk.kinds import KINDS, Common
from dossiers.models import Dossier, Event, JobState
from dossiers.proof.audit import check_all
from portal.demo import story
from tests.programs import Program, worker

pytestmark = pytest.mark.usefixtures("committed_db")

DOSSIERS = 60


def started() -> Program:
    """Start a worker and have it woken."""
    program = worker(python=sys.executable)
    program.start()
    program.wait(lambda: "ready." in program.words())
    turns.wake(jobs.RUN)
    return program


def test_each_dossier_is_accepted_once_though_the_worker_is_killed() -> None:
    now, bob = timezone.now(), story.person("bob")
    codes = [story.file("alice", at=now).code for _n in range(DOSSIERS)]
    act = Act(KINDS["accept"], Common())
    found = Judge(act.kind, Person(bob, seats_of(bob, timezone.localdate(now))), act.common, now)
    job = doing.begin(act, found.judge(map(Chosen, codes)), by=bob, at=now)

    program = started()
    program.wait(lambda: job.outcomes.count() > 3)
    program.kill()
    left = DOSSIERS - job.outcomes.count()
    last = started()
    try:
        last.wait(lambda: not type(job).objects.get(pk=job.pk).is_open, seconds=60)
    finally:
        last.kill()

    job.refresh_from_db()
    assert (job.state, job.done, job.skipped, job.failed) == (JobState.DONE, DOSSIERS, 0, 0)
    assert Event.objects.filter(action="accept").count() == DOSSIERS
    assert {one.state for one in Dossier.objects.all()} == {"accepted"}
    assert left > 0, "it had ended before it was killed"
    assert check_all().differences == []
