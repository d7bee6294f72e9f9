"""What has come to somebody is new until it was opened there; what lay there before is not new any more."""

import django.db.models.deletion
from django.db import migrations, models

FORWARD = """
INSERT INTO dossiers_opening (dossier_id, arrived_with)
SELECT id, arrived_with FROM dossiers_dossier WHERE holder <> '' AND arrived = 'new'
"""


class Migration(migrations.Migration):
    """A table of its own: a dossier's row says what its log says and nothing else."""

    dependencies = [("dossiers", "0039_old_versions_tell_apart")]

    operations = [
        migrations.CreateModel(
            name="Opening",
            fields=[
                (
                    "dossier",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="opening",
                        serialize=False,
                        to="dossiers.dossier",
                    ),
                ),
                ("arrived_with", models.PositiveIntegerField()),
            ],
        ),
        migrations.RunSQL(FORWARD, migrations.RunSQL.noop),
    ]
