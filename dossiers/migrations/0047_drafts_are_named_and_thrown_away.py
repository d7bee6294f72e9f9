"""A person has several drafts of one procedure: each may have a name, and may be thrown away and taken back."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Both columns are empty for the drafts that are there; no row is written anew."""

    dependencies = [("dossiers", "0046_newest_of_a_division")]

    operations = [
        migrations.AddField("draft", "name", models.CharField(blank=True, db_default="", default="", max_length=100)),
        migrations.AddField("draft", "thrown_at", models.DateTimeField(null=True)),
    ]
