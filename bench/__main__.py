"""``python -m bench``: measures, prints each figure beside its goal, and tells in red which ratio has fallen.

BENCH_ONLY= names the scenarios to run, ``clock`` without a server; BENCH_ROWS= how many dossiers lie in the background;
BENCH_LOAD_SECONDS= how long the open load is kept up (600 for the whole); BENCH_SCALE= a part of the usual number of
turns, to try it; BENCH_KEEP=1 keeps the run in ``bench/results/`` and draws the picture anew.
"""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib import import_module

import django
from django.utils import timezone

from bench import databases, kept, picture, report, server
from bench.figures import Figure
from portal import postgres

ROWS = 1_000_000
USUAL = (
    "clock",
    "submit",
    "act",
    "bulk",
    "worklist",
    "lists",
    "desk",
    "search",
    "pages",
    "viewer",
    "upload",
    "reports",
    "exports",
    "books",
    "sweep",
    "growth",
    "load",
    "check",
    "receipt",
    "papers",
    "mails",
)
ON_REQUEST = ("history", "servers", "statement")
"""What takes longer than the usual run, or compares what is decided already."""
SERVERLESS = {"clock"}
FOREGROUND = {"clock", "history"}
"""What needs no background of dossiers."""


def main() -> int:
    """Run every scenario that was asked for, on databases of the bench's own; 1 if a goal that holds everywhere is missed."""
    chosen = os.environ.get("BENCH_ONLY", " ".join(USUAL)).split()
    if not chosen or set(chosen) - {*USUAL, *ON_REQUEST}:
        raise SystemExit(f"BENCH_ONLY= takes some of: {' '.join((*USUAL, *ON_REQUEST))}")
    rows = _number("BENCH_ROWS", ROWS)
    figures: list[Figure] = []
    with ExitStack() as stack:
        cluster = databases.cluster()
        if set(chosen) - SERVERLESS:
            stack.enter_context(postgres.running(cluster))
        os.environ.update(databases.environment(cluster, databases.RUN))
        if set(chosen) - FOREGROUND:
            with _told(f"{rows} dossiers"):
                databases.ready(cluster, rows)
        django.setup()
        if set(chosen) - FOREGROUND and not databases.IS_TRY:
            server.collect()
            # What is measured in this process has before it what a worker of the server has: all is loaded, and its collector
            # looks at none of that again.
            import_module("portal.processes.shared").load()
        try:
            for name in [name for name in (*USUAL, *ON_REQUEST) if name in chosen]:
                with _told(name):
                    figures += _scenario(name, cluster, rows)
        finally:
            # What was found before something broke was found all the same.
            ended = _end(figures, rows)
    return ended


@contextmanager
def _told(what: str) -> Iterator[None]:
    """Say what is done, and for how long it was."""
    began = time.perf_counter()
    print(f"{what} … ", end="", file=sys.stderr, flush=True)
    yield
    print(f"{time.perf_counter() - began:.0f} s", file=sys.stderr, flush=True)


def _scenario(name: str, cluster: postgres.Cluster, rows: int) -> Iterator[Figure]:
    # Models can be imported once Django is set up.
    from bench.bench import Bench

    bench = Bench(
        cluster,
        rows,
        rounds=_number("BENCH_ROUNDS", 5),
        scale=_scale(),
        load_seconds=_number("BENCH_LOAD_SECONDS", 60),
        papers=_number("BENCH_PAPERS", 1_000),
    )
    yield from import_module(f"bench.scenarios.{name}").results(bench)


def _end(figures: list[Figure], rows: int) -> int:
    """Print the figures, keep them where that is asked for."""
    runs = kept.kept()
    for line in report.lines(figures, runs, rows):
        print(line)
    if os.environ.get("BENCH_KEEP"):
        path = kept.keep(kept.run_of(figures, rows, timezone.now()))
        picture.write(kept.kept())
        print(f"Kept as {path.relative_to(databases.ROOT)}.")
    missed = report.missed(figures) if _scale() >= 1 else []
    for line in missed:
        print(report.red(line))
    return int(bool(missed))


def _scale() -> float:
    return float(os.environ.get("BENCH_SCALE") or 1)


def _number(name: str, usual: int) -> int:
    return int(os.environ.get(name) or usual)


if __name__ == "__main__":
    sys.exit(main())
