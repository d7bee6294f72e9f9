"""A sheet that is printed to be signed by hand bears a code, by which its scan is known."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Sheets of before have none: the number on them is copied by whoever has them."""

    dependencies = [("dossiers", "0160_refused_scans_are_known_again")]

    operations = [
        migrations.CreateModel(
            name="SigningSheet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=80)),
                ("content", models.CharField(max_length=64)),
                ("token", models.CharField(max_length=43, unique=True)),
                ("at", models.DateTimeField()),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="signing_sheets", to="dossiers.dossier"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("dossier", "number", "content"), name="sheet_has_one_code")
                ],
            },
        ),
    ]
