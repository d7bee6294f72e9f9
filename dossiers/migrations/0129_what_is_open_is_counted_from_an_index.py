"""What a manager's page counts of all that is open is read from indexes alone, and what is late in a pause or unanswered is found."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q

OPEN = Q(("resolved_at", None), Q(("holder", ""), _negated=True))


class Migration(migrations.Migration):
    """Three indexes, made while others write."""

    atomic = False
    dependencies = [("dossiers", "0128_demands_are_counted_for_before")]

    operations = [
        AddIndexConcurrently(
            "dossier",
            models.Index(
                fields=["agency", "id"],
                name="dossier_open_told",
                condition=OPEN,
                include=(
                    "division",
                    "assignee",
                    "procedure",
                    "sector",
                    "channel",
                    "state",
                    "holder",
                    "unit",
                    "accepted_at",
                    "resolved_at",
                    "late_at",
                    "due_at",
                ),
            ),
        ),
        AddIndexConcurrently(
            "dossier",
            models.Index(
                fields=["agency", "deadline_at", "id"],
                name="dossier_to_answer",
                condition=Q(("holder", "one_stop_officer"), ("resolved_at", None), ("status__in", [1, 5])),
            ),
        ),
        AddIndexConcurrently(
            "dossier",
            models.Index(
                fields=["agency", "nearest_at", "id"],
                name="dossier_late_in_pause",
                condition=Q(
                    ("late_at__isnull", False), ("resolved_at", None), ("status__in", [5, 6]), Q(("holder", ""), _negated=True)
                ),
            ),
        ),
    ]
