"""The receiving point to which a dossier was brought: empty for all that came to the desk or on line until now."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """The column, with the same value for each dossier that is there."""

    dependencies = [("dossiers", "0075_orders_and_messages_of_a_gateway")]

    operations = [
        migrations.AddField(
            "dossier", "point", models.SlugField(blank=True, db_default="", db_index=False, default="", max_length=60)
        ),
    ]
