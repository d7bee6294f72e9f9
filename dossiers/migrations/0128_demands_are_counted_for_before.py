"""The demands to pay of earlier dossiers, as far as they stand."""

from itertools import batched
from typing import Any

from django.db import migrations

BATCH = 5_000
STANDING = """
SELECT dossier_id, sum(CASE action WHEN 'ask-payment' THEN 1 ELSE -1 END) FROM dossiers_event AS event
WHERE action IN ('ask-payment', 'withdraw-demand') AND NOT EXISTS (
    SELECT FROM dossiers_event AS taking WHERE taking.dossier_id = event.dossier_id AND taking.action = 'take-back'
    AND (taking.facts ->> 'undoes')::integer = event.sequence
) {of} GROUP BY dossier_id
"""
FILL = f"""
UPDATE dossiers_dossier AS dossier SET demands = found.sum FROM ({STANDING}) AS found
WHERE found.dossier_id = dossier.id AND found.sum > 0
"""  # noqa: S608 - names of ours


def fill(apps: Any, schema_editor: Any) -> None:
    """Count what stands of each that was ever asked to pay."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT dossier_id FROM dossiers_event WHERE action = 'ask-payment' ORDER BY dossier_id")
        asked = [pk for (pk,) in cursor.fetchall()]
        for pks in batched(asked, BATCH, strict=False):
            cursor.execute(FILL.format(of="AND dossier_id = ANY(%s)"), [list(pks)])


class Migration(migrations.Migration):
    """In batches, each written by itself: what is asked for meanwhile is counted with it."""

    atomic = False
    dependencies = [("dossiers", "0127_demands_to_pay_are_counted")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
