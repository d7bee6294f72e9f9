"""Compile, check and publish definitions: all of them or none."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from procedures.language.compiler import SHIPPED, DefinitionErrors
from procedures.language.lifecycle import newest
from procedures.publication import publish


class Command(BaseCommand):
    """Publish definitions; what is already published as it is is left alone."""

    help = "Compile, check and publish procedure definitions: all or nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take files; without any, all shipped definitions."""
        parser.add_argument("files", nargs="*", metavar="FILE", type=Path, help="all shipped definitions without FILE")
        parser.add_argument("--check", action="store_true", help="publish nothing")

    def handle(self, *, files: list[Path], check: bool, **options: Any) -> None:
        """Say what was published; refuse with every error on stderr and exit 1."""
        paths = files or sorted(SHIPPED.glob("*/v*.toml"))
        try:
            report = publish(paths, at=timezone.now(), only_check=check)
        except DefinitionErrors as refused:
            for error in refused.errors:
                self.stderr.write(str(error))
            message = f"{len(refused.errors)} error(s), nothing published."
            raise CommandError(message) from refused
        if not report.knows_organisation:
            self.stderr.write("Not checked, for there is no unit yet: who serves the sector, and who holds the roles.")
        word = "would be published" if check else "published"
        for version in report.published:
            self.stdout.write(f"{version}: {word}{_edition(report.older.get(version))}")
        if options["verbosity"] > 1 or not report.published:
            self.stdout.write(f"{len(report.unchanged)} unchanged")


def _edition(older: int | None) -> str:
    return "" if older is None else f" (lifecycle {older}; the newest is {newest()})"
