"""The command that computes the columns of all dossiers anew."""

from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from dossiers import projections
from dossiers.models import Dossier


class Command(BaseCommand):
    """Rebuilds every dossier's columns from its log, by the function that writes them in daily work."""

    help = "Recompute the projected columns of all dossiers from their logs."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Rebuild one dossier after the other, each under its lock."""
        rebuilt = 0
        for pk in Dossier.objects.order_by("pk").values_list("pk", flat=True).iterator():
            rebuilt += rebuild(pk)
        self.stdout.write(f"{rebuilt} dossiers differed and were rebuilt.")


def rebuild(pk: int) -> int:
    """Rebuild one dossier; return 1 if its columns differed from its log."""
    with transaction.atomic():
        # The lock keeps a running command from being overwritten by an older reading.
        rows = Dossier.objects.select_for_update(of=("self",)).select_related("version").defer("version__text")
        dossier = rows.get(pk=pk)
        columns = projections.project(dossier.events.order_by("sequence"), dossier.machine)
        if columns == projections.columns_of(dossier):
            return 0
        return Dossier.objects.filter(pk=pk).update(**asdict(columns))
