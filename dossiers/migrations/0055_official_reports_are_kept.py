"""An official report is kept as it was issued, with every word and number of its own."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    """Its table."""

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("dossiers", "0054_files_on_their_way_name_their_paper"),
    ]

    operations = [
        migrations.CreateModel(
            "IssuedReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("form", models.CharField(max_length=24)),
                ("agencies", django.contrib.postgres.fields.ArrayField(models.BigIntegerField())),
                ("divisions", django.contrib.postgres.fields.ArrayField(models.BigIntegerField(), blank=True, default=list)),
                ("start", models.DateField()),
                ("end", models.DateField()),
                ("report", models.JSONField()),
                ("digest", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                ("by", models.ForeignKey(settings.AUTH_USER_MODEL, django.db.models.deletion.PROTECT, related_name="+")),
            ],
            options={
                "ordering": ["-pk"],
                "constraints": [models.CheckConstraint(condition=Q(end__gte=F("start")), name="issued_report_period")],
            },
        ),
    ]
