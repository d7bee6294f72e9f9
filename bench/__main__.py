"""``python -m bench``: measures, prints a table, writes ``bench/results.json``.

BENCH_ROWS= sets how many dossiers lie in the background; BENCH_ONLY= names the scenarios to run, ``clock`` without a server.
"""

import json
import os
import platform
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import django
from django.core.management import call_command

ROWS = 1_000_000
SCENARIOS = ("clock", "submit", "worklist", "action")
SERVERLESS = {"clock"}


def main() -> None:
    """Run every scenario that was asked for, on a database of the bench's own."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    os.environ["MOTCUA_DEMO"] = "1"
    chosen = set(os.environ.get("BENCH_ONLY", " ".join(SCENARIOS)).split())
    if not chosen or chosen - set(SCENARIOS):
        raise SystemExit(f"BENCH_ONLY= takes some of: {' '.join(SCENARIOS)}")
    served = chosen - SERVERLESS
    rows = int(os.environ.get("BENCH_ROWS", ROWS)) if served else 0
    with ExitStack() as stack:
        if served:
            from portal import postgres

            cluster = stack.enter_context(postgres.running(postgres.cluster("bench")))
            os.environ["DATABASE_URL"] = cluster.url()
        django.setup()
        results = list(_measured(chosen, rows))
    report(rows, results)


def _measured(chosen: set[str], rows: int) -> Iterator[dict[str, object]]:
    """Run the scenarios in their order; the database is filled when the first one needs it."""
    # Models can be imported once Django is set up.
    from bench import clock, database, scenarios, server

    if "clock" in chosen:
        yield from (result.to_json() for result in clock.results())
    if chosen - SERVERLESS:
        call_command("collectstatic", "--no-input", verbosity=0)
        database.prepare(rows)
    if "submit" in chosen:
        with server.running() as port:
            yield scenarios.submit(port).to_json()
    for name, scenario in {"worklist": scenarios.worklist, "action": scenarios.action}.items():
        if name in chosen:
            yield scenario().to_json()


def report(rows: int, results: list[dict[str, object]]) -> None:
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
    machine = {"python": platform.python_version(), "cores": os.cpu_count(), "rows": rows}
    path = Path(__file__).parent / "results.json"
    path.write_text(json.dumps({"machine": machine, "results": results}, indent=2) + "\n")


if __name__ == "__main__":
    main()
