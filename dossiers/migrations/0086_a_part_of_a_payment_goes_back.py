"""A part of a payment can go back to the payer: a row of its own, and never more than what is left of its payment."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

FORWARD = """
CREATE OR REPLACE FUNCTION dossiers_refuse_other_reversal() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    rest bigint;
    its_way text;
BEGIN
    SELECT paid.amount - coalesce((SELECT sum(part.amount) FROM dossiers_payment AS part WHERE part.part_of_id = paid.id), 0),
            paid.way INTO rest, its_way
        FROM dossiers_payment AS paid WHERE paid.id = coalesce(NEW.reverses_id, NEW.part_of_id) AND paid.number IS NOT NULL
            AND paid.dossier_id = NEW.dossier_id AND paid.agency_id = NEW.agency_id;
    IF NEW.reverses_id IS NOT NULL AND (rest IS NULL OR NEW.amount <> rest OR NEW.way <> its_way) THEN
        RAISE EXCEPTION 'a reversal undoes all that is left of one payment of its dossier'
            USING ERRCODE = 'integrity_constraint_violation';
    ELSIF NEW.part_of_id IS NOT NULL AND (rest IS NULL OR NEW.amount >= rest
        OR EXISTS (SELECT FROM dossiers_payment AS undone WHERE undone.reverses_id = NEW.part_of_id)) THEN
        RAISE EXCEPTION 'a part that goes back is less than what is left of one payment of its dossier'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
DROP TRIGGER payment_is_reversed_whole ON dossiers_payment;
CREATE TRIGGER payment_takes_off_what_is_left BEFORE INSERT ON dossiers_payment FOR EACH ROW
    WHEN (NEW.reverses_id IS NOT NULL OR NEW.part_of_id IS NOT NULL) EXECUTE FUNCTION dossiers_refuse_other_reversal();
"""
BACKWARD = """
DROP TRIGGER payment_takes_off_what_is_left ON dossiers_payment;
CREATE OR REPLACE FUNCTION dossiers_refuse_other_reversal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM dossiers_payment AS paid WHERE paid.id = NEW.reverses_id AND paid.reverses_id IS NULL
            AND paid.dossier_id = NEW.dossier_id AND paid.amount = NEW.amount AND paid.way = NEW.way
            AND paid.agency_id = NEW.agency_id
    ) THEN
        RAISE EXCEPTION 'a reversal undoes the whole of one payment of its dossier'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payment_is_reversed_whole BEFORE INSERT ON dossiers_payment
    FOR EACH ROW WHEN (NEW.reverses_id IS NOT NULL) EXECUTE FUNCTION dossiers_refuse_other_reversal();
"""


class Migration(migrations.Migration):
    """Its column, what a row must say, and the trigger that keeps to what is left."""

    dependencies = [("dossiers", "0085_money_may_be_given_back_twice")]

    operations = [
        migrations.AddField(
            "payment",
            "part_of",
            models.ForeignKey(
                "dossiers.payment",
                django.db.models.deletion.PROTECT,
                null=True,
                related_name="parts",
                db_index=False,
            ),
        ),
        migrations.RemoveConstraint("payment", "payment_has_a_receipt_or_reverses"),
        migrations.AddConstraint(
            "payment",
            models.CheckConstraint(
                condition=Q(reverses=None, part_of=None, number__isnull=False) & ~Q(series="")
                | Q(reverses__isnull=False, part_of=None, number=None, series="")
                | Q(reverses=None, part_of__isnull=False, number=None, series=""),
                name="payment_has_a_receipt_or_is_of_one",
            ),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
