"""The command that writes one issued report into one file, for ``tools/verify_report.py``."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from dossiers.models import IssuedReport
from dossiers.proof.record import ExportError
from dossiers.proof.reported import report_of


class Command(BaseCommand):
    """Exports an issued report as JSON."""

    help = "Write an issued report with its files, its entry in the record and its seal as one JSON file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("report", type=int, help="its number, as in the address of its page")
        parser.add_argument("--output", type=Path, help="the file; standard output by default")

    @transaction.atomic
    def handle(self, *_args: Any, report: int, output: Path | None, **_options: Any) -> None:
        """Export, or say that there is no such report."""
        kept = IssuedReport.objects.filter(pk=report).first()
        if kept is None:
            raise CommandError(f"There is no report {report}.")
        try:
            text = json.dumps(report_of(kept), ensure_ascii=False, indent=1)
        except ExportError as error:
            raise CommandError(f"Report {report} cannot be exported: {error}.") from error
        if output is None:
            self.stdout.write(text)
            return
        try:
            output.write_text(text + "\n", encoding="utf-8")
        except OSError as error:
            raise CommandError(f"{output} cannot be written: {error.strerror}.") from error
        self.stdout.write(f"{output}")
