"""Load agencies and receiving points: all of them or none."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from dossiers.log.whole import used_through
from procedures.language.errors import DefinitionErrors
from procedures.time.agencies.reading import SHIPPED, read
from procedures.time.agencies.stored import AgenciesRefused, add


class Command(BaseCommand):
    """Add rows of agencies; what is there already word for word is left alone."""

    help = "Check and load agencies and receiving points by date: all or nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take a file; without one, that which comes with the project."""
        parser.add_argument("file", nargs="?", metavar="FILE", type=Path, help="the shipped file without FILE")

    def handle(self, *, file: Path | None, **options: Any) -> None:
        """Say what was added; refuse with every error on stderr and exit 1."""
        path = file or SHIPPED
        try:
            agencies = read(path.read_bytes(), path=path.name)
            new = add(agencies, at=timezone.now(), used_through=used_through)
        except OSError as error:
            message = f"{path}: {error.strerror}"
            raise CommandError(message) from error
        except (DefinitionErrors, AgenciesRefused) as refused:
            for each in refused.errors:
                self.stderr.write(str(each))
            message = f"{len(refused.errors)} error(s), nothing loaded."
            raise CommandError(message) from refused
        for agency in new:
            self.stdout.write(f"{agency.key}: from {agency.since:%d/%m/%Y}")
        if options["verbosity"] > 1 or not new:
            self.stdout.write(f"{len(agencies) - len(new)} unchanged")
