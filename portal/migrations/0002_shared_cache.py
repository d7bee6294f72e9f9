"""The cache that all processes share, as a table of the database."""

from django.core.management import call_command
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def make_table(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Make the table as Django does, unless it is there already; with another cache it stays empty."""
    del apps
    call_command("createcachetable", "shared_cache", database=schema_editor.connection.alias, verbosity=0)


def drop_table(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Drop the table."""
    del apps
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS shared_cache")


class Migration(migrations.Migration):
    """Makes the table; going back drops it with what is counted in it."""

    dependencies = [("portal", "0001_message_queue")]
    operations = [migrations.RunPython(make_table, drop_table)]
