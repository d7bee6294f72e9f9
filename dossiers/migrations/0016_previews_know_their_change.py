"""A preview from which the calendar was changed knows the change."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """One column of a small table; what was applied before it came is not known."""

    dependencies = [
        ("dossiers", "0015_what_was_tried_in_vain"),
        ("procedures", "0006_calendars_of_units"),
    ]

    operations = [
        migrations.AddField(
            "calendarpreview",
            "change",
            models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="procedures.calendarchange",
            ),
        ),
    ]
