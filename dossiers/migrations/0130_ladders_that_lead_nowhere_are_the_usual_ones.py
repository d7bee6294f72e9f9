"""Rungs that were set in no order: the usual ones, which the administrator can set anew."""

from django.db import migrations

STEP = """
UPDATE dossiers_noticetimes SET step_holder = 0, step_head = 1, step_leader = 3
WHERE step_holder >= step_head OR step_head >= step_leader OR step_holder >= step_leader OR step_head < 0 OR step_leader < 0
"""
WHOLE = """
UPDATE dossiers_noticetimes SET whole_head = -1, whole_leader = 1 WHERE whole_head >= whole_leader OR whole_leader < 0
"""


class Migration(migrations.Migration):
    """Before the database refuses them."""

    dependencies = [("dossiers", "0129_what_is_open_is_counted_from_an_index")]

    operations = [
        migrations.RunSQL(STEP, migrations.RunSQL.noop),
        migrations.RunSQL(WHOLE, migrations.RunSQL.noop),
    ]
