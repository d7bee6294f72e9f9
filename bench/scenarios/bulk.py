"""The acceptance of a thousand dossiers by one job in one process, as a worker does it, and the page before it."""

import time
from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from accounts.seats import seats_of
from bench.bench import Bench
from bench.figures import Figure
from dossiers.background import jobs
from dossiers.bulk import doing
from dossiers.bulk.judging import MOST, Act, Chosen, Judge, Person
from dossiers.bulk.kinds import KINDS, Common
from portal.demo import story


def results(bench: Bench) -> Iterator[Figure]:
    """File them, look at them as the page before does, and have them done."""
    count, now, bob = bench.turns(MOST), timezone.now(), User.objects.get(username="bob")
    chosen = [Chosen(story.file("alice", at=now - timedelta(hours=1)).code) for _n in range(count)]
    act, person = Act(KINDS["accept"], Common()), Person(bob, seats_of(bob, timezone.localdate(now)))
    began = time.perf_counter()
    found = Judge(act.kind, person, act.common, now).judge(chosen)
    yield Figure.of("bulk.before", 1000 * (time.perf_counter() - began))
    job = doing.begin(act, found, by=bob, at=now)
    began = time.perf_counter()
    while jobs.go_on(job.pk, now=timezone.now()):
        pass
    seconds = time.perf_counter() - began
    job.refresh_from_db()
    if job.done != count:
        raise RuntimeError(f"{job.done} of {count} were done")
    yield Figure.of("bulk.rate", count / seconds, {"dossiers": count, "seconds": seconds})
