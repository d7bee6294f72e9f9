"""What a code was sent to stands beside the number that is confirmed, which holds until the code was typed."""

from django.db import migrations, models

FILL = "UPDATE accounts_phone SET asked = number, number = '' WHERE confirmed_at IS NULL"


class Migration(migrations.Migration):
    """A column, and the rows whose number nobody has confirmed yet."""

    dependencies = [("accounts", "0007_a_phone_is_confirmed")]

    operations = [
        migrations.AddField("phone", "asked", models.CharField(blank=True, db_default="", default="", max_length=16)),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
