"""What is past its appointment is counted in an index of just that, in which one's own dossiers are told too."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """An index of what is open in place of one of all that is unresolved, which was read row by row."""

    atomic = False
    dependencies = [("dossiers", "0041_columns_are_remembered")]

    operations = [
        AddIndexConcurrently(
            "dossier",
            models.Index(
                fields=["agency", "late_at", "id"],
                name="dossier_past_date",
                condition=Q(resolved_at=None) & ~Q(holder=""),
                include=["applicant"],
            ),
        ),
        RemoveIndexConcurrently("dossier", "dossier_unresolved"),
    ]
