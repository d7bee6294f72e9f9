"""What a gateway says of money and somebody has to look at, with what became of it."""

from datetime import UTC, datetime

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

PROTECT = django.db.models.deletion.PROTECT
FIRST, END = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
KINDS = [
    ("unknown", "We have no order of this reference, so that it was not recorded"),
    ("contradicts", "Its number was reported before with something else, so that it was not recorded again"),
    ("part", "What was given back is not just a payment that is recorded, so that nothing was reversed"),
    ("unreadable", "The message cannot be read, so that nothing was recorded"),
    ("amount", "It is recorded, and is not the amount of its order"),
    ("ended", "It is recorded, and the dossier had ended without a result"),
    ("too-much", "It is recorded, and is more than was owed by then"),
]
ENDS = [
    ("recorded", "Recorded as a payment of a dossier"),
    ("given-back", "Given back to the payer"),
    ("seen", "Looked at: nothing more is to be done"),
]

# What became of one is written once; then, and of what it is from the beginning, it stays. The dossier of what had none is
# that for which it is recorded. dossiers_refuse_other_gateway is that of migration 0075.
FORWARD = """
CREATE TRIGGER gateway_case_stays BEFORE DELETE ON dossiers_gatewaycase
    FOR EACH ROW EXECUTE FUNCTION dossiers_refuse_other_gateway();
CREATE TRIGGER gateway_case_is_done_once BEFORE UPDATE ON dossiers_gatewaycase FOR EACH ROW WHEN (
    OLD."end" <> '' OR (OLD.key, OLD.kind, OLD.transfer_id, OLD.message_id, OLD.amount, OLD.at)
        IS DISTINCT FROM (NEW.key, NEW.kind, NEW.transfer_id, NEW.message_id, NEW.amount, NEW.at)
    OR OLD.dossier_id IS NOT NULL AND OLD.dossier_id IS DISTINCT FROM NEW.dossier_id
) EXECUTE FUNCTION dossiers_refuse_other_gateway();
"""
BACKWARD = """
DROP TRIGGER gateway_case_is_done_once ON dossiers_gatewaycase;
DROP TRIGGER gateway_case_stays ON dossiers_gatewaycase;
"""


class Migration(migrations.Migration):
    """Its table, and what keeps it as it was written."""

    dependencies = [
        ("dossiers", "0080_papers_are_looked_up"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            "GatewayCase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=80, unique=True)),
                ("kind", models.CharField(choices=KINDS, max_length=11)),
                ("amount", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField()),
                ("end", models.CharField(blank=True, choices=ENDS, default="", max_length=10)),
                ("reference", models.CharField(blank=True, default="", max_length=60)),
                ("reason", models.CharField(blank=True, default="", max_length=1000)),
                ("done_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        settings.AUTH_USER_MODEL, PROTECT, null=True, related_name="+", db_index=False
                    ),
                ),
                ("dossier", models.ForeignKey("dossiers.dossier", PROTECT, null=True, related_name="+")),
                ("event", models.OneToOneField("dossiers.event", PROTECT, null=True, related_name="+")),
                ("message", models.ForeignKey("dossiers.gatewaymessage", PROTECT, null=True, related_name="+")),
                (
                    "transfer",
                    models.OneToOneField("dossiers.gatewaytransfer", PROTECT, null=True, related_name="case"),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "indexes": [models.Index(fields=["id"], name="gateway_case_open", condition=Q(end=""))],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(kind__in=[value for value, _words in KINDS]), name="gateway_case_has_a_kind"
                    ),
                    models.CheckConstraint(
                        condition=Q(end="", by=None, done_at=None, event=None)
                        | Q(end="recorded", by__isnull=False, done_at__isnull=False, event__isnull=False)
                        | Q(end__in=["given-back", "seen"], by__isnull=False, done_at__isnull=False, event=None)
                        & ~Q(reason=""),
                        name="gateway_case_is_done_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=Q(transfer__isnull=False) | Q(message__isnull=False),
                        name="gateway_case_is_of_something",
                    ),
                    models.CheckConstraint(
                        condition=Q(at__gte=FIRST, at__lt=END) & Q(done_at__gte=FIRST, done_at__lt=END),
                        name="gateway_case_of_our_time",
                    ),
                ],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
