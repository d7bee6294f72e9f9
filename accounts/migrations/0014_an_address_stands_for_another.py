"""Of an address that was mistyped its person says which one takes its place."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Every row that there is keeps its own address."""

    dependencies = [("accounts", "0013_a_last_day_is_changed")]

    operations = [
        migrations.AddField(
            "mailaddress", "instead", models.EmailField(blank=True, default="", db_default="", max_length=254)
        ),
    ]
