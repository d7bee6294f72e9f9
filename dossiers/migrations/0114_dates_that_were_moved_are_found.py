"""What has another return date, given in time, is found by an index of its own, made while others write."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

MOVED = ~models.Q(holder="") & models.Q(reappointed=True)


class Migration(migrations.Migration):
    """The few open dossiers of which the date was moved."""

    atomic = False
    dependencies = [("dossiers", "0113_notices_go_with_the_words")]

    operations = [
        AddIndexConcurrently(
            "dossier",
            models.Index(fields=["agency", "nearest_at", "id"], name="dossier_moved", condition=MOVED),
        ),
    ]
