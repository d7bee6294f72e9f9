"""What the outbox has tried in vain is found by an index, made while others write."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """One small index: almost everything is done at the first try."""

    atomic = False
    dependencies = [("dossiers", "0014_previews_leave_their_progress_to_jobs")]

    operations = [
        AddIndexConcurrently(
            "outboxentry",
            models.Index(condition=models.Q(done_at=None, attempts__gt=0), fields=["id"], name="outbox_put_off"),
        ),
    ]
