"""A statement says how many of its rows it has twice, apart from those that came with an earlier one."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One column, 0 of what was read before: of that nobody knows which of the two a row was."""

    dependencies = [("dossiers", "0108_what_was_promised_is_found")]

    operations = [
        migrations.AddField("statement", "repeated", models.PositiveIntegerField(db_default=0, default=0)),
    ]
