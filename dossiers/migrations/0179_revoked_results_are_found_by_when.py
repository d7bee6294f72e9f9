"""Whom nobody told of a revocation is looked for by when it was revoked: few are."""

from typing import ClassVar

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """One index, made while others write."""

    atomic = False

    dependencies: ClassVar = [("dossiers", "0178_a_call_says_how_it_ended")]

    operations: ClassVar = [
        AddIndexConcurrently(
            model_name="result",
            index=models.Index(
                fields=["revoked_at", "dossier"], name="result_revoked", condition=Q(revoked_at__isnull=False)
            ),
        ),
    ]
