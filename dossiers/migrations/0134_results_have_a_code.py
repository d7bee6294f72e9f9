"""The code on a result leads to where it is checked; those of before, and scans, have none."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """A column that is empty in every row, and an index that is made while others write."""

    atomic = False
    dependencies = [("dossiers", "0133_a_change_is_noted_by_one_plan")]

    operations = [
        migrations.AddField(
            "resultfile", "token", models.CharField(blank=True, db_default="", default="", max_length=43)
        ),
        AddIndexConcurrently(
            "resultfile", models.Index(fields=["token"], name="result_by_code", condition=~Q(token=""))
        ),
    ]
