"""Whom no mail reaches and who has no telephone is written to: the note of it has the number of the postal item."""

from django.db import migrations, models
from django.db.models import Q

WAYS = [("mail", "by a notice"), ("phone", "by phone"), ("post", "by a letter")]
BY_WHOM = (
    Q(way="mail", by=None)
    | Q(way="phone", by__isnull=False)
    | (Q(way="post", by__isnull=False) & ~Q(number=""))
)


class Migration(migrations.Migration):
    """A wider column and a wider condition: no row changes."""

    dependencies = [("dossiers", "0175_joinings_are_kept")]

    operations = [
        migrations.AlterField("collectionreminder", "way", models.CharField(choices=WAYS, max_length=5)),
        migrations.AlterField(
            "collectionreminder", "number", models.CharField(blank=True, default="", max_length=60)
        ),
        # One row may tell of two dates, a place and a door.
        migrations.AlterField(
            "collectionreminder", "about", models.CharField(blank=True, db_default="", default="", max_length=160)
        ),
        migrations.RemoveConstraint("collectionreminder", "reminded_by_whom"),
        migrations.AddConstraint(
            "collectionreminder", models.CheckConstraint(condition=BY_WHOM, name="reminded_by_whom")
        ),
    ]
