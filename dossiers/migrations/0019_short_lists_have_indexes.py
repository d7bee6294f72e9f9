"""What waits to be collected and what is due soon is counted by an index of its own, made while others write."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """Both lists are short among all that is open, which was looked through for them."""

    atomic = False
    dependencies = [("dossiers", "0018_jobs_know_when_they_began")]

    operations = [
        AddIndexConcurrently(
            "dossier",
            models.Index(
                condition=Q(status=9), fields=["unit", "deadline_at", "id"], name="dossier_to_be_collected"
            ),
        ),
        AddIndexConcurrently(
            "dossier",
            models.Index(
                condition=Q(due_soon_at__isnull=False, resolved_at=None),
                fields=["agency", "due_soon_at"],
                name="dossier_due_soon",
            ),
        ),
    ]
