"""The command that computes the columns of all dossiers anew."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from msgspec.structs import asdict

from dossiers.log import columns
from dossiers.log.columns import NOT_OURS
from dossiers.models import Dossier
from dossiers.models.rows.loading import UNLOADABLE
from dossiers.reports import cells
from procedures.language.errors import DefinitionErrors
from procedures.models import ProcedureVersion

NOT_COMPUTED = (*UNLOADABLE, *NOT_OURS, DefinitionErrors, ProcedureVersion.DoesNotExist)
"""What a dossier raises whose version is gone or whose log is none of ours."""


class Command(BaseCommand):
    """Rebuilds every dossier's columns from its log, by the function that writes them in daily work, then the sums of all."""

    help = (
        "Recompute the projected columns of all dossiers from their logs, and the sums of statistics from the columns."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Rebuild one dossier after the other, each under its lock; exit 1 where one cannot be."""
        rebuilt, left = 0, {}
        for pk, code in Dossier.objects.order_by("pk").values_list("pk", "code").iterator():
            try:
                rebuilt += rebuild(pk)
            except CutOffError:
                left[code] = "the end of its log is missing"
            except NOT_COMPUTED as error:
                left[code] = f"its columns cannot be computed ({type(error).__name__}: {error})"
        self.stdout.write(f"{rebuilt} dossiers differed and were rebuilt.")
        self.stdout.write(f"{cells.rebuild()} dossiers are counted anew for statistics.")
        for code, why in left.items():
            self.stderr.write(f"{code}: {why}; it was left as it is (see check_dossiers)")
        if left:
            raise SystemExit(1)


class CutOffError(Exception):
    """A log that ends before the dossier's last number: rebuilding would wipe out the trace of it."""


def rebuild(pk: int) -> int:
    """Rebuild one dossier; return 1 if its columns differed from its log. Raises ``CutOffError``."""
    with transaction.atomic():
        # The lock keeps a running command from being overwritten by an older reading.
        dossier = Dossier.objects.select_for_update().get(pk=pk)
        log = list(dossier.events.order_by("sequence"))
        if not log or log[-1].sequence < dossier.sequence:
            raise CutOffError
        computed = columns.project(log, dossier.machine)
        if computed == columns.columns_of(dossier):
            return 0
        return Dossier.objects.filter(pk=pk).update(**asdict(computed))
