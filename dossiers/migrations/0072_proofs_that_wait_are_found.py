"""Dossiers of which a proof of payment waits are few, and are found among all."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """An index of those alone, for every seat and list."""

    atomic = False
    dependencies = [("dossiers", "0071_proofs_of_payment_wait")]

    operations = [
        AddIndexConcurrently(
            "dossier",
            models.Index(fields=["nearest_at", "id"], name="dossier_proven", condition=Q(proofs__gt=0)),
        )
    ]
