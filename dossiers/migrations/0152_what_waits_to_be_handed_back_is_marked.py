"""Whether something of what ended without a result lies at the desk: a list asks the log of no dossier."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """A column with a value of the database."""

    dependencies = [("dossiers", "0151_what_was_handed_back_on_a_day_is_in_an_index")]

    operations = [
        migrations.AddField("dossier", "to_hand_back", models.BooleanField(default=False, db_default=False)),
    ]
