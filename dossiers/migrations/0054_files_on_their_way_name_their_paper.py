"""A file that was not sent to its end is named at the paper for which it was chosen."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """The field of the form; empty for those that are on their way now, which are swept in a day."""

    dependencies = [("dossiers", "0053_events_of_concern_are_found")]

    operations = [
        migrations.AddField("partialfile", "field", models.CharField(blank=True, default="", db_default="", max_length=100)),
    ]
