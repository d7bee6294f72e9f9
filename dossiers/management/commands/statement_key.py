"""The command that prints the public key of statements, to be named among the former ones when it is changed."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from dossiers.papers.signed.errors import PaperKeyError
from dossiers.papers.signed.statement_keys import compressed, statement_key


class Command(BaseCommand):
    """Prints the public key in force."""

    help = "Print the public key of what the codes on papers say by themselves, for STATEMENT_KEYS_BEFORE."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Print it in hex; refuse where this office makes no statements."""
        try:
            key = statement_key()
        except PaperKeyError as error:
            raise CommandError(str(error)) from error
        if key is None:
            raise CommandError("STATEMENT_KEY is not set: codes of papers say nothing by themselves.")
        self.stdout.write(compressed(key.public_key()).hex())
