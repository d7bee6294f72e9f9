"""The command that has signatures of uploaded files read anew."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from dossiers import turns
from dossiers.background import looking


class Command(BaseCommand):
    """Has a worker read them; nothing in a file or in the record changes."""

    help = (
        "Have the signatures of uploaded files read again that were read with other roots than those of SIGNATURE_ROOTS; "
        "with --all also those of files that came before signatures were read."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take whether files are meant of which nothing is known."""
        parser.add_argument("--all", action="store_true", help="also PDFs that were never looked at for signatures")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Note which files wait, and wake whoever reads them."""
        count = looking.read_again(is_all=options["all"])
        turns.wake(looking.RUN.name)
        self.stdout.write(f"{count} files wait for their signatures to be read.")
