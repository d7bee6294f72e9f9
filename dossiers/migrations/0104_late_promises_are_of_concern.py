"""A promise after the date is counted by its day: the index of such events holds it too, made anew while others write."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models
from django.db.models import Q

OF_CONCERN = (
    Q(facts__answer__late=True)
    | Q(facts__has_key="supplement")
    | Q(action="lapse")
    | Q(action="reappoint")
    | Q(action="promise-late")
)


class Migration(migrations.Migration):
    """Late answers, rounds of supplement, what has lapsed, new appointments, late promises."""

    atomic = False
    dependencies = [("dossiers", "0103_what_is_wanted_back_is_found")]

    operations = [
        RemoveIndexConcurrently("event", "event_of_concern"),
        AddIndexConcurrently("event", models.Index(fields=["at", "dossier"], name="event_of_concern", condition=OF_CONCERN)),
    ]
