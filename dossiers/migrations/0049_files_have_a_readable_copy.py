"""A picture gets a copy that is read more easily, and a file may be judged after it has come."""

import django.db.models
from django.db import migrations

import dossiers.models.attachment


class Migration(migrations.Migration):
    """Three columns that are empty for the files that are there: they were judged, and stay as they are."""

    dependencies = [("dossiers", "0048_thrown_drafts_are_found")]

    operations = [
        migrations.AddField(
            "attachment",
            "readable",
            django.db.models.FileField(
                blank=True,
                db_default="",
                default="",
                max_length=200,
                upload_to=dossiers.models.attachment.readable_path,
            ),
        ),
        migrations.AddField(
            "attachment", "awaits", django.db.models.CharField(blank=True, db_default="", default="", max_length=10)
        ),
        migrations.AddField(
            "attachment", "problem", django.db.models.CharField(blank=True, db_default="", default="", max_length=20)
        ),
    ]
