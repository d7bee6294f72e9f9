"""The command that reads a bank statement of any length: each row is matched, and nothing is recorded as a payment."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone, translation

from accounts.models import Unit, UnitKind
from dossiers.payments.statement import matching
from dossiers.refusals.money.statement import NO_STATEMENT


class Command(BaseCommand):
    """Reads the file as it matches it, whatever its length; the desk records what is sure on the statement's page."""

    help = "Read a bank statement (CSV) and match its transfers with dossiers; the desk then records what is sure."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file, and whose account it is."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--agency", help="the code of the agency, where there are several")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Read it, or say in a sentence why not."""
        agencies = Unit.objects.filter(kind=UnitKind.AGENCY)
        chosen = agencies.filter(agency_code=options["agency"]) if options["agency"] else agencies
        if chosen.count() != 1:
            names = ", ".join(agencies.values_list("agency_code", flat=True))
            raise CommandError(f"Say whose account it is: --agency with one of {names}.")
        try:
            with translation.override("en"), options["file"].open("rb") as file:
                read = matching.take_in(file, options["file"].name, chosen.get(), by=None, at=timezone.now())
        except OSError as error:
            raise CommandError(f"The file cannot be read: {error.strerror}.") from error
        except NO_STATEMENT as refusal:
            with translation.override("en"):
                raise CommandError(str(refusal)) from refusal
        counts = f"{read.known} of them known before, {read.repeated} in the file once more"
        self.stdout.write(f"{read.rows} transfers, {counts}; statement {read.pk}.")
