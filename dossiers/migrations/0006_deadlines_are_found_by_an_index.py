"""The sweeps find a deadline that has passed among all open dossiers by one look-up."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """One partial index, made while dossiers are being filed."""

    atomic = False

    dependencies = [("dossiers", "0005_time_acts_by_itself")]

    operations = [
        AddIndexConcurrently(
            model_name="dossier",
            index=models.Index(
                fields=["watch_at", "id"],
                name="dossier_watched",
                condition=models.Q(watch_at__isnull=False),
            ),
        ),
    ]
