"""The command that makes the model department and the demo's people."""

from typing import Any

from django.core.management.base import BaseCommand

from portal.demo import people


class Command(BaseCommand):
    """Makes the units, the people and their seats; safe to run again."""

    help = "Load the model department's units and the demo accounts."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Load what is missing."""
        people.load()
