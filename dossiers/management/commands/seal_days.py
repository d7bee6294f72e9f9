"""The command that seals the events of days that are over, as the schedule does every hour."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.models import Unit
from dossiers.models import Seal
from dossiers.proof import anchors, seals, signing


class Command(BaseCommand):
    """Seals each day that is over, or prints the public key by which seals are checked."""

    help = "Seal the events of every day that is over; safe to run again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--through", type=_day, help="the last day to seal, YYYY-MM-DD; yesterday by default")
        parser.add_argument("--public-key", action="store_true", help="print the public key in force and seal nothing")

    def handle(self, *_args: Any, through: date | None, public_key: bool, **_options: Any) -> None:
        """Seal, and print the newest seal of each agency: its digest is what to keep somewhere else."""
        try:
            if public_key:
                self.stdout.write(signing.public_key())
                return
            self._seal(through)
        except (signing.SealKeyError, anchors.AnchorError) as error:
            raise CommandError(str(error)) from error

    def _seal(self, through: date | None) -> None:
        now = timezone.now()
        try:
            made = seals.seal_through(through, at=now) if through else seals.seal_yesterday(at=now)
        except ValueError as error:
            raise CommandError(f"{error}: only a day that is over can be sealed.") from error
        self.stdout.write(f"{made} seals made.")
        for seal in Seal.objects.order_by("agency", "-number").distinct("agency"):
            self.stdout.write(f"{seal} {seal.day} {seal.digest}")
        broken = anchors.breaks(anchors.noted() or {})
        for agency in Unit.objects.filter(pk__in=broken).order_by("pk"):
            self.stderr.write(f"Nothing was sealed for {agency.agency_code or agency.slug}: {broken[agency.pk]}.")
        if broken:
            raise CommandError("What was removed or changed must be found first: docs/record.md, “The anchor”.")


def _day(text: str) -> date:
    return date.fromisoformat(text)
