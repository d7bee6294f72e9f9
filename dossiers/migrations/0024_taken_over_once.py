"""What replaces or revokes an earlier result does so once: a unique index, made while others write."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """What Django calls a conditional unique constraint is in PostgreSQL a partial unique index of that name."""

    atomic = False
    dependencies = [("dossiers", "0023_what_rests_on_a_result_is_found")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    """CREATE UNIQUE INDEX CONCURRENTLY result_is_taken_over_once ON dossiers_result (earlier_id)
                    WHERE effect IN ('replaces', 'revokes')""",
                    "DROP INDEX CONCURRENTLY result_is_taken_over_once",
                ),
            ],
            state_operations=[
                migrations.AddConstraint(
                    model_name="result",
                    constraint=models.UniqueConstraint(
                        condition=Q(effect__in=["replaces", "revokes"]),
                        fields=["earlier"],
                        name="result_is_taken_over_once",
                    ),
                ),
            ],
        ),
    ]
