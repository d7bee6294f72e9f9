"""A notice says by which way it went; each way has its own, once. The index is made while others write."""

from django.db import migrations, models
from django.db.models import UniqueConstraint

INDEX = "CREATE UNIQUE INDEX CONCURRENTLY notice_once_by_channel ON dossiers_notice (event_id, kind, channel)"
AS_CONSTRAINT = (
    "ALTER TABLE dossiers_notice ADD CONSTRAINT notice_once_by_channel UNIQUE USING INDEX notice_once_by_channel"
)


class Migration(migrations.Migration):
    """Every notice until now was a mail."""

    atomic = False
    dependencies = [("dossiers", "0010_jobs_tell_when_they_ran")]

    operations = [
        migrations.AddField("notice", "channel", models.CharField(default="mail", db_default="mail", max_length=8)),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AddConstraint(
                    "notice",
                    UniqueConstraint(fields=["event", "kind", "channel"], name="notice_once_by_channel"),
                ),
            ],
            database_operations=[
                migrations.RunSQL(INDEX, "DROP INDEX IF EXISTS notice_once_by_channel"),
                migrations.RunSQL(
                    AS_CONSTRAINT, "ALTER TABLE dossiers_notice DROP CONSTRAINT notice_once_by_channel"
                ),
            ],
        ),
        migrations.RemoveConstraint("notice", "notice_once"),
    ]
