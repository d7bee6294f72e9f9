"""``python -m bench``: measures, prints a table, writes ``bench/results.json``. BENCH_ROWS= sets the background."""

import json
import os
import platform
from pathlib import Path

import django

ROWS = 1_000_000


def main() -> None:
    """Run every scenario on a database of the bench's own."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    from portal import postgres

    with postgres.running(postgres.cluster("bench")) as cluster:
        os.environ |= {"MOTCUA_DEMO": "1", "DATABASE_URL": cluster.url()}
        django.setup()
        from bench import database, scenarios, server

        rows = int(os.environ.get("BENCH_ROWS", ROWS))
        database.prepare(rows)
        with server.running() as port:
            results = [scenarios.submit(port)]
        results += [scenarios.worklist(), scenarios.action()]
    report(rows, [result.to_json() for result in results])


def report(rows: int, results: list[dict[str, object]]) -> None:
    """Print the table and write the JSON."""
    print(f"{'what':<52}{'ours ms':>10}{'floor ms':>10}{'ours/floor':>12}{'rate':>8}{'p50 ms':>9}{'p95 ms':>9}")
    for result in results:
        numbers = f"{result['ours_ms']:>10}{result['floor_ms']:>10}{result['ours_by_floor']:>12}{result['share_of_floors_rate']:>8}"
        print(f"{result['name']:<52}{numbers}{result['p50_ms']:>9}{result['p95_ms']:>9}")
    machine = {"python": platform.python_version(), "cores": os.cpu_count(), "rows": rows}
    path = Path(__file__).parent / "results.json"
    path.write_text(json.dumps({"machine": machine, "results": results}, indent=2) + "\n")


if __name__ == "__main__":
    main()
