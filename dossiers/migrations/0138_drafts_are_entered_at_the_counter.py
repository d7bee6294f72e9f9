"""A draft is its owner's, or an officer enters it for somebody at the counter; every one of before is its owner's."""

import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently, ValidateConstraint
from django.db import migrations, models
from django.db.models import Q

NAME = "draft_entered_by_officer"
ENTERED = Q(channel="online", entered_by=None) | (~Q(channel="online") & Q(entered_by__isnull=False))
CHANNELS = [("desk", "At the desk"), ("online", "On line"), ("post", "By public post")]


class Migration(migrations.Migration):
    """Columns that are empty in every row, an index and a constraint that are made while others write."""

    atomic = False
    dependencies = [
        ("dossiers", "0137_a_book_of_papers_is_closed"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            "draft",
            "channel",
            models.CharField(choices=CHANNELS, db_default="online", default="online", max_length=6),
        ),
        migrations.AddField(
            "draft",
            "entered_by",
            models.ForeignKey(
                settings.AUTH_USER_MODEL,
                django.db.models.deletion.PROTECT,
                db_index=False,
                null=True,
                related_name="+",
            ),
        ),
        migrations.AddField("draft", "counter", models.JSONField(db_default={}, default=dict)),
        AddIndexConcurrently(
            "draft",
            models.Index(
                fields=["entered_by", "-saved_at"], name="draft_at_counter", condition=Q(entered_by__isnull=False)
            ),
        ),
        AddConstraintNotValid("draft", models.CheckConstraint(condition=ENTERED, name=NAME)),
        ValidateConstraint("draft", NAME),
    ]
