"""Few payments have a part that went back: those parts are found in an index of their own."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """An index that is made while others write."""

    atomic = False
    dependencies = [("dossiers", "0086_a_part_of_a_payment_goes_back")]

    operations = [
        AddIndexConcurrently(
            "payment", models.Index(fields=["part_of"], name="payment_parts", condition=Q(part_of__isnull=False))
        )
    ]
