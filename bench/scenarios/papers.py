"""A task worker that prints: the receipts of accepted dossiers through the relay, and what it holds in memory afterwards."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator

import psycopg

from bench import databases
from bench.bench import Bench
from bench.figures import Figure
from bench.server import pss_mb
from dossiers import outbox, turns
from procedures.machine import Paper

WORKER = ("-m", "celery", "-A", "portal.celery", "worker", "--without-gossip", "--without-mingle", "-l", "ERROR")
SECONDS_FOR_EACH = 2
_ORDER = """
INSERT INTO dossiers_outboxentry (event_id, kind, due_at, attempts, error)
SELECT e.id, %s, now(), 0, '' FROM dossiers_event e JOIN dossiers_dossier d ON d.id = e.dossier_id
WHERE e.action = 'accept' AND d.code LIKE 'BENCH-%%' ORDER BY e.id LIMIT %s
ON CONFLICT (event_id, kind)
DO UPDATE SET done_at = NULL, due_at = now()
"""
_LEFT = "SELECT count(*), count(*) FILTER (WHERE attempts > 2) FROM dossiers_outboxentry WHERE done_at IS NULL"


def results(bench: Bench) -> Iterator[Figure]:
    """Order papers, start a worker, wake it until all are printed."""
    papers = max(2, round(bench.papers * bench.scale))
    given = os.environ | {"DJANGO_SETTINGS_MODULE": "portal.settings"}
    with bench.raw() as (line,):
        line.autocommit = True
        line.execute("UPDATE dossiers_outboxentry SET done_at = now() WHERE done_at IS NULL")
        line.execute(_ORDER, [outbox.issue_of(Paper.RECEIPT), papers])
        with subprocess.Popen([sys.executable, *WORKER], env=given, cwd=databases.ROOT, stdout=subprocess.DEVNULL) as worker:  # fmt: skip
            try:
                began = time.monotonic()
                _print_all(line, until=began + SECONDS_FOR_EACH * papers + 60)
                yield Figure.of(
                    "memory.task", pss_mb(worker.pid), {"papers": papers, "seconds": round(time.monotonic() - began)}
                )
            finally:
                worker.terminate()


def _print_all(line: psycopg.Connection, *, until: float) -> None:
    """Wake the worker every few seconds, as the schedule does, until nothing is left; raises ``RuntimeError`` if it fails."""
    while True:
        left, failed = line.execute(_LEFT).fetchone() or (0, 0)
        if failed:
            raise RuntimeError(f"{failed} papers could not be printed")
        if not left:
            return
        if time.monotonic() > until:
            raise TimeoutError(f"{left} papers are left")
        turns.wake("relay")
        time.sleep(2)
