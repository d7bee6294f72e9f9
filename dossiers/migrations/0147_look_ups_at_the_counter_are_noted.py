"""Who at the counter was shown who somebody is."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

ASKED = [(1, "Number of a card"), (2, "Phone"), (3, "Earlier dossier"), (4, "The person's page at the counter")]


class Migration(migrations.Migration):
    """A table of its own."""

    dependencies = [
        ("accounts", "0011_accounts_have_a_history"),
        ("dossiers", "0146_interests_are_declared"),
    ]

    operations = [
        migrations.CreateModel(
            name="LookUp",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("asked", models.PositiveSmallIntegerField(choices=ASKED)),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["person", "id"], name="look_up_of_person"),
                    models.Index(fields=["by", "id"], name="look_up_by_officer"),
                ],
            },
        ),
    ]
