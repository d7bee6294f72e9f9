"""Working calendars, one row for each content."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One table."""

    dependencies = [("procedures", "0002_sectors_of_units")]

    operations = [
        migrations.CreateModel(
            name="CalendarVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(verbose_name="created at")),
                ("digest", models.CharField(max_length=64, unique=True, verbose_name="SHA-256 of the content")),
                ("content", models.JSONField(verbose_name="content")),
                (
                    "decision",
                    models.CharField(blank=True, max_length=255, verbose_name="decision or other source"),
                ),
                ("first_on", models.DateField(verbose_name="first day covered")),
                ("last_on", models.DateField(verbose_name="last day covered")),
            ],
            options={
                "verbose_name": "calendar",
                "verbose_name_plural": "calendars",
                "get_latest_by": ("created_at", "id"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("last_on__gte", models.F("first_on"))),
                        name="calendar_ends_after_it_starts",
                    ),
                ],
            },
        ),
    ]
