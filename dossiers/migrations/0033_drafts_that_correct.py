"""The answer to a request has a draft of its own."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Nothing is written anew: no draft of today answers a request."""

    dependencies = [("dossiers", "0032_corrections_are_searched")]

    operations = [
        migrations.AlterField("draft", "number", models.PositiveSmallIntegerField(default=1, null=True)),
        migrations.AddField(
            "draft",
            "correcting",
            models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="corrections",
                to="dossiers.dossier",
            ),
        ),
    ]
