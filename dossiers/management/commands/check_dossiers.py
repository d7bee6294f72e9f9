"""The command that proves the record: everything that was computed is computed again and compared."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from dossiers.audit import check_all


class Command(BaseCommand):
    """Recomputes every digest, projection, reading and verdict from the log, and every seal."""

    help = "Recompute everything from the logs; exit 1 and name each difference."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the output's form, and what more is checked."""
        parser.add_argument("--json", action="store_true", dest="as_json", help="print one JSON object")
        parser.add_argument("--jobs", type=int, help="processes; by default one for each processor, for a large record")
        parser.add_argument("--files", action="store_true", help="read the bytes of every stored file too")
        parser.add_argument(
            "--seal", action="append", default=[], metavar="DIGEST", help="a seal noted elsewhere that must be there"
        )

    def handle(self, *_args: Any, as_json: bool = False, **options: Any) -> None:
        """Check, print, and exit with 1 where anything differs."""
        report = check_all(jobs=options["jobs"], files=options["files"], known=options["seal"])
        if as_json:
            self.stdout.write(json.dumps(report.to_json(), ensure_ascii=False))
        else:
            for difference in report.differences:
                self.stdout.write(str(difference))
            self.stdout.write(str(report))
        if report.differences:
            raise SystemExit(1)
