"""A dossier has one draft of an answer: a unique index, made while others write."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """What Django calls a conditional unique constraint is in PostgreSQL a partial unique index of that name."""

    atomic = False
    dependencies = [("dossiers", "0033_drafts_that_correct")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    """CREATE UNIQUE INDEX CONCURRENTLY draft_one_answer ON dossiers_draft (correcting_id)
                    WHERE correcting_id IS NOT NULL""",
                    "DROP INDEX CONCURRENTLY draft_one_answer",
                ),
            ],
            state_operations=[
                migrations.AddConstraint(
                    model_name="draft",
                    constraint=models.UniqueConstraint(
                        condition=Q(correcting__isnull=False), fields=["correcting"], name="draft_one_answer"
                    ),
                ),
            ],
        ),
    ]
