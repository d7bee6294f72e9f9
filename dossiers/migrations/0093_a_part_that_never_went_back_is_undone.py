"""A part that was recorded as given back by mistake is undone by a row of its own, which puts its amount on again, once."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

FUNCTION = """
CREATE OR REPLACE FUNCTION dossiers_refuse_other_reversal() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    rest bigint;
BEGIN
    SELECT paid.amount - coalesce((SELECT sum(part.amount) FROM dossiers_payment AS part WHERE part.part_of_id = paid.id{undone}), 0)
        INTO rest
        FROM dossiers_payment AS paid WHERE paid.id = coalesce(NEW.reverses_id, NEW.part_of_id) AND paid.number IS NOT NULL
            AND paid.dossier_id = NEW.dossier_id AND paid.agency_id = NEW.agency_id;
    IF NEW.reverses_id IS NOT NULL AND (rest IS NULL OR NEW.amount <> rest) THEN
        RAISE EXCEPTION 'a reversal undoes all that is left of one payment of its dossier'
            USING ERRCODE = 'integrity_constraint_violation';
    ELSIF NEW.part_of_id IS NOT NULL AND (rest IS NULL OR NEW.amount >= rest
        OR EXISTS (SELECT FROM dossiers_payment AS undone WHERE undone.reverses_id = NEW.part_of_id)) THEN
        RAISE EXCEPTION 'a part that goes back is less than what is left of one payment of its dossier'
            USING ERRCODE = 'integrity_constraint_violation';{restores}
    END IF;
    RETURN NEW;
END $$;
DROP TRIGGER payment_takes_off_what_is_left ON dossiers_payment;
CREATE TRIGGER payment_takes_off_what_is_left BEFORE INSERT ON dossiers_payment FOR EACH ROW
    WHEN (NEW.reverses_id IS NOT NULL OR NEW.part_of_id IS NOT NULL{also}) EXECUTE FUNCTION dossiers_refuse_other_reversal();
"""
UNDONE = " AND NOT EXISTS (SELECT FROM dossiers_payment AS undone WHERE undone.restores_id = part.id)"
RESTORES = """
    ELSIF NEW.restores_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM dossiers_payment AS part WHERE part.id = NEW.restores_id AND part.part_of_id IS NOT NULL
            AND part.dossier_id = NEW.dossier_id AND part.agency_id = NEW.agency_id AND part.amount = NEW.amount
            AND part.way = NEW.way AND part.way <> 'online'
            AND NOT EXISTS (SELECT FROM dossiers_payment AS undone WHERE undone.reverses_id = part.part_of_id)
    ) THEN
        RAISE EXCEPTION 'what undoes a part is all of one part of its dossier, whose payment stands'
            USING ERRCODE = 'integrity_constraint_violation';"""
BEFORE = FUNCTION.format(undone="", restores="", also="")
AFTER = FUNCTION.format(undone=UNDONE, restores=RESTORES, also=" OR NEW.restores_id IS NOT NULL")


class Migration(migrations.Migration):
    """Its column, what a row must say, and the trigger that keeps to what is left."""

    dependencies = [("dossiers", "0092_what_is_decided_leaves_its_index")]

    operations = [
        migrations.AddField(
            "payment",
            "restores",
            models.OneToOneField(
                "dossiers.payment", django.db.models.deletion.PROTECT, null=True, related_name="restored"
            ),
        ),
        migrations.RemoveConstraint("payment", "payment_has_a_receipt_or_is_of_one"),
        migrations.AddConstraint(
            "payment",
            models.CheckConstraint(
                condition=Q(reverses=None, part_of=None, restores=None, number__isnull=False) & ~Q(series="")
                | Q(reverses__isnull=False, part_of=None, restores=None, number=None, series="")
                | Q(reverses=None, part_of__isnull=False, restores=None, number=None, series="")
                | Q(reverses=None, part_of=None, restores__isnull=False, number=None, series=""),
                name="payment_is_received_or_of_another",
            ),
        ),
        migrations.RunSQL(AFTER, BEFORE),
    ]
