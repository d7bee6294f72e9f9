"""Dossiers about which the applicant waits for an answer are few, and are found among all."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """An index of those alone, for every seat and list."""

    atomic = False
    dependencies = [("dossiers", "0037_what_has_ended_is_narrowed_in_its_index")]

    operations = [
        AddIndexConcurrently(
            "dossier",
            models.Index(fields=["nearest_at", "id"], name="dossier_asked", condition=Q(message_from="applicant")),
        )
    ]
