"""Statements of the bank, and what each row of one is."""

from datetime import UTC, datetime

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

PROTECT = django.db.models.deletion.PROTECT
FIRST, END = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
MATCHES = [
    ("sure", "It names one dossier that owes just that"),
    ("no-number", "The message names no dossier"),
    ("cut", "The number of the dossier is not written out"),
    ("unknown", "There is no dossier of that number"),
    ("several", "The message names several dossiers"),
    ("less", "It is less than what is owed"),
    ("more", "It is more than what is owed"),
    ("not-owed", "Nothing is owed on this dossier: perhaps it was paid already"),
    ("not-known", "How much is owed on this dossier is not known"),
    ("ended", "The dossier has ended"),
    ("twice", "Another transfer pays the same dossier"),
    ("no-day", "The day cannot be read"),
    ("no-amount", "The amount cannot be read"),
    ("negative", "The amount is below zero"),
    ("formula", "A cell of the row is a formula"),
]


class Migration(migrations.Migration):
    """Their tables."""

    dependencies = [
        ("accounts", "0005_carried_forms"),
        ("dossiers", "0069_a_day_of_cash_is_closed"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            "Statement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200)),
                ("rows", models.PositiveIntegerField(default=0)),
                ("known", models.PositiveIntegerField(default=0)),
                ("at", models.DateTimeField()),
                ("agency", models.ForeignKey("accounts.unit", PROTECT, related_name="+")),
                ("by", models.ForeignKey(settings.AUTH_USER_MODEL, PROTECT, null=True, related_name="+")),
            ],
            options={
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(condition=Q(at__gte=FIRST, at__lt=END), name="statement_of_our_time")
                ],
            },
        ),
        migrations.CreateModel(
            "StatementRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=64)),
                ("line", models.PositiveIntegerField()),
                ("on", models.DateField(null=True)),
                ("amount", models.BigIntegerField()),
                ("reference", models.CharField(blank=True, max_length=100)),
                ("message", models.CharField(blank=True, max_length=500)),
                ("match", models.CharField(choices=MATCHES, max_length=9)),
                ("settled_at", models.DateTimeField(null=True)),
                ("agency", models.ForeignKey("accounts.unit", PROTECT, related_name="+", db_index=False)),
                ("dossier", models.ForeignKey("dossiers.dossier", PROTECT, null=True, related_name="+")),
                ("event", models.OneToOneField("dossiers.event", PROTECT, null=True, related_name="+")),
                (
                    "settled_by",
                    models.ForeignKey(settings.AUTH_USER_MODEL, PROTECT, null=True, related_name="+", db_index=False),
                ),
                (
                    "statement",
                    models.ForeignKey("dossiers.statement", PROTECT, related_name="transfers", db_index=False),
                ),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [models.Index(fields=["statement", "match", "id"], name="statement_rows")],
                "constraints": [
                    models.UniqueConstraint(fields=["agency", "key"], name="statement_row_once"),
                    models.CheckConstraint(
                        condition=Q(match__in=[value for value, _label in MATCHES]), name="statement_row_is_something"
                    ),
                    models.CheckConstraint(
                        condition=Q(settled_at__gte=FIRST, settled_at__lt=END), name="statement_row_of_our_time"
                    ),
                ],
            },
        ),
    ]
