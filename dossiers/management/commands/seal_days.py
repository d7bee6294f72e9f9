"""The command that seals the events of days that are over, as the schedule does every hour."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from dossiers import seals, signing
from dossiers.models import Seal


class Command(BaseCommand):
    """Seals each day that is over, or prints the public key by which seals are checked."""

    help = "Seal the events of every day that is over; safe to run again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--through", type=_day, help="the last day to seal, YYYY-MM-DD; yesterday by default")
        parser.add_argument("--public-key", action="store_true", help="print the public key in force and seal nothing")

    def handle(self, *_args: Any, through: date | None, public_key: bool, **_options: Any) -> None:
        """Seal, and print the newest seal of each agency: its digest is what to keep somewhere else."""
        if public_key:
            self.stdout.write(signing.public_key())
            return
        now = timezone.now()
        try:
            made = seals.seal_through(through, at=now) if through else seals.seal_yesterday(at=now)
        except ValueError as error:
            raise CommandError(f"{error}: only a day that is over can be sealed.") from error
        self.stdout.write(f"{made} seals made.")
        for seal in Seal.objects.order_by("agency", "-number").distinct("agency"):
            self.stdout.write(f"{seal} {seal.day} {seal.digest}")


def _day(text: str) -> date:
    return date.fromisoformat(text)
