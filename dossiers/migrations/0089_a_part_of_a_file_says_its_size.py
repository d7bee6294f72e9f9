"""The size of a file is known without unpacking it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """0 of what is there already."""

    dependencies = [("dossiers", "0088_money_of_what_ended_is_found")]

    operations = [
        migrations.AddField("exportpart", "size", models.PositiveIntegerField(default=0, db_default=0)),
    ]
