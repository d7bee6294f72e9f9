"""A statement says how many of its rows are no transfers to the agency: money went out by them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One column, 0 of what was read before."""

    dependencies = [("dossiers", "0101_a_transfer_may_be_recorded_later")]

    operations = [
        migrations.AddField("statement", "went_out", models.PositiveIntegerField(db_default=0, default=0)),
    ]
