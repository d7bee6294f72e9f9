"""What rests on a result, or took over from it, is found by indexes of the few that do, made while others write."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q
from django.db.models.fields.json import KeyTransform


class Migration(migrations.Migration):
    """Nobody looks through the whole log before a result is revoked."""

    atomic = False
    dependencies = [("dossiers", "0022_results_know_the_earlier_one")]

    operations = [
        AddIndexConcurrently(
            "result",
            models.Index(condition=Q(earlier__isnull=False), fields=["earlier"], name="result_later"),
        ),
        AddIndexConcurrently(
            "event",
            GinIndex(KeyTransform("rests_on", "facts"), condition=Q(facts__has_key="rests_on"), name="event_rests_on"),
        ),
    ]
