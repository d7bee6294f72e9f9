"""Whether a scan is in a dossier already is asked by its digest."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """An index that is made while others write."""

    atomic = False
    dependencies = [("dossiers", "0141_a_telephone_sends_to_the_counter")]

    operations = [AddIndexConcurrently("attachment", models.Index(fields=["sha256"], name="attachment_by_digest"))]
