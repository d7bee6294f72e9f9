"""What is counted by the day of its event is found by an index that holds these few alone, made while others write."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q

OF_CONCERN = Q(facts__answer__late=True) | Q(facts__has_key="supplement") | Q(action="lapse") | Q(action="reappoint")


class Migration(migrations.Migration):
    """Late answers, rounds of supplement, what has lapsed, new appointments."""

    atomic = False
    dependencies = [("dossiers", "0052_what_is_counted_is_summed")]

    operations = [
        AddIndexConcurrently("event", models.Index(fields=["at", "dossier"], name="event_of_concern", condition=OF_CONCERN))
    ]
