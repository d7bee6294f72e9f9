"""Orders that are paid on line, what a gateway says of them, and the money that it has moved."""

from datetime import UTC, datetime

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

PROTECT = django.db.models.deletion.PROTECT
FIRST, END = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
MOST = 10**12
STATES = [
    ("open", "The bank has not answered"),
    ("paid", "Paid"),
    ("failed", "Not paid"),
    ("expired", "Its time is over"),
    ("refunded", "Given back"),
]
KINDS = [("paid", "Paid"), ("failed", "Not paid"), ("refunded", "Given back"), ("other", "Not understood")]
BECOMES = [
    ("waiting", "It is recorded next"),
    ("recorded", "Recorded"),
    ("nothing", "There is nothing to record: the payment was reversed by hand before"),
    ("by-hand", "Somebody has to look at it"),
]

# Messages stay as they came. Of a transfer only what has become of it changes, and what is recorded stays recorded.
FORWARD = """
CREATE FUNCTION dossiers_refuse_other_gateway() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what a gateway says only grows: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER gateway_message_is_final BEFORE UPDATE OR DELETE ON dossiers_gatewaymessage
    FOR EACH ROW EXECUTE FUNCTION dossiers_refuse_other_gateway();
CREATE TRIGGER gateway_messages_are_not_emptied BEFORE TRUNCATE ON dossiers_gatewaymessage
    FOR EACH STATEMENT EXECUTE FUNCTION dossiers_refuse_other_gateway();
CREATE TRIGGER gateway_transfer_stays BEFORE DELETE ON dossiers_gatewaytransfer
    FOR EACH ROW EXECUTE FUNCTION dossiers_refuse_other_gateway();
CREATE TRIGGER gateway_transfer_is_recorded_once BEFORE UPDATE ON dossiers_gatewaytransfer FOR EACH ROW WHEN (
    OLD.state = 'recorded' OR (OLD.gateway, OLD.kind, OLD.number, OLD.refunds, OLD.amount, OLD.order_id)
        IS DISTINCT FROM (NEW.gateway, NEW.kind, NEW.number, NEW.refunds, NEW.amount, NEW.order_id)
) EXECUTE FUNCTION dossiers_refuse_other_gateway();
"""
BACKWARD = """
DROP TRIGGER gateway_transfer_is_recorded_once ON dossiers_gatewaytransfer;
DROP TRIGGER gateway_transfer_stays ON dossiers_gatewaytransfer;
DROP TRIGGER gateway_messages_are_not_emptied ON dossiers_gatewaymessage;
DROP TRIGGER gateway_message_is_final ON dossiers_gatewaymessage;
DROP FUNCTION dossiers_refuse_other_gateway();
"""


class Migration(migrations.Migration):
    """Their tables, and what keeps them as they came."""

    dependencies = [
        ("dossiers", "0074_payments_come_on_line"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            "PaymentOrder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("gateway", models.CharField(max_length=32)),
                ("reference", models.CharField(max_length=32, unique=True)),
                ("amount", models.BigIntegerField()),
                ("state", models.CharField(choices=STATES, default="open", max_length=8)),
                ("at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("ask_at", models.DateTimeField(null=True)),
                ("by", models.ForeignKey(settings.AUTH_USER_MODEL, PROTECT, related_name="+", db_index=False)),
                ("dossier", models.ForeignKey("dossiers.dossier", PROTECT, related_name="+")),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [
                    models.Index(fields=["ask_at"], name="order_asked_about", condition=Q(ask_at__isnull=False))
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=["dossier", "amount"], name="order_open_once", condition=Q(state="open")
                    ),
                    models.CheckConstraint(condition=Q(amount__gt=0, amount__lte=MOST), name="order_has_an_amount"),
                    models.CheckConstraint(
                        condition=Q(state__in=[value for value, _label in STATES]), name="order_has_a_state"
                    ),
                    models.CheckConstraint(
                        condition=Q(at__gte=FIRST, at__lt=END)
                        & Q(expires_at__gte=FIRST, expires_at__lt=END)
                        & Q(ask_at__gte=FIRST, ask_at__lt=END),
                        name="order_of_our_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            "GatewayMessage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("gateway", models.CharField(max_length=32)),
                ("kind", models.CharField(choices=KINDS, max_length=8)),
                ("reference", models.CharField(blank=True, max_length=64)),
                ("number", models.CharField(blank=True, max_length=64)),
                ("amount", models.BigIntegerField(null=True)),
                ("dated", models.DateTimeField(null=True)),
                ("is_asked", models.BooleanField(default=False)),
                ("body", models.BinaryField()),
                ("at", models.DateTimeField()),
                (
                    "order",
                    models.ForeignKey("dossiers.paymentorder", PROTECT, null=True, related_name="messages"),
                ),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [models.Index(fields=["gateway", "number"], name="message_of_transfer")],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(kind__in=[value for value, _label in KINDS]), name="gateway_message_is_something"
                    ),
                    models.CheckConstraint(
                        condition=Q(at__gte=FIRST, at__lt=END) & Q(dated__gte=FIRST, dated__lt=END),
                        name="gateway_message_of_our_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            "GatewayTransfer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("gateway", models.CharField(max_length=32)),
                ("kind", models.CharField(choices=KINDS, max_length=8)),
                ("number", models.CharField(max_length=64)),
                ("refunds", models.CharField(blank=True, max_length=64)),
                ("amount", models.BigIntegerField()),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("state", models.CharField(choices=BECOMES, max_length=8)),
                ("at", models.DateTimeField()),
                (
                    "event",
                    models.OneToOneField("dossiers.event", PROTECT, null=True, related_name="gateway_transfer"),
                ),
                (
                    "order",
                    models.ForeignKey("dossiers.paymentorder", PROTECT, null=True, related_name="transfers"),
                ),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [models.Index(fields=["id"], name="transfer_waiting", condition=Q(state="waiting"))],
                "constraints": [
                    models.UniqueConstraint(fields=["gateway", "kind", "number"], name="transfer_once"),
                    models.CheckConstraint(condition=Q(kind__in=["paid", "refunded"]), name="transfer_moves_money"),
                    models.CheckConstraint(condition=Q(amount__gt=0, amount__lte=MOST), name="transfer_has_an_amount"),
                    models.CheckConstraint(
                        condition=Q(state="recorded", event__isnull=False)
                        | Q(state__in=["waiting", "nothing", "by-hand"], event=None),
                        name="transfer_is_recorded_by_an_event",
                    ),
                    models.CheckConstraint(condition=Q(at__gte=FIRST, at__lt=END), name="transfer_of_our_time"),
                ],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
