"""The pages of an account ask for the people of the counter with whom it was joined."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """An index that is made while others write."""

    atomic = False
    dependencies = [("dossiers", "0148_a_book_of_results_is_closed")]

    operations = [
        AddIndexConcurrently(
            "counterperson",
            models.Index(fields=["joined"], name="counter_people_of", condition=Q(joined__isnull=False)),
        )
    ]
