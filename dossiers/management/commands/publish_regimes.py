"""Publish regimes of the one-stop mechanism: all of them or none."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from dossiers.log.whole import used_through
from procedures.language.errors import DefinitionErrors
from procedures.time.regimes.reading import SHIPPED
from procedures.time.regimes.stored import publish


class Command(BaseCommand):
    """Publish regimes; what is already published as it is is left alone."""

    help = "Check and publish the rules of the one-stop mechanism by date: all or nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take files; without any, all that come with the project."""
        parser.add_argument("files", nargs="*", metavar="FILE", type=Path, help="all shipped regimes without FILE")
        parser.add_argument("--check", action="store_true", help="publish nothing")

    def handle(self, *, files: list[Path], check: bool, **options: Any) -> None:
        """Say what was published; refuse with every error on stderr and exit 1."""
        paths = files or sorted(SHIPPED.glob("*.toml"))
        try:
            report = publish(paths, at=timezone.now(), used_through=used_through, only_check=check)
        except DefinitionErrors as refused:
            for error in refused.errors:
                self.stderr.write(str(error))
            message = f"{len(refused.errors)} error(s), nothing published."
            raise CommandError(message) from refused
        for slug in report.published:
            self.stdout.write(f"{slug}: {'would be published' if check else 'published'}")
        if options["verbosity"] > 1 or not report.published:
            self.stdout.write(f"{len(report.unchanged)} unchanged")
