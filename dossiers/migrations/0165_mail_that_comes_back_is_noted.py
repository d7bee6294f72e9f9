"""Mail that a server took and gave back later is noted, beside the notice that it was."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Of what came back before it nothing is known."""

    dependencies = [("dossiers", "0164_what_remains_is_held_against_the_date")]

    operations = [
        migrations.CreateModel(
            name="ReturnCount",
            fields=[
                ("on", models.DateField(primary_key=True, serialize=False)),
                ("returned", models.PositiveIntegerField(default=0)),
                ("delayed", models.PositiveIntegerField(default=0)),
                ("other", models.PositiveIntegerField(default=0)),
                ("forged", models.PositiveIntegerField(default=0)),
                ("unread", models.PositiveIntegerField(default=0)),
                ("failed_at", models.DateTimeField(null=True)),
                ("failure", models.CharField(blank=True, max_length=60)),
            ],
        ),
        migrations.CreateModel(
            name="ReturnedMail",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("message_id", models.CharField(max_length=200)),
                ("recipient", models.CharField(max_length=254)),
                ("is_final", models.BooleanField()),
                ("status", models.CharField(blank=True, max_length=9)),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("noted_at", models.DateTimeField()),
                (
                    "notice",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="returns",
                        to="dossiers.notice",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["-noted_at", "-id"], name="returned_mail_newest")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("message_id", "recipient", "is_final"), name="returned_mail_once"
                    )
                ],
            },
        ),
    ]
