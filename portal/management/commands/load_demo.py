"""The command that fills an empty demo with dossiers."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from dossiers.proof import seals
from portal.demo import alerts, dossiers


class Command(BaseCommand):
    """Makes the demo's dossiers by walking them through the commands; does nothing a second time."""

    help = "Load the demo's dossiers into an empty database."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Load, say how many, and seal the days that they are of."""
        now = timezone.now()
        made = dossiers.load(now)
        if made:
            alerts.load(now)
        self.stdout.write(f"{made} dossiers were made.")
        seals.seal_yesterday(at=now)
