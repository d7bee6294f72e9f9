"""A person of the counter is joined with an account, by an officer who has seen the card and a code that the account shows."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """Columns that are empty in every row, of a table with one row for each person who was served; and a table of codes."""

    dependencies = [
        ("dossiers", "0144_who_was_reminded_of_a_result"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            "counterperson",
            "joined",
            models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="joined_people",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField("counterperson", "joined_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "counterperson",
            "joined_by",
            models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            "counterperson",
            models.CheckConstraint(
                condition=Q(joined=None, joined_at=None, joined_by=None)
                | Q(joined__isnull=False, joined_at__isnull=False, joined_by__isnull=False),
                name="counter_person_joined",
            ),
        ),
        migrations.CreateModel(
            name="JoiningCode",
            fields=[
                (
                    "account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("made_at", models.DateTimeField()),
            ],
        ),
    ]
