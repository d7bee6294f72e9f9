"""The row says what was let pass: nobody asks the log for it any more."""

from django.contrib.postgres.operations import RemoveIndexConcurrently
from django.db import migrations


class Migration(migrations.Migration):
    """Without an index that no statement uses, dropped while others write."""

    atomic = False
    dependencies = [("dossiers", "0121_what_was_let_pass_is_marked")]

    operations = [RemoveIndexConcurrently("event", "event_let_pass")]
