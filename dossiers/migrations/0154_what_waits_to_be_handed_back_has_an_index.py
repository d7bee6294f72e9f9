"""The desk's list of what waits to be handed back, the longest first."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """An index that is made while others write."""

    atomic = False
    dependencies = [("dossiers", "0153_what_waited_to_be_handed_back_before")]

    operations = [
        AddIndexConcurrently(
            "dossier",
            models.Index(
                fields=["agency", "changed_at", "id"], name="dossier_to_hand_back", condition=Q(to_hand_back=True)
            ),
        )
    ]
