"""From an act to its mail: acceptances at five a second, with two task workers and the schedule as an office runs them.

Nothing leads to more than an acceptance: a receipt is numbered, printed and signed, and goes out with the mail. What counts is
how long after the act could last be taken back the mail is there, since until then nothing may go out.
"""

import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import timedelta
from random import Random

from django.conf import settings
from django.test import override_settings
from django.utils import timezone

from bench import databases, workers
from bench.arrivals import instants
from bench.bench import Bench, use
from bench.figures import Figure
from bench.measure import percentile, spread
from dossiers import outbox
from dossiers.background import running
from dossiers.models import Dossier, JobRun, OutboxEntry
from portal.demo import story

RATE, SECONDS = 5, 40
WORKERS = 2
FEW = 200
"""Dossiers in the background: all of a million would be overdue at the first look, and their remarks would come first."""
DATABASE = f"{databases.NAMES}_mails"
TAKE_BACK_SECONDS = 5
"""So long an act may be taken back here: the first mails go out while acts still come."""
WAIT_SECONDS = 180
_KIND = f".{outbox.ACCEPTED}@"
"""In the name of the file of such a mail, behind the number of its dossier and the act's."""


def results(bench: Bench) -> Iterator[Figure]:
    """Measure it in a database of its own."""
    databases.ready(bench.cluster, FEW, DATABASE)
    use(DATABASE)
    try:
        yield _measured(bench)
    finally:
        use(databases.RUN)
        databases.drop(bench.cluster, DATABASE)


def _measured(bench: Bench) -> Figure:
    """Accept at random instants, five a second; wait until every acceptance has its mail."""
    shutil.rmtree(settings.MAIL_DIR, ignore_errors=True)
    due = list(instants(RATE, bench.turns(SECONDS), Random(2026)))
    filed = [story.file("alice", at=timezone.now() - timedelta(hours=1)) for _instant in due]
    # What their filing leads to is none of this.
    OutboxEntry.objects.filter(done_at=None).update(done_at=timezone.now())
    with ExitStack() as stack, override_settings(TAKE_BACK_SECONDS=TAKE_BACK_SECONDS):
        for words in (*[workers.WORKER] * WORKERS, workers.SCHEDULE):
            stack.enter_context(workers.running(words, DATABASE_URL=bench.cluster.url(DATABASE)))
        _settle()
        may_go = _accept(filed, due)
        late = _late(may_go)
    return Figure.of("mails.late", percentile(late, 0.95), {"acts": len(late), "seconds": spread(late)})


def _settle() -> None:
    """Wait until everything that is due at a start has had its run, as on any day; and until a worker has printed and sent."""
    until, began = time.monotonic() + WAIT_SECONDS, timezone.now()
    while JobRun.objects.filter(job__in=running.RUNS, ended_at__gt=began).count() < len(running.RUNS):
        if time.monotonic() > until:
            raise TimeoutError("a run of the schedule has not come to its end")
        time.sleep(0.5)
    dossier = story.file("alice", at=timezone.now() - timedelta(hours=1))
    _late(_accept([dossier], [0.0]))


def _accept(filed: Sequence[Dossier], due: Sequence[float]) -> dict[str, float]:
    """Accept each at its instant; return by number when its mail may go out, in seconds since the epoch."""
    began, found = time.monotonic(), {}
    for dossier, instant in zip(filed, due, strict=True):
        time.sleep(max(0.0, began + instant - time.monotonic()))
        now = timezone.now()
        story.take(dossier, "accept", "bob", at=now)
        found[dossier.code] = now.timestamp() + TAKE_BACK_SECONDS
    return found


def _late(may_go: dict[str, float]) -> list[float]:
    """Return for each acceptance how many seconds after it might go its mail was there. Raises ``TimeoutError``."""
    until = time.monotonic() + WAIT_SECONDS
    seen: dict[str, float] = {}
    while may_go.keys() - seen.keys():
        if time.monotonic() > until:
            raise TimeoutError(f"{len(may_go) - len(seen)} acceptances have no mail")
        time.sleep(0.5)
        for path in settings.MAIL_DIR.glob(f"*{_KIND}*"):
            code = path.name.partition(_KIND)[0].rpartition(".")[0]
            seen |= {code: path.stat().st_mtime} if code in may_go and code not in seen else {}
    return [seen[code] - instant for code, instant in may_go.items()]
