"""A telephone sends photos for the answer to a request too: of its code it is known for which dossier that is."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """A column that codes of applications leave empty."""

    dependencies = [("dossiers", "0149_who_is_joined_with_an_account_is_found")]

    operations = [
        migrations.AddField(
            "phonecode",
            "correcting",
            models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="dossiers.dossier",
            ),
        )
    ]
