"""What was promised after its date is found by an index of its own, made while others write."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

PROMISED = ~models.Q(holder="") & models.Q(promised_for__isnull=False)


class Migration(migrations.Migration):
    """The few open dossiers of which a day was promised."""

    atomic = False
    dependencies = [("dossiers", "0107_a_promised_day_is_a_column")]

    operations = [
        AddIndexConcurrently(
            "dossier",
            models.Index(fields=["agency", "nearest_at", "id"], name="dossier_promised", condition=PROMISED),
        ),
    ]
