"""``check_dossiers`` over half a year of the model case: events a second and core, without the start of the program."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from bench import databases
from bench.bench import Bench
from bench.figures import Figure

PLAYED, SEEDED = f"{databases.NAMES}_check", f"{databases.NAMES}_seeds"
SEEDS = ("migrate", "publish_regimes", "load_people", "load_agencies", "publish_procedures", "seed_calendar")
MONTHS = ("2019-03", "2019-04", "2019-05", "2019-06", "2019-07", "2019-08")
TURNS = 3


def results(bench: Bench) -> Iterator[Figure]:
    """Check the record on one core and on all; what the same takes on a record without dossiers is its start."""
    months = MONTHS if bench.scale >= 1 else MONTHS[-1:]
    played = f"{PLAYED}_{len(months)}"
    databases.keep(bench.cluster, SEEDED, lambda: _manage(bench, SEEDED, *SEEDS))
    databases.keep(bench.cluster, played, lambda: _play(bench, played, months))
    cores = sorted(os.sched_getaffinity(0))
    rates: dict[int, list[float]] = {}
    for used in ([cores[:1], cores] if len(cores) > 1 else [cores]) * TURNS:
        start, _none = _checked(bench, SEEDED, used)
        whole, events = _checked(bench, played, used)
        rates.setdefault(len(used), []).append(events / max(0.01, whole - start) / len(used))
    best = {count: round(max(found)) for count, found in rates.items()}
    details = {"by_cores": best, "events": events, "start_seconds": round(start, 1)}
    yield Figure.of("check.rate", best[1], details)


def _checked(bench: Bench, database: str, cores: list[int]) -> tuple[float, int]:
    """Return the seconds that a check takes on some cores, and how many events there are."""
    began = time.perf_counter()
    report = json.loads(_manage(bench, database, "check_dossiers --json", cores=cores))
    seconds = time.perf_counter() - began
    if report["differences"]:
        raise RuntimeError(f"check_dossiers finds {len(report['differences'])} differences")
    return seconds, int(report["events"])


def _play(bench: Bench, database: str, months: tuple[str, ...]) -> None:
    # It notes the seals of a database that is gone; none would be signed behind them.
    Path(_given(bench, database)["SEAL_ANCHOR"]).unlink(missing_ok=True)
    _manage(bench, database, *SEEDS, *(f"load_history --month {month}" for month in months))


def _manage(bench: Bench, database: str, *commands: str, cores: list[int] | None = None) -> str:
    """Run commands one after the other on a database; return what the last one said."""
    said = ""
    for command in commands:
        done = subprocess.run(
            ["taskset", "-c", ",".join(map(str, cores)), sys.executable, "manage.py", *command.split()]
            if cores
            else [sys.executable, "manage.py", *command.split()],
            cwd=databases.ROOT,
            env=_given(bench, database),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode and not command.startswith("check_dossiers"):
            raise RuntimeError(f"{command}: {done.stderr[-2000:]}")
        said = done.stdout
    return said


def _given(bench: Bench, database: str) -> Mapping[str, str]:
    """Return the environment of the product's own settings, with an anchor of seals for each database."""
    given = os.environ | databases.environment(bench.cluster, database)
    anchor = f"{databases.FILES}/seal_anchor_{database}"
    return given | {"DJANGO_SETTINGS_MODULE": "portal.settings", "SEAL_ANCHOR": anchor}
