"""Whether a leader let a dossier go on unpaid: read with the row, where each list asked the log for it."""

from django.db import migrations, models

FILL = """
UPDATE dossiers_dossier SET let_pass = TRUE
WHERE id IN (SELECT dossier_id FROM dossiers_event WHERE action = 'let-pass')
"""
"""Such an act stands beside the procedure: nobody takes it back."""


class Migration(migrations.Migration):
    """A column with a value of the database, and the few rows that have another."""

    dependencies = [("dossiers", "0120_what_was_let_pass_is_found")]

    operations = [
        migrations.AddField("dossier", "let_pass", models.BooleanField(default=False, db_default=False)),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
