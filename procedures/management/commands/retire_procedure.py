"""Retire a procedure: nobody files under it any more, its dossiers go on."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import get_language

from procedures.machine import Text
from procedures.publication import retire


class Command(BaseCommand):
    """Retire all published versions of a procedure, or one of them."""

    help = "Take a procedure out of force: nobody files under it any more, dossiers that follow it go on."

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """Let ``--version`` mean the procedure's, not Django's."""
        return super().create_parser(prog_name, subcommand, conflict_handler="resolve", **kwargs)

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the procedure's name in addresses and, if need be, one version."""
        parser.add_argument("slug", metavar="SLUG")
        parser.add_argument("--version", dest="number", type=int, metavar="N", help="only this version")

    def handle(self, *, slug: str, number: int | None, **options: Any) -> None:  # noqa: ARG002 - Django's signature
        """Say what was retired; exit 1 where nothing published has that name."""
        try:
            retired = retire(slug, number, at=timezone.now())
        except LookupError as unknown:
            wanted = slug if number is None else f"{slug} v{number}"
            told = Text(f"không có {wanted} đang công bố", f"{wanted} is not published")
            raise CommandError(told.of(get_language())) from unknown
        for version in retired:
            self.stdout.write(f"{version}: retired")
