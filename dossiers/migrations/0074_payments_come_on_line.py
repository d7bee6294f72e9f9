"""Money may come on line: a way of its own beside those that an officer chooses."""

from django.db import migrations, models
from django.db.models import Q

WAYS = [
    ("cash", "In cash at the desk"),
    ("transfer", "By bank transfer"),
    ("other", "Another way"),
    ("online", "Online"),
]


class Migration(migrations.Migration):
    """The condition on the column."""

    dependencies = [("dossiers", "0073_open_files")]

    operations = [
        migrations.AlterField("payment", "way", models.CharField(choices=WAYS, max_length=8)),
        migrations.RemoveConstraint("payment", "payment_has_a_way"),
        migrations.AddConstraint(
            "payment",
            models.CheckConstraint(
                condition=Q(way__in=["cash", "transfer", "other", "online"]), name="payment_has_a_way"
            ),
        ),
    ]
