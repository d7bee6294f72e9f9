"""A job knows when it was begun, so that it can tell how long it took."""

import datetime

from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db import migrations, models

FIRST, END = datetime.datetime(1900, 1, 1, tzinfo=datetime.UTC), datetime.datetime(2200, 1, 1, tzinfo=datetime.UTC)
NAME = "job_begun_of_our_time"


class Migration(migrations.Migration):
    """One column of a small table; of what began before it came it is not known."""

    dependencies = [("dossiers", "0017_jobs_know_who_cancelled")]

    operations = [
        migrations.AddField("job", "begun_at", models.DateTimeField(null=True)),
        AddConstraintNotValid(
            "job",
            models.CheckConstraint(condition=models.Q(begun_at__gte=FIRST, begun_at__lt=END), name=NAME),
        ),
        ValidateConstraint("job", NAME),
    ]
