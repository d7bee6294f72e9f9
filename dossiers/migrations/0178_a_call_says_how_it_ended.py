"""Nobody answered, or the number was wrong: such a call has told nothing. Those that were noted before count as they did."""

from django.db import migrations, models
from django.db.models import Q

ENDS = [("reached", "They were told"), ("nobody", "Nobody answered"), ("wrong", "Wrong number")]


class Migration(migrations.Migration):
    """A column with a default in the database and what holds of it: no row is written."""

    dependencies = [("dossiers", "0177_an_interest_is_ended_with_a_reason")]

    operations = [
        migrations.AddField(
            "collectionreminder",
            "outcome",
            models.CharField(choices=ENDS, db_default="reached", default="reached", max_length=7),
        ),
        migrations.AddConstraint(
            "collectionreminder",
            models.CheckConstraint(
                condition=Q(outcome="reached") | Q(way="phone"), name="reminded_in_vain_by_phone"
            ),
        ),
    ]
