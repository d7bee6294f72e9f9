"""What a procedure's dossiers took lately is read for each visitor of its page."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """One index, made while dossiers are being filed: the table grows."""

    atomic = False

    dependencies = [("dossiers", "0003_drafts_remember_the_version_before")]

    operations = [
        AddIndexConcurrently(
            model_name="dossier",
            index=models.Index(
                fields=["procedure", "-resolved_at"],
                name="dossier_resolved_lately",
                condition=models.Q(resolved_at__isnull=False),
            ),
        ),
    ]
