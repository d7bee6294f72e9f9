"""Money that came in, and each reversal, is a row with its amount, its way and its place in the receipt book."""

from datetime import UTC, datetime

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

WAYS = [("cash", "In cash at the desk"), ("transfer", "By bank transfer"), ("other", "Another way")]
PROTECT = django.db.models.deletion.PROTECT
FIRST, END = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


class Migration(migrations.Migration):
    """Its table."""

    dependencies = [
        ("accounts", "0005_carried_forms"),
        ("dossiers", "0065_what_is_owed_is_made_of"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            "Payment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("amount", models.BigIntegerField()),
                ("way", models.CharField(choices=WAYS, max_length=8)),
                ("series", models.CharField(blank=True, default="", max_length=16)),
                ("number", models.PositiveIntegerField(null=True)),
                ("purpose", models.CharField(blank=True, default="", max_length=255)),
                ("at", models.DateTimeField()),
                ("agency", models.ForeignKey("accounts.unit", PROTECT, related_name="+", db_index=False)),
                ("by", models.ForeignKey(settings.AUTH_USER_MODEL, PROTECT, null=True, related_name="+")),
                ("dossier", models.ForeignKey("dossiers.dossier", PROTECT, related_name="payments")),
                ("event", models.OneToOneField("dossiers.event", PROTECT, related_name="payment")),
                ("reverses", models.OneToOneField("dossiers.payment", PROTECT, null=True, related_name="reversal")),
            ],
            options={
                "ordering": ["at", "id"],
                "indexes": [models.Index(fields=["agency", "at"], name="payment_of_day")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=["agency", "series", "number"],
                        name="payment_receipt_once",
                        condition=Q(number__isnull=False),
                    ),
                    models.CheckConstraint(condition=Q(amount__gt=0, amount__lte=10**12), name="payment_has_an_amount"),
                    models.CheckConstraint(
                        condition=Q(way__in=["cash", "transfer", "other"]), name="payment_has_a_way"
                    ),
                    models.CheckConstraint(
                        condition=Q(reverses=None, number__isnull=False) & ~Q(series="")
                        | Q(reverses__isnull=False, number=None, series=""),
                        name="payment_has_a_receipt_or_reverses",
                    ),
                    models.CheckConstraint(condition=Q(at__gte=FIRST, at__lt=END), name="payment_at_is_of_our_time"),
                ],
            },
        ),
    ]
