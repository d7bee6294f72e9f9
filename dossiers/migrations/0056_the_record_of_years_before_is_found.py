"""Whether the record of the years before is there is asked on each page of figures: an index of it alone, made while others write."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """Empty where no record was loaded."""

    atomic = False
    dependencies = [("dossiers", "0055_official_reports_are_kept")]

    operations = [
        AddIndexConcurrently(
            "dossier",
            models.Index(fields=["agency", "resolved_at"], name="dossier_of_history", condition=Q(origin="history")),
        )
    ]
