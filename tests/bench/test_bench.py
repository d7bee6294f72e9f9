"""The bench as a whole, on a few dossiers: that it still measures what it says."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

from bench.__main__ import USUAL
from bench.figures import KINDS
from portal.postgres import BASE_DIR
from tests import databases

WITHOUT = {"clock", "check"}
"""What needs no dossiers, and the check of a month of the model case, which plays that for minutes."""
SENT = ("receipt", "papers", "mails")
"""What starts workers of its own and waits for what they print: a run apart, so that no run is long."""
PAGES = tuple(name for name in USUAL if name not in {*WITHOUT, *SENT})
MEMORY = {"load": ("memory.web",), "papers": ("memory.task", "memory.growth")}
"""What is measured beside a scenario."""


@pytest.mark.parametrize("scenarios", [PAGES, SENT], ids=["pages", "sent"])
def test_a_tiny_run_measures_everything_and_finds_no_fault(committed_db, scenarios: tuple[str, ...]):
    given = {name: value for name, value in os.environ.items() if not name.startswith("BENCH_")}
    given |= {
        "BENCH_ONLY": " ".join(scenarios),
        "BENCH_ROWS": "600",
        "BENCH_SCALE": "0.02",
        "BENCH_PAPERS": "200",
        "BENCH_ROUNDS": "1",
        "BENCH_LOAD_SECONDS": "1",
        "BENCH_CITIZENS": "40",
        "BENCH_DIVISIONS": "1",
        # On the tests' cluster, in databases that go away with the run.
        "BENCH_CLUSTER": "tests",
        "BENCH_DATABASES": f"{settings.DATABASES['default']['NAME']}_bench_{len(scenarios)}",
        "BENCH_TEMPLATE": databases.template(),
        "NO_COLOR": "1",
    }

    done = subprocess.run(
        [sys.executable, "-m", "bench"], check=False, cwd=BASE_DIR, env=given, capture_output=True, text=True
    )

    assert done.returncode == 0, done.stderr
    named = {*scenarios, *(key for name in scenarios for key in MEMORY.get(name, ()))}
    wanted = [kind.words for key, kind in KINDS.items() if not named.isdisjoint({key, key.partition(".")[0]})]
    assert [words for words in wanted if words not in done.stdout] == []
    if "load" not in scenarios:
        return
    (errors,) = [line.split() for line in done.stdout.splitlines() if line.startswith(KINDS["load.errors"].words)]
    assert errors[-4:] == ["0", "<=", "0", "yes"], done.stdout
