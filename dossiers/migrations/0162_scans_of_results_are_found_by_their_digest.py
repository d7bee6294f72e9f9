"""Whoever has the scan of a result that was signed by hand asks whether it is one of ours."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """An index that is made while others write; until it is there the page reads more."""

    atomic = False
    dependencies = [("dossiers", "0161_sheets_for_a_signature_have_a_code")]

    operations = [
        AddIndexConcurrently(
            "resultfile", models.Index(fields=["sha256"], name="scan_by_digest", condition=Q(token=""))
        ),
    ]
