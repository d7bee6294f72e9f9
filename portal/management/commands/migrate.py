"""Django's ``migrate``, and what an upgrade owes the record: papers of before are taken into it, so that nobody has to remember."""

from datetime import timedelta
from typing import Any

from django.core.management.base import CommandParser
from django.core.management.commands.migrate import Command as Migrate
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

MOST = timedelta(minutes=15)
"""So long papers are taken in at most; what is left is told, and taken in by the next call or by ``take_in_papers``."""


class Command(Migrate):
    """Applies migrations; once none is missing, papers and issued reports of before are taken in (ADR 0076)."""

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the words of Django's own, and one of ours."""
        super().add_arguments(parser)
        parser.add_argument("--no-papers", action="store_true", help="Leave papers of before to take_in_papers.")

    def handle(self, *args: Any, no_papers: bool = False, **options: Any) -> None:
        """Apply, then take in, a dossier in a transaction; which files are missing is told on stderr."""
        super().handle(*args, **options)
        if no_papers or options["plan"] or options["check_unapplied"] or options["database"] != DEFAULT_DB_ALIAS:
            return
        executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            # Back to an earlier state, or one app alone: the tables are not those that the code knows.
            return
        self._take_in(options["verbosity"])

    def _take_in(self, verbosity: int) -> None:
        # The record can be read once its tables are there.
        from dossiers.papers.recorded.reports import take_in_reports
        from dossiers.papers.recorded.taken_in import take_in

        now = timezone.now()
        taken = take_in(at=now, seconds=MOST.total_seconds())
        if taken.is_whole:
            take_in_reports(taken, at=now)
        for line in taken.remarks:
            self.stderr.write(line)
        if taken.is_whole and (taken.papers or taken.reports or verbosity > 1):
            self.stdout.write(f"{taken.papers} papers and {taken.reports} issued reports of before were taken in.")
        if not taken.is_whole:
            self.stderr.write(
                f"{taken.papers} papers of before were taken in, not all yet: call take_in_papers for the rest."
            )
