"""Drafts that were thrown away are few among all, and the run that deletes them asks every hour."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """An index of those alone, made while others write."""

    atomic = False
    dependencies = [("dossiers", "0047_drafts_are_named_and_thrown_away")]

    operations = [
        AddIndexConcurrently(
            "draft",
            models.Index(fields=["thrown_at"], name="draft_thrown_away", condition=Q(thrown_at__isnull=False)),
        )
    ]
