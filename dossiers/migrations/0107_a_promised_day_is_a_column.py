"""The day that was promised last for what is late: read with the row, where each list asked the log for it."""

from django.db import migrations, models

FILL = """
UPDATE dossiers_dossier AS dossier SET promised_for = last.day FROM (
    SELECT DISTINCT ON (dossier_id) dossier_id, (facts ->> 'promised')::timestamptz AS day
    FROM dossiers_event WHERE action = 'promise-late' ORDER BY dossier_id, sequence DESC
) AS last WHERE last.dossier_id = dossier.id
"""
"""Such a promise is told at once and cannot be taken back, so that the last one holds."""


class Migration(migrations.Migration):
    """A column without a value, and the few rows that have one."""

    dependencies = [("dossiers", "0106_late_reasons_are_written_beside_the_record")]

    operations = [
        migrations.AddField("dossier", "promised_for", models.DateTimeField(null=True)),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
