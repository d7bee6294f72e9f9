"""The register of papers is read by its day, by an index that is made while others write."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """A year of it, the newest first."""

    atomic = False
    dependencies = [("dossiers", "0117_deadlines_go_up_a_ladder")]

    operations = [
        AddIndexConcurrently("letter", models.Index(fields=["-issued_at", "-id"], name="letter_of_register")),
    ]
