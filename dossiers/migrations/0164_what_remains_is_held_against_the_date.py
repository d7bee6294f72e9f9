"""What remains of a path is held against the return date by a worker, which begins with what is open."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """One row for each dossier that runs; the first run fills it."""

    dependencies = [("dossiers", "0163_signatures_of_files_are_read")]

    operations = [
        migrations.CreateModel(
            name="Outlook",
            fields=[
                (
                    "dossier",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="outlook",
                        serialize=False,
                        to="dossiers.dossier",
                    ),
                ),
                ("due_at", models.DateTimeField()),
                ("step_due_at", models.DateTimeField()),
                ("fits_until", models.DateTimeField()),
                ("noted_at", models.DateTimeField(null=True)),
            ],
            options={"indexes": [models.Index(fields=["fits_until"], name="outlook_fits_until")]},
        ),
    ]
