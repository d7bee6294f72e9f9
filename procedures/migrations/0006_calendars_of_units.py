"""Calendars of units, and the decisions that change calendars with the progress of each."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """One table more; a calendar may be a unit's, and the same content may come into force again."""

    dependencies = [
        ("accounts", "__first__"),
        ("procedures", "0005_catalogue"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CalendarChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("decision", models.CharField(max_length=255, verbose_name="number of the decision")),
                ("decided_on", models.DateField(null=True, verbose_name="date of the decision")),
                ("what", models.JSONField(verbose_name="what it changes")),
                ("created_at", models.DateTimeField(verbose_name="created at")),
                ("first_on", models.DateField(null=True, verbose_name="first day changed")),
                ("last_on", models.DateField(null=True, verbose_name="last day changed")),
                ("total", models.PositiveIntegerField(default=0)),
                ("done", models.PositiveIntegerField(default=0)),
                ("moved", models.PositiveIntegerField(default=0)),
                ("cursor", models.BigIntegerField(default=0)),
                ("failures", models.JSONField(default=list)),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
            ],
            options={
                "verbose_name": "change of the calendar",
                "verbose_name_plural": "changes of the calendar",
                "indexes": [
                    models.Index(
                        condition=models.Q(("finished_at", None)), fields=["id"], name="calendar_change_unfinished"
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="calendarversion",
            name="unit",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="calendars",
                to="accounts.unit",
                verbose_name="unit",
            ),
        ),
        migrations.AddField(
            model_name="calendarversion",
            name="change",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="versions",
                to="procedures.calendarchange",
            ),
        ),
        migrations.AddField(
            model_name="calendarversion",
            name="own",
            field=models.JSONField(
                default=dict,
                db_default=models.Value({}, models.JSONField()),
                verbose_name="what is the unit's own",
            ),
        ),
        migrations.AlterField(
            model_name="calendarversion",
            name="digest",
            field=models.CharField(max_length=64, verbose_name="SHA-256 of the content"),
        ),
        migrations.AddIndex(
            model_name="calendarversion",
            index=models.Index(fields=["unit", "-created_at", "-id"], name="calendar_newest_of_unit"),
        ),
        migrations.AddIndex(
            model_name="calendarversion",
            index=models.Index(fields=["digest"], name="calendar_by_digest"),
        ),
    ]
