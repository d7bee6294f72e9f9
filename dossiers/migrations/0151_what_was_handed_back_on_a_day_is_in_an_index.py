"""The register of returns of a day asks for what went back without a result."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """An index that is made while others write."""

    atomic = False
    dependencies = [("dossiers", "0150_a_telephone_sends_to_a_supplement")]

    operations = [
        AddIndexConcurrently(
            "event",
            models.Index(fields=["at", "dossier"], name="event_handed_back", condition=Q(action="hand-back")),
        )
    ]
