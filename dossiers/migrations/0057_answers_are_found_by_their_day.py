"""With how many hours the desk answered is read from the answers of a period: found by an index that holds no other events."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """An index that is made while others write."""

    atomic = False
    dependencies = [("dossiers", "0056_the_record_of_years_before_is_found")]

    operations = [
        AddIndexConcurrently(
            "event",
            models.Index(fields=["at", "dossier"], name="event_of_answer", condition=Q(facts__has_key="answer")),
        )
    ]
