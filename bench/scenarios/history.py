"""The model case as a whole: loaded, checked and counted on a database of its own, each within the time it has."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg

from bench import databases
from bench.bench import Bench
from bench.figures import Figure, Kind
from portal.demo.history import plan

SEEDS = ("migrate", "publish_regimes", "load_people", "load_agencies", "publish_procedures", "seed_calendar")
LOAD_SECONDS, CHECK_SECONDS, PREVIEW_SECONDS = 600, 60, 60
HALF_AN_HOUR_MORE = {"week": [[["07:30", "12:00"], ["13:00", "17:00"]]] * 5 + [[], []]}
"""A correction of every day there is, so that a preview has to look at every dossier."""
_COUNT = """
SELECT count(*) FILTER (WHERE resolved_at < '2019-09-01T00:00+07:00'),
       count(*) FILTER (WHERE resolved_at < '2019-09-01T00:00+07:00' AND channel = 'online'),
       count(*) FILTER (WHERE resolved_at >= '2018-01-01T00:00+07:00' AND verdict = 'overdue'),
       count(*) FILTER (WHERE verdict = 'overdue'),
       count(*) FILTER (WHERE accepted_at < '2019-09-01T00:00+07:00' AND resolved_at >= '2019-09-01T00:00+07:00'),
       count(*) FILTER (WHERE holder <> '')
FROM dossiers_dossier WHERE origin = 'history'
"""


def results(bench: Bench) -> Iterator[Figure]:
    """Load, check, count; raises ``RuntimeError`` where the record is not the model case or not in order."""
    with databases.empty(bench.cluster, f"{databases.NAMES}_history") as url, TemporaryDirectory() as files:
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "portal.settings", "DATABASE_URL": url, "STORAGE_URL": f"file://{files}", "MOTCUA_DEMO": "1", "SEAL_ANCHOR": f"{files}/seal_anchor"}  # fmt: skip
        for seed in SEEDS:
            _run(seed, environment)
        seconds, _words = _run("load_history", environment)
        yield _timed("load_history, 2016 – 08/2019", seconds, LOAD_SECONDS)
        seconds, words = _run("check_dossiers --json", environment)
        report = json.loads(words)
        yield _timed(f"check_dossiers, {report['events']} events", seconds, CHECK_SECONDS)
        if report["differences"]:
            raise RuntimeError(f"check_dossiers finds {len(report['differences'])} differences")
        _count(url)
        correction = Path(files) / "hours.json"
        correction.write_text(json.dumps(HALF_AN_HOUR_MORE), encoding="utf-8")
        seconds, words = _run(f"change_calendar {correction} --decision 1 --preview", environment)
        if _looked_at(words) < plan.RESOLVED:
            raise RuntimeError(f"the preview did not look at each dossier: {words[-200:]}")
        yield _timed(f"change_calendar --preview, {_looked_at(words)} dossiers", seconds, PREVIEW_SECONDS)


def _looked_at(words: str) -> int:
    """Return how many dossiers the last line of a preview counts."""
    found = re.search(r"\d+", words.splitlines()[-1])
    return int(found.group()) if found else 0


def _count(url: str) -> None:
    with psycopg.connect(url) as line:
        resolved, on_line, late_since_2018, late, pending, open_still = line.execute(_COUNT).fetchone() or (0,) * 6
    if (
        (resolved, on_line, late_since_2018, open_still) != (plan.RESOLVED, plan.ON_LINE, 0, 0)
        or not late
        or not pending
    ):
        raise RuntimeError(
            f"resolved {resolved}, on line {on_line}, late since 2018 {late_since_2018}, late {late}, "
            f"pending at the end {pending}, still open {open_still}"
        )


def _timed(name: str, seconds: float, allowed: int) -> Figure:
    return Figure(f"history.{name.partition(',')[0]}", round(seconds, 1), Kind(name, "s", at_most=allowed))


def _run(command: str, environment: Mapping[str, str]) -> tuple[float, str]:
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "manage.py", *command.split()], cwd=databases.ROOT, env=environment, capture_output=True, text=True, check=False
    )  # fmt: skip
    if done.returncode and not command.startswith("check_dossiers"):
        raise RuntimeError(f"{command}: {done.stderr[-2000:]}")
    return time.perf_counter() - began, done.stdout
