"""The command that takes papers of before into the log."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from dossiers.papers.recorded.taken_in import take_in


class Command(BaseCommand):
    """Takes in what was issued before the log knew papers; run it once after the upgrade that brings it."""

    help = "Take papers that were issued before the log knew them into it, with the digests of their files."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what becomes of papers without a file."""
        parser.add_argument(
            "--lost", action="store_true", help="also those whose file is gone for good, without a digest"
        )

    def handle(self, *_args: Any, lost: bool = False, **_options: Any) -> None:
        """Take in what is left, one dossier after the other, and name what could not be taken in as it is."""
        taken = take_in(at=timezone.now(), lost=lost)
        for line in taken.remarks:
            self.stderr.write(line)
        self.stdout.write(f"{taken.papers} papers were taken in.")
