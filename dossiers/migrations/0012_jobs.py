"""Jobs: long works that a person starts, with an outcome for each item. A preview of the calendar will be one."""

import datetime

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FIRST, END = datetime.datetime(1900, 1, 1, tzinfo=datetime.UTC), datetime.datetime(2200, 1, 1, tzinfo=datetime.UTC)


def of_our_time(*names):
    condition = models.Q()
    for name in names:
        condition &= models.Q(**{f"{name}__gte": FIRST, f"{name}__lt": END})
    return condition


def foreign_key(to, on_delete):
    return models.ForeignKey(null=True, on_delete=on_delete, related_name="+", to=to)


class Migration(migrations.Migration):
    """Two tables, and the way from a preview to its job."""

    dependencies = [
        ("accounts", "0003_constraints_in_words"),
        ("dossiers", "0011_notices_have_a_channel"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Job",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=24)),
                ("arguments", models.JSONField(default=dict)),
                ("role", models.CharField(blank=True, max_length=24)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("running", "Running"),
                            ("done", "Done"),
                            ("cancelled", "Cancelled"),
                            ("stopped", "Stopped"),
                        ],
                        default="waiting",
                        max_length=9,
                    ),
                ),
                ("why", models.JSONField(null=True)),
                ("created_at", models.DateTimeField()),
                ("taken_at", models.DateTimeField(null=True)),
                ("tries", models.PositiveIntegerField(default=0)),
                ("cancel_asked_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                ("total", models.PositiveIntegerField(default=0)),
                ("done", models.PositiveIntegerField(default=0)),
                ("skipped", models.PositiveIntegerField(default=0)),
                ("failed", models.PositiveIntegerField(default=0)),
                ("cursor", models.BigIntegerField(default=0)),
                ("by", foreign_key(settings.AUTH_USER_MODEL, django.db.models.deletion.CASCADE)),
                ("unit", foreign_key("accounts.unit", django.db.models.deletion.PROTECT)),
                ("agency", foreign_key("accounts.unit", django.db.models.deletion.PROTECT)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(state__in=("waiting", "running"), finished_at=None)
                        | (~models.Q(state__in=("waiting", "running")) & models.Q(finished_at__isnull=False)),
                        name="job_has_ended_or_not",
                    ),
                    models.CheckConstraint(
                        condition=of_our_time("created_at", "taken_at", "cancel_asked_at", "finished_at"),
                        name="job_of_our_time",
                    ),
                ],
                "indexes": [
                    models.Index(condition=models.Q(finished_at=None), fields=["taken_at", "id"], name="job_open"),
                    models.Index(fields=["state", "id"], name="job_by_state"),
                    models.Index(fields=["finished_at"], name="job_to_forget"),
                ],
            },
        ),
        migrations.CreateModel(
            name="JobOutcome",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("item", models.BigIntegerField()),
                (
                    "outcome",
                    models.CharField(
                        choices=[("done", "Done"), ("skipped", "Skipped"), ("failed", "Failed")], max_length=7
                    ),
                ),
                ("why", models.JSONField(null=True)),
                (
                    "job",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="outcomes",
                        to="dossiers.job",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=["job", "item"], name="job_does_once")],
                "indexes": [
                    models.Index(
                        condition=~models.Q(outcome="done"), fields=["job", "outcome", "item"], name="job_not_done"
                    )
                ],
            },
        ),
        migrations.AddField(
            "calendarpreview",
            "job",
            models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="calendar_preview",
                to="dossiers.job",
            ),
        ),
        migrations.AlterField("calendarpreview", "created_at", models.DateTimeField(null=True)),
    ]
