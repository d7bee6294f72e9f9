"""The command that writes one dossier's record into one file, for ``tools/verify_record.py``."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from dossiers.models import Dossier
from dossiers.models.rows.loading import UNLOADABLE
from dossiers.proof.record import ExportError, record_of


class Command(BaseCommand):
    """Exports a dossier's record as JSON."""

    help = "Write the record of a dossier as one JSON file. It holds personal words."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", help="the dossier's number")
        parser.add_argument("--output", type=Path, help="the file; standard output by default")

    @transaction.atomic
    def handle(self, *_args: Any, code: str, output: Path | None, **_options: Any) -> None:
        """Export, or say that there is no such dossier."""
        try:
            dossier = Dossier.objects.filter(code=code).first()
            if dossier is None:
                raise CommandError(f"There is no dossier {code}.")
            text = json.dumps(record_of(dossier), ensure_ascii=False, indent=1)
        except (ExportError, *UNLOADABLE) as error:
            raise CommandError(f"{code} cannot be exported: {error}. check_dossiers names what is wrong.") from error
        if output is None:
            self.stdout.write(text)
            return
        try:
            output.touch(mode=0o600)
            if output.is_file():
                output.chmod(0o600)  # one that was there may have been open to all
            output.write_text(text + "\n", encoding="utf-8")
        except OSError as error:
            raise CommandError(f"{output} cannot be written: {error.strerror}.") from error
        self.stdout.write(f"{output}")
