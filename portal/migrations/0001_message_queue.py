"""The default broker: message queues as plain tables and functions, without a PostgreSQL extension."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from pgmq.install import get_embedded_install_sql


def install(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Make the schema pgmq, unless the database has it already (as an extension, say)."""
    del apps
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT FROM pg_namespace WHERE nspname = 'pgmq'")
        if cursor.fetchone() is None:
            cursor.execute(get_embedded_install_sql())


class Migration(migrations.Migration):
    """Installs the queue; going back drops it with the messages in it, which the outbox sends again."""

    initial = True
    dependencies: list[tuple[str, str]] = []
    operations = [
        migrations.RunPython(install, migrations.RunPython.noop),
        migrations.RunSQL(migrations.RunSQL.noop, "DROP SCHEMA IF EXISTS pgmq CASCADE"),
    ]
