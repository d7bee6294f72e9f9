"""What is open and was reminded before, by the fold that writes the column daily."""

from itertools import batched
from typing import Any

from django.db import migrations

from dossiers.log import columns
from procedures.language.compiler import compile_text

BATCH = 5_000
REMINDED = """
SELECT DISTINCT d.id FROM dossiers_dossier d JOIN dossiers_event e ON e.dossier_id = d.id
WHERE d.holder <> '' AND e.action IN ('remind', 'remind-holder') ORDER BY d.id
"""


def fill(apps: Any, schema_editor: Any) -> None:
    """Fold the logs of what is open and was ever reminded; nothing else can be marked."""
    models = {name: apps.get_model("dossiers", name) for name in ("Dossier", "Event")}
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(REMINDED)
        reminded = [pk for (pk,) in cursor.fetchall()]
    machines: dict[int, Any] = {}
    for pks in batched(reminded, BATCH, strict=False):
        for dossier in models["Dossier"].objects.filter(pk__in=pks).select_related("version__procedure"):
            version = dossier.version
            if version.pk not in machines:
                machines[version.pk] = compile_text(version.text, path=version.procedure.slug)
            log = models["Event"].objects.filter(dossier_id=dossier.pk).order_by("sequence")
            try:
                found = columns.project(log, machines[version.pk])
            except columns.NOT_OURS:
                # A log that nobody can read is told by ``check_dossiers``.
                continue
            if found.reminded:
                models["Dossier"].objects.filter(pk=dossier.pk).update(reminded=True)


class Migration(migrations.Migration):
    """Each row is written by itself: what is reminded meanwhile has the column already."""

    atomic = False
    dependencies = [("dossiers", "0096_reminders_are_marked")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
