"""Of few dossiers that ended without a result money was paid and is with the office still: found in an index of its own."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """An index that is made while others write."""

    atomic = False
    dependencies = [("dossiers", "0087_parts_of_a_payment_are_found")]

    operations = [
        AddIndexConcurrently(
            "dossier",
            models.Index(
                fields=["agency", "-changed_at", "-id"],
                name="ended_kept",
                condition=Q(paid__gt=0, status__in=(3, 7, 8)),
            ),
        )
    ]
