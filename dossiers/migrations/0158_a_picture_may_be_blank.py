"""A photo of the dark, or of an empty sheet, is told to whoever sends it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Of what came before it is not known: nothing is said of it."""

    dependencies = [("dossiers", "0157_papers_are_found_by_their_digest")]

    operations = [
        migrations.AddField("attachment", "is_blank", models.BooleanField(default=False, db_default=False)),
    ]
