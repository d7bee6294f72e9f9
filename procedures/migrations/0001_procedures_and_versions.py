"""Procedures and the versions in which they are published."""

import django.db.models.deletion
import django_fsm
from django.db import migrations, models


class Migration(migrations.Migration):
    """Two tables."""

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Procedure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=60, unique=True, verbose_name="name in addresses")),
                ("code", models.CharField(blank=True, max_length=40, verbose_name="national code")),
                ("sector", models.SlugField(max_length=60, verbose_name="sector")),
            ],
            options={"verbose_name": "procedure", "verbose_name_plural": "procedures"},
        ),
        migrations.CreateModel(
            name="ProcedureVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveSmallIntegerField(verbose_name="version")),
                ("text", models.TextField(verbose_name="definition")),
                (
                    "digest",
                    models.CharField(max_length=64, unique=True, verbose_name="SHA-256 of the definition"),
                ),
                (
                    "decision_no",
                    models.CharField(blank=True, max_length=100, verbose_name="number of the decision"),
                ),
                ("effective_on", models.DateField(verbose_name="effective on")),
                (
                    "status",
                    django_fsm.FSMField(
                        choices=[("draft", "Draft"), ("published", "Published"), ("retired", "Retired")],
                        default="draft",
                        max_length=16,
                        verbose_name="status",
                    ),
                ),
                ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="published at")),
                ("retired_at", models.DateTimeField(blank=True, null=True, verbose_name="retired at")),
                (
                    "procedure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="procedures.procedure",
                        verbose_name="procedure",
                    ),
                ),
            ],
            options={
                "verbose_name": "version of a procedure",
                "verbose_name_plural": "versions of procedures",
                "constraints": [
                    models.UniqueConstraint(fields=("procedure", "version"), name="version_number_once"),
                    models.CheckConstraint(condition=models.Q(("version__gte", 1)), name="version_counts_from_one"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("published_at__isnull", True), ("retired_at__isnull", True), ("status", "draft")),
                            models.Q(
                                ("published_at__isnull", False),
                                ("retired_at__isnull", True),
                                ("status", "published"),
                            ),
                            models.Q(
                                ("published_at__isnull", False),
                                ("retired_at__isnull", False),
                                ("status", "retired"),
                            ),
                            _connector="OR",
                        ),
                        name="version_instants_go_with_status",
                    ),
                ],
            },
        ),
    ]
