"""The newest dossiers of a division are read in the order of their keys, by an index that is made while others write."""

import django.db.models.deletion
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """It stands in for the index of the division alone."""

    atomic = False
    dependencies = [("dossiers", "0045_files_stand_as_they_were_chosen")]

    operations = [
        AddIndexConcurrently("dossier", models.Index(fields=["division", "-id"], name="dossier_newest_in_division")),
        migrations.AlterField(
            "dossier",
            "division",
            models.ForeignKey(
                "accounts.unit", on_delete=django.db.models.deletion.PROTECT, null=True, related_name="+", db_index=False
            ),
        ),
    ]
