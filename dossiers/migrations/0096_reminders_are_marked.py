"""Whether whoever has a dossier was asked to see to it; ``0092`` fills it for what was reminded before."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """A column with a value of the database, so that no row is written."""

    dependencies = [("dossiers", "0095_what_was_paid_is_found_by_its_number")]

    operations = [
        migrations.AddField("dossier", "reminded", models.BooleanField(default=False, db_default=False)),
    ]
