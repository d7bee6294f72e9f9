"""What was counted in the cash box is kept with the closing of a day; of what was closed before, nobody wrote it down."""

from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    """Two columns, and that no difference goes without a reason."""

    dependencies = [("dossiers", "0082_what_a_gateway_said_before_is_looked_at")]

    operations = [
        migrations.AddField("cashday", "counted", models.BigIntegerField(null=True)),
        migrations.AddField(
            "cashday", "reason", models.CharField(blank=True, db_default="", default="", max_length=1000)
        ),
        migrations.AddConstraint(
            "cashday",
            models.CheckConstraint(
                condition=Q(counted=None) | Q(counted=F("amount")) | ~Q(reason=""), name="cash_day_difference_has_a_reason"
            ),
        ),
    ]
