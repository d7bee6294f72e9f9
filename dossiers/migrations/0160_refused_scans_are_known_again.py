"""A file that was refused as the paper of one number is not taken as that of another."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Of what was refused before it nothing is known."""

    dependencies = [("dossiers", "0159_a_call_says_what_it_was_about")]

    operations = [
        migrations.CreateModel(
            name="OfferedScan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sha256", models.CharField(max_length=64)),
                ("number", models.CharField(max_length=80)),
                ("at", models.DateTimeField()),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="offered_scans", to="dossiers.dossier"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("dossier", "sha256", "number"), name="scan_is_offered_once")
                ],
            },
        ),
    ]
