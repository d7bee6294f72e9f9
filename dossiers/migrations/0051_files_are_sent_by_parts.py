"""A file on its way has a row until a form takes it."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Its table."""

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("dossiers", "0050_a_dossier_holds_no_unjudged_file"),
    ]

    operations = [
        migrations.CreateModel(
            "PartialFile",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("draft_key", models.UUIDField(null=True)),
                ("name", models.CharField(max_length=255)),
                ("size", models.PositiveIntegerField()),
                ("created_at", models.DateTimeField()),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={"indexes": [models.Index(fields=["created_at"], name="partialfile_by_age")]},
        )
    ]
