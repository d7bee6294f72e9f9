"""The database refuses to change or to take away a payment, and to reverse what is none of the dossier's, whoever asks."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION dossiers_refuse_other_payment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'payments only grow: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE FUNCTION dossiers_refuse_other_reversal() RETURNS trigger LANGUAGE plpgsql AS $$
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

CREATE TRIGGER payment_is_final BEFORE UPDATE OR DELETE ON dossiers_payment
    FOR EACH ROW EXECUTE FUNCTION dossiers_refuse_other_payment();
CREATE TRIGGER payments_are_not_emptied BEFORE TRUNCATE ON dossiers_payment
    FOR EACH STATEMENT EXECUTE FUNCTION dossiers_refuse_other_payment();
CREATE TRIGGER payment_is_reversed_whole BEFORE INSERT ON dossiers_payment
    FOR EACH ROW WHEN (NEW.reverses_id IS NOT NULL) EXECUTE FUNCTION dossiers_refuse_other_reversal();
"""
BACKWARD = """
DROP TRIGGER payment_is_reversed_whole ON dossiers_payment;
DROP TRIGGER payments_are_not_emptied ON dossiers_payment;
DROP TRIGGER payment_is_final ON dossiers_payment;
DROP FUNCTION dossiers_refuse_other_reversal();
DROP FUNCTION dossiers_refuse_other_payment();
"""


class Migration(migrations.Migration):
    """Triggers on payments."""

    dependencies = [("dossiers", "0066_payments_are_rows")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
