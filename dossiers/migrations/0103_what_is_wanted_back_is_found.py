"""What its applicant wants back is rare among all: found in an index of its own."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q

RESULT_READY = 9


class Migration(migrations.Migration):
    """An index that is made while others write."""

    atomic = False
    dependencies = [("dossiers", "0102_statements_count_what_went_out")]

    operations = [
        AddIndexConcurrently(
            "dossier",
            models.Index(
                fields=["agency", "nearest_at", "id"],
                name="dossier_withdrawing",
                condition=Q(("withdrawal_asked", True), ~Q(("holder", "")), ~Q(("status", RESULT_READY))),
            ),
        )
    ]
