"""The cash of a day is closed with its sum; a payment or a reversal in cash on a day that is closed is refused."""

from datetime import UTC, datetime

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

PROTECT = django.db.models.deletion.PROTECT
FIRST, END = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)

# The lock is that of procedures.locks.Lock.CASH: whoever closes a day holds it alone. The detail is read by
# dossiers.commands.money.cash, which refuses with it.
FORWARD = """
CREATE FUNCTION dossiers_refuse_late_cash() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    closing text;
BEGIN
    PERFORM pg_advisory_xact_lock_shared(20160812);
    SELECT concat_ws('|', closed."on", extract(epoch FROM closed.at), coalesce(nullif(who.full_name, ''), who.username))
        INTO closing FROM dossiers_cashday AS closed JOIN accounts_user AS who ON who.id = closed.by_id
        WHERE closed.agency_id = NEW.agency_id AND closed."on" = (NEW.at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date;
    IF closing IS NOT NULL THEN
        RAISE EXCEPTION 'the cash of this day is closed' USING ERRCODE = 'integrity_constraint_violation',
            CONSTRAINT = 'cash_day_is_closed', DETAIL = closing;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payment_in_cash_is_in_time BEFORE INSERT ON dossiers_payment
    FOR EACH ROW WHEN (NEW.way = 'cash') EXECUTE FUNCTION dossiers_refuse_late_cash();

CREATE FUNCTION dossiers_refuse_other_cash_day() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'days of cash only grow: % is refused', TG_OP USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER cash_day_is_final BEFORE UPDATE OR DELETE ON dossiers_cashday
    FOR EACH ROW EXECUTE FUNCTION dossiers_refuse_other_cash_day();
"""
BACKWARD = """
DROP TRIGGER cash_day_is_final ON dossiers_cashday;
DROP FUNCTION dossiers_refuse_other_cash_day();
DROP TRIGGER payment_in_cash_is_in_time ON dossiers_payment;
DROP FUNCTION dossiers_refuse_late_cash();
"""


class Migration(migrations.Migration):
    """Its table, and what keeps cash off a day that is closed."""

    dependencies = [
        ("accounts", "0005_carried_forms"),
        ("dossiers", "0068_what_is_owed_is_filled"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            "CashDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField()),
                ("amount", models.BigIntegerField()),
                ("count", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
                ("agency", models.ForeignKey("accounts.unit", PROTECT, related_name="+")),
                ("by", models.ForeignKey(settings.AUTH_USER_MODEL, PROTECT, related_name="+")),
            ],
            options={
                "ordering": ["-on"],
                "constraints": [
                    models.UniqueConstraint(fields=["agency", "on"], name="cash_day_once"),
                    models.CheckConstraint(condition=Q(at__gte=FIRST, at__lt=END), name="cash_day_of_our_time"),
                ],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
