"""The register of returns of a day asks for what was handed back later than a result too."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """An index that is made anew while others write; until it is there the register reads more."""

    atomic = False
    dependencies = [("dossiers", "0155_a_counter_is_closed_in_anothers_place")]

    operations = [
        RemoveIndexConcurrently("event", "event_handed_back"),
        AddIndexConcurrently(
            "event",
            models.Index(
                fields=["at", "dossier"],
                name="event_handed_back",
                condition=Q(action__in=["hand-back", "hand-back-originals"]),
            ),
        ),
    ]
