"""Money of what ended is found until it is decided that it stays: the index holds no more than the list."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    """One index in the place of another, while others write."""

    atomic = False
    dependencies = [("dossiers", "0091_money_that_stays_is_decided")]

    operations = [
        AddIndexConcurrently(
            "dossier",
            models.Index(
                fields=["agency", "-changed_at", "-id"],
                name="ended_undecided",
                condition=Q(paid__gt=F("kept"), status__in=(3, 7, 8)),
            ),
        ),
        RemoveIndexConcurrently("dossier", "ended_kept"),
    ]
