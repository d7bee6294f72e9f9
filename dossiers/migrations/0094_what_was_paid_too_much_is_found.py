"""Of few dossiers that ended more was paid than was due: they are found in an index of their own."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    """An index that is made while others write."""

    atomic = False
    dependencies = [("dossiers", "0093_a_part_that_never_went_back_is_undone")]

    operations = [
        AddIndexConcurrently(
            "dossier",
            models.Index(
                fields=["agency", "-changed_at", "-id"],
                name="ended_over",
                condition=Q(holder="") & Q(paid__gt=0) & Q(paid__gt=F("charged") - F("waived")),
            ),
        )
    ]
