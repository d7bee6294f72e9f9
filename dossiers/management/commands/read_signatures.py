"""The command that reads signatures of uploaded files anew."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from dossiers.background import looking


class Command(BaseCommand):
    """Reads them in the confined process; nothing in a file or in the record changes."""

    help = (
        "Read the signatures of uploaded files again that were read with other roots than those of SIGNATURE_ROOTS; "
        "with --all also those of files that came before signatures were read."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take whether files are meant of which nothing is known."""
        parser.add_argument("--all", action="store_true", help="also PDFs that were never looked at for signatures")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Read one after the other, and say of how many."""
        count = looking.read_again(timezone.now(), is_all=options["all"])
        self.stdout.write(f"The signatures of {count} files were read.")
