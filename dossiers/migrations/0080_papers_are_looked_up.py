"""A draft keeps what databases have answered about its papers."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0079_payments_to_confirm_are_found")]

    operations = [
        migrations.AddField("draft", "lookups", models.JSONField(default=dict, db_default={})),
    ]
