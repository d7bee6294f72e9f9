"""The command that proves the record: everything that was computed is computed again and compared."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from dossiers.audit import check_all


class Command(BaseCommand):
    """Recomputes every digest, projection, reading and verdict from the log."""

    help = "Recompute everything from the logs; exit 1 and name each difference."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the output's form."""
        parser.add_argument("--json", action="store_true", dest="as_json", help="print one JSON object")

    def handle(self, *_args: Any, as_json: bool = False, **_options: Any) -> None:
        """Check, print, and exit with 1 where anything differs."""
        report = check_all()
        if as_json:
            self.stdout.write(json.dumps(report.to_json(), ensure_ascii=False))
        else:
            for difference in report.differences:
                self.stdout.write(str(difference))
            self.stdout.write(
                f"{report.dossiers} dossiers, {report.events} events, {len(report.differences)} differences."
            )
        if report.differences:
            raise SystemExit(1)
