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
        """Rebuild one dossier after the other, each under its lock; exit 1 where a log is cut off."""
        rebuilt, cut_off = 0, []
        for pk, code in Dossier.objects.order_by("pk").values_list("pk", "code").iterator():
            try:
                rebuilt += rebuild(pk)
            except CutOffError:
                cut_off.append(code)
        self.stdout.write(f"{rebuilt} dossiers differed and were rebuilt.")
        for code in cut_off:
            self.stderr.write(f"{code}: the end of its log is missing; it was left as it is (see check_dossiers)")
        if cut_off:
            raise SystemExit(1)


class CutOffError(Exception):
    """A log that ends before the dossier's last number: rebuilding would wipe out the trace of it."""


def rebuild(pk: int) -> int:
    """Rebuild one dossier; return 1 if its columns differed from its log. Raises ``CutOffError``."""
    with transaction.atomic():
        # The lock keeps a running command from being overwritten by an older reading.
        rows = Dossier.objects.select_for_update(of=("self",)).select_related("version").defer("version__text")
        dossier = rows.get(pk=pk)
        log = list(dossier.events.order_by("sequence"))
        if not log or log[-1].sequence < dossier.sequence:
            raise CutOffError
        columns = projections.project(log, dossier.machine)
        if columns == projections.columns_of(dossier):
            return 0
        return Dossier.objects.filter(pk=pk).update(**asdict(columns))
