"""Each job of the schedule leaves the instant at which it last ended, for whoever watches the site."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """A table with one row for a job."""

    dependencies = [("dossiers", "0009_only_what_can_be_read")]

    operations = [
        migrations.CreateModel(
            name="JobRun",
            fields=[
                ("job", models.CharField(max_length=16, primary_key=True, serialize=False)),
                ("ended_at", models.DateTimeField()),
            ],
        ),
    ]
