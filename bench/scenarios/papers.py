"""Two task workers that print: the receipts of accepted dossiers through the relay, and what they hold in memory then and afterwards."""

import time
from collections.abc import Iterator
from contextlib import ExitStack

import psycopg

from bench import workers
from bench.bench import Bench
from bench.figures import Figure
from bench.server import pss_mb
from dossiers import outbox, turns
from procedures.machine import Paper

WORKERS = 2
SECONDS_FOR_EACH = 2
WARM = 100
"""Receipts after which a worker has loaded whatever it loads; a tenth of a smaller number."""
_ORDER = """
INSERT INTO dossiers_outboxentry (event_id, kind, due_at, attempts, error)
SELECT e.id, %s, now(), 0, '' FROM dossiers_event e JOIN dossiers_dossier d ON d.id = e.dossier_id
WHERE e.action = 'accept' AND d.code LIKE 'BENCH-%%' ORDER BY e.id LIMIT %s
ON CONFLICT (event_id, kind)
DO UPDATE SET done_at = NULL, due_at = now()
"""
_LEFT = "SELECT count(*), count(*) FILTER (WHERE attempts > 2) FROM dossiers_outboxentry WHERE done_at IS NULL"


def results(bench: Bench) -> Iterator[Figure]:
    """Order papers, start two workers, wake them until all are printed."""
    papers = max(2, round(bench.papers * bench.scale))
    with bench.raw() as (line,), ExitStack() as stack:
        line.autocommit = True
        line.execute("UPDATE dossiers_outboxentry SET done_at = now() WHERE done_at IS NULL")
        line.execute(_ORDER, [outbox.issue_of(Paper.RECEIPT), papers])
        printing = [stack.enter_context(workers.running(workers.WORKER)) for _worker_number in range(WORKERS)]
        began = time.monotonic()
        until = began + SECONDS_FOR_EACH * papers + 60
        _print(line, down_to=papers - min(WARM, -(-papers // 10)), until=until)
        warm = [pss_mb(pid) for pid in printing]
        _print(line, down_to=0, until=until)
        held = [pss_mb(pid) for pid in printing]
        grown = [after / before for after, before in zip(held, warm, strict=True)]
        details = {"papers": papers, "seconds": round(time.monotonic() - began), "warm": warm, "held": held}
        yield Figure.of("memory.task", max(held), details)
        yield Figure.of("memory.growth", max(grown), details)


def _print(line: psycopg.Connection, *, down_to: int, until: float) -> None:
    """Wake the workers every second, as the schedule does, until so many are left; raises ``RuntimeError`` if one fails."""
    while True:
        left, failed = line.execute(_LEFT).fetchone() or (0, 0)
        if failed:
            raise RuntimeError(f"{failed} papers could not be printed")
        if left <= down_to:
            return
        if time.monotonic() > until:
            raise TimeoutError(f"{left} papers are left")
        turns.wake("relay")
        time.sleep(1)
