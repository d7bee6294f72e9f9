"""The bench as a whole, on a few dossiers: that it still measures what it says."""

import os
import subprocess
import sys

from django.conf import settings

from bench.__main__ import USUAL
from bench.figures import KINDS
from portal.postgres import BASE_DIR
from tests import databases

SCENARIOS = " ".join(name for name in USUAL if name not in ("clock", "check"))
"""All of a usual run but what needs no dossiers, and the check of a month of the model case, which plays that for minutes."""


def test_a_tiny_run_measures_everything_and_finds_no_fault(committed_db):
    given = {name: value for name, value in os.environ.items() if not name.startswith("BENCH_")}
    given |= {
        "BENCH_ONLY": SCENARIOS,
        "BENCH_ROWS": "600",
        "BENCH_SCALE": "0.02",
        "BENCH_PAPERS": "200",
        "BENCH_ROUNDS": "1",
        "BENCH_LOAD_SECONDS": "1",
        "BENCH_CITIZENS": "40",
        "BENCH_DIVISIONS": "1",
        # On the tests' cluster, in databases that go away with the run.
        "BENCH_CLUSTER": "tests",
        "BENCH_DATABASES": f"{settings.DATABASES['default']['NAME']}_bench",
        "BENCH_TEMPLATE": databases.template(),
        "NO_COLOR": "1",
    }

    done = subprocess.run(
        [sys.executable, "-m", "bench"], check=False, cwd=BASE_DIR, env=given, capture_output=True, text=True
    )

    assert done.returncode == 0, done.stderr
    named = {*SCENARIOS.split(), "memory"}
    wanted = [kind.words for key, kind in KINDS.items() if key.partition(".")[0] in named]
    assert [words for words in wanted if words not in done.stdout] == []
    (errors,) = [line.split() for line in done.stdout.splitlines() if line.startswith(KINDS["load.errors"].words)]
    assert errors[-4:] == ["0", "<=", "0", "yes"], done.stdout
