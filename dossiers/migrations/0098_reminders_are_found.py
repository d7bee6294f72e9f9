"""What somebody was reminded of is rare among all: found in an index of its own."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """An index that is made while others write."""

    atomic = False
    dependencies = [("dossiers", "0097_reminders_are_filled")]

    operations = [
        AddIndexConcurrently(
            "dossier",
            models.Index(
                fields=["unit", "-changed_at", "-id"], name="dossier_reminded", condition=Q(("reminded", True))
            ),
        )
    ]
