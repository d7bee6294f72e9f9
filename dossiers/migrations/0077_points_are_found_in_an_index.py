"""What was brought to another receiving point than the desk is rare among all: found in an index of its own."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """An index that is made while others write."""

    atomic = False
    dependencies = [("dossiers", "0076_where_a_dossier_was_received")]

    operations = [
        AddIndexConcurrently(
            "dossier",
            models.Index(
                fields=["agency", "point", "-changed_at", "-id"],
                name="ended_at_point",
                condition=Q(("holder", ""), models.Q(("point", ""), _negated=True)),
            ),
        )
    ]
