"""Who was reminded of a result that waits to be collected, and after how many days an office does that."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """A table of its own, and a column with the office's usual number."""

    dependencies = [
        ("dossiers", "0143_what_was_returned_on_a_day_is_in_an_index"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            "noticetimes",
            "collect_days",
            models.PositiveSmallIntegerField(blank=True, db_default=10, default=10, null=True),
        ),
        migrations.CreateModel(
            name="CollectionReminder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("way", models.CharField(choices=[("mail", "by a notice"), ("phone", "by phone")], max_length=5)),
                ("number", models.CharField(blank=True, default="", max_length=20)),
                ("note", models.CharField(blank=True, default="", max_length=300)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="collection_reminders",
                        to="dossiers.dossier",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(way="mail", by=None) | Q(way="phone", by__isnull=False), name="reminded_by_whom"
                    )
                ],
            },
        ),
    ]
