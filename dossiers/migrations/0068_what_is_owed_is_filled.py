"""What earlier dossiers owe in its parts, by the fold that writes them daily."""

from itertools import batched
from typing import Any

from django.db import migrations

from dossiers.log.effective import effective
from dossiers.log.columns import NOT_OURS
from dossiers.log.money import account_of

BATCH = 5_000
TOLD = """
SELECT DISTINCT dossier_id FROM dossiers_event WHERE facts ?| ARRAY['fee', 'due'] ORDER BY dossier_id
"""


def fill(apps: Any, schema_editor: Any) -> None:
    """Fold the logs that tell of money; all others owe what their columns are made with."""
    models = {name: apps.get_model("dossiers", name) for name in ("Dossier", "Event")}
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(TOLD)
        told = [pk for (pk,) in cursor.fetchall()]
    for pks in batched(told, BATCH, strict=False):
        logs: dict[int, list[Any]] = {}
        for event in models["Event"].objects.filter(dossier_id__in=pks).order_by("dossier_id", "sequence"):
            logs.setdefault(event.dossier_id, []).append(event)
        changed = []
        for pk, log in logs.items():
            try:
                account = account_of(effective(log))
            except NOT_OURS:
                # A log that nobody can read is told by ``check_dossiers``.
                continue
            changed.append(models["Dossier"](pk=pk, charged=account.charged, waived=account.waived, paid=account.paid))
        models["Dossier"].objects.bulk_update(changed, ["charged", "waived", "paid"], batch_size=500)


class Migration(migrations.Migration):
    """In batches, each written by itself: what is filed meanwhile has its columns already, or gets the same."""

    atomic = False
    dependencies = [("dossiers", "0067_payments_are_final")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
