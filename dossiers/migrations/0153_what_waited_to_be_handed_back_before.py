"""What ended before with something that goes back, by the fold that writes the column daily."""

from itertools import batched
from typing import Any

from django.db import migrations

from dossiers.log.columns import NOT_OURS
from dossiers.log.parts.deposits import lying
from dossiers.log.effective import effective
from procedures.language.compiler import compile_text

BATCH = 5_000
CAME = """
SELECT DISTINCT d.id FROM dossiers_dossier d JOIN dossiers_event e ON e.dossier_id = d.id
WHERE d.holder = '' AND d.status = ANY(%s) AND (e.action = 'receive-handed-in' OR e.facts ? 'brought') ORDER BY d.id
"""
WITHOUT_RESULT = [3, 7, 8]


def fill(apps: Any, schema_editor: Any) -> None:
    """Fold the logs of what ended without a result and of which something came on paper; nothing else can be marked."""
    models = {name: apps.get_model("dossiers", name) for name in ("Dossier", "Event")}
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(CAME, [WITHOUT_RESULT])
        ended = [pk for (pk,) in cursor.fetchall()]
    machines: dict[int, Any] = {}
    for pks in batched(ended, BATCH, strict=False):
        logs: dict[int, list[Any]] = {}
        for event in models["Event"].objects.filter(dossier_id__in=pks).order_by("dossier_id", "sequence"):
            logs.setdefault(event.dossier_id, []).append(event)
        waiting = []
        for dossier in models["Dossier"].objects.filter(pk__in=pks).select_related("version__procedure"):
            version = dossier.version
            if version.pk not in machines:
                machines[version.pk] = compile_text(version.text, path=version.procedure.slug)
            try:
                if lying(machines[version.pk], effective(logs[dossier.pk])):
                    waiting.append(dossier.pk)
            except NOT_OURS:
                # A log that nobody can read is told by ``check_dossiers``.
                continue
        models["Dossier"].objects.filter(pk__in=waiting).update(to_hand_back=True)


class Migration(migrations.Migration):
    """In batches, each written by itself: what ends meanwhile has the column already."""

    atomic = False
    dependencies = [("dossiers", "0152_what_waits_to_be_handed_back_is_marked")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
