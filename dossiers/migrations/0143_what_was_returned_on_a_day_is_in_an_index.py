"""The register of returns asks for a day of an agency."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """An index that is made while others write."""

    atomic = False
    dependencies = [("dossiers", "0142_files_are_found_by_their_digest")]

    operations = [
        AddIndexConcurrently(
            "dossier",
            models.Index(
                fields=["agency", "returned_at"], name="dossier_returned", condition=Q(returned_at__isnull=False)
            ),
        )
    ]
