"""What waits for its applicant is found by what it owes: of a payment that is settled, the desk is to confirm it."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """An index that is made while others write."""

    atomic = False
    dependencies = [("dossiers", "0078_statements_tell_the_direction")]

    operations = [
        AddIndexConcurrently(
            "dossier",
            models.Index(
                fields=["agency", "status", "owed", "nearest_at", "id"],
                name="dossier_at_applicant",
                condition=Q(("holder", "citizen")),
            ),
        )
    ]
