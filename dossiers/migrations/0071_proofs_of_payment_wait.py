"""How many proofs of payment of a dossier wait for the desk: none of any that was before."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """A column that is 0 for all that was before."""

    dependencies = [("dossiers", "0070_statements_are_kept")]

    operations = [
        migrations.AddField("dossier", "proofs", models.PositiveSmallIntegerField(default=0, db_default=0)),
    ]
