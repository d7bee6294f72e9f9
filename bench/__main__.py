"""``python -m bench``: measures, prints a table, writes ``bench/results.json``.

BENCH_ROWS= sets how many dossiers lie in the background; BENCH_ONLY= names the scenarios to run, ``clock`` without a server.
"""

import json
import os
import platform
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import django
from django.core.management import call_command

ROWS = 1_000_000
SCENARIOS = ("clock", "submit", "worklist", "action", "sweep", "history")
SERVERLESS = {"clock"}
FOREGROUND = {"clock", "history"}
"""What needs no background of dossiers."""


def main() -> None:
    """Run every scenario that was asked for, on a database of the bench's own."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    os.environ["MOTCUA_DEMO"] = "1"
    chosen = set(os.environ.get("BENCH_ONLY", " ".join(SCENARIOS)).split())
    if not chosen or chosen - set(SCENARIOS):
        raise SystemExit(f"BENCH_ONLY= takes some of: {' '.join(SCENARIOS)}")
    served = chosen - SERVERLESS
    rows = int(os.environ.get("BENCH_ROWS", ROWS)) if chosen - FOREGROUND else 0
    with ExitStack() as stack:
        if served:
            from portal import postgres

            cluster = stack.enter_context(postgres.running(postgres.cluster("bench")))
            os.environ["DATABASE_URL"] = cluster.url()
        django.setup()
        results = list(_measured(chosen, rows))
        timed = list(_model_case(cluster)) if "history" in chosen else []
    report(rows, results, timed)
    late = [row["name"] for row in timed if row["seconds"] > row["allowed_seconds"]]
    if late:
        raise SystemExit(f"Longer than it may: {', '.join(late)}")


def _model_case(cluster: Any) -> Iterator[dict[str, Any]]:
    from bench import history

    for row in history.results(cluster):
        yield row.to_json()


def _measured(chosen: set[str], rows: int) -> Iterator[dict[str, object]]:
    """Run the scenarios in their order; the database is filled when the first one needs it."""
    # Models can be imported once Django is set up.
    from bench import clock, database, scenarios, server

    if "clock" in chosen:
        yield from (result.to_json() for result in clock.results())
    if chosen - FOREGROUND:
        call_command("collectstatic", "--no-input", verbosity=0)
        database.prepare(rows)
    if "submit" in chosen:
        with server.running() as port:
            yield scenarios.submit(port).to_json()
    others = {"worklist": scenarios.worklist, "action": scenarios.action, "sweep": scenarios.sweep}
    for name, scenario in others.items():
        if name in chosen:
            yield scenario().to_json()


def report(rows: int, results: list[dict[str, object]], timed: list[dict[str, Any]]) -> None:
    """Print the table and write the JSON."""
    columns = {
        "ours_ms": "ours ms",
        "floor_ms": "floor ms",
        "ours_by_floor": "ours/floor",
        "share_of_floors_rate": "rate",
        "ours_per_second": "ours/s",
        "floor_per_second": "floor/s",
        "p50_ms": "p50 ms",
        "p95_ms": "p95 ms",
    }
    print(f"{'what':<64}" + "".join(f"{head:>11}" for head in columns.values()))
    for result in results:
        print(f"{result['name']:<64}" + "".join(f"{result[key]:>11}" for key in columns))
    for row in timed:
        print(f"{row['name']:<64}{row['seconds']:>11} s, allowed {row['allowed_seconds']} s")
    machine = {"python": platform.python_version(), "cores": os.cpu_count(), "rows": rows}
    path = Path(__file__).parent / "results.json"
    path.write_text(json.dumps({"machine": machine, "results": results, "model_case": timed}, indent=2) + "\n")


if __name__ == "__main__":
    main()
