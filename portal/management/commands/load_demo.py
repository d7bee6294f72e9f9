"""The command that fills an empty demo with dossiers."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from portal import demo_dossiers


class Command(BaseCommand):
    """Makes the demo's dossiers by walking them through the commands; does nothing a second time."""

    help = "Load the demo's dossiers into an empty database."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Load, and say how many."""
        self.stdout.write(f"{demo_dossiers.load(timezone.now())} dossiers were made.")
