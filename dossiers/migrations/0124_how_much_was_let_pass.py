"""How much a leader let pass: a dossier that owes no more than that is the desk's to let go on, and a row says which."""

from django.db import migrations, models

FILL = """
UPDATE dossiers_dossier SET let_pass_up_to = passed.most
FROM (
    SELECT dossier_id, max((facts ->> 'fee')::bigint) AS most FROM dossiers_event
    WHERE action = 'let-pass' GROUP BY dossier_id
) AS passed
WHERE dossiers_dossier.id = passed.dossier_id AND passed.most IS NOT NULL
"""
"""Such an act stands beside the procedure: nobody takes it back."""


class Migration(migrations.Migration):
    """A column with a value of the database, and the few rows that have another."""

    dependencies = [("dossiers", "0123_what_a_text_costs_may_be_unknown")]

    operations = [
        migrations.AddField("dossier", "let_pass_up_to", models.BigIntegerField(default=0, db_default=0)),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
