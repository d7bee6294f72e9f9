"""Of an agency one row stands for a day: what was taken back leaves its day to another."""

from django.db import migrations, models
from django.db.models import Q

STANDING = models.UniqueConstraint(fields=["key", "since"], condition=Q(taken_back_at=None), name="agency_once_a_day")


class Migration(migrations.Migration):
    """The index is made while others read and write."""

    atomic = False
    dependencies = [("procedures", "0013_planned_agencies_are_taken_back")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.AddConstraint("agencyversion", STANDING)],
            database_operations=[
                migrations.RunSQL(
                    """CREATE UNIQUE INDEX CONCURRENTLY agency_once_a_day ON procedures_agencyversion (key, since)
                    WHERE taken_back_at IS NULL""",
                    "DROP INDEX CONCURRENTLY agency_once_a_day",
                )
            ],
        ),
    ]
