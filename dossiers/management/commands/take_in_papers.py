"""The command that takes papers and issued reports of before into the record."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from dossiers.papers.recorded.reports import take_in_reports
from dossiers.papers.recorded.taken_in import take_in


class Command(BaseCommand):
    """Takes in what was issued before the record knew it: ``migrate`` does it too, for a while and never what is lost."""

    help = (
        "Take papers and reports that were issued before the record knew them into it, with the digests of their files."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what becomes of papers without a file."""
        parser.add_argument(
            "--lost", action="store_true", help="also those whose file is gone for good, without a digest"
        )

    def handle(self, *_args: Any, lost: bool = False, **_options: Any) -> None:
        """Take in what is left, one dossier after the other, and name what could not be taken in as it is."""
        now = timezone.now()
        taken = take_in(at=now, lost=lost)
        take_in_reports(taken, at=now)
        for line in taken.remarks:
            self.stderr.write(line)
        self.stdout.write(f"{taken.papers} papers were taken in.")
        if taken.reports:
            self.stdout.write(f"{taken.reports} issued reports were taken in.")
