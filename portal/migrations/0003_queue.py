"""The one queue, with the trigger that tells of its messages: made once, not by each process that starts."""

from django.conf import settings
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

THROTTLE_MS = 250
"""It tells of messages at most so often."""


def make(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Make the queue, or find it there, and its trigger."""
    del apps
    queue = settings.CELERY_TASK_DEFAULT_QUEUE
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT pgmq.create(%s)", [queue])
        cursor.execute("SELECT pgmq.enable_notify_insert(%s, %s)", [queue, THROTTLE_MS])


class Migration(migrations.Migration):
    """Makes the queue; going back leaves it, for the processes of before find it as they would make it."""

    dependencies = [("portal", "0002_shared_cache")]
    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
