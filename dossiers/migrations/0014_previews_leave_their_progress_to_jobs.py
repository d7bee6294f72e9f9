"""What a preview's job knows stands there alone."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Five columns and their index go; every preview has a job."""

    dependencies = [("dossiers", "0013_previews_are_jobs")]

    operations = [
        migrations.AlterField(
            "calendarpreview",
            "job",
            models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="calendar_preview", to="dossiers.job"
            ),
        ),
        migrations.RemoveIndex("calendarpreview", "calendar_preview_unfinished"),
        migrations.RemoveField("calendarpreview", "by"),
        migrations.RemoveField("calendarpreview", "created_at"),
        migrations.RemoveField("calendarpreview", "done"),
        migrations.RemoveField("calendarpreview", "cursor"),
        migrations.RemoveField("calendarpreview", "finished_at"),
    ]
