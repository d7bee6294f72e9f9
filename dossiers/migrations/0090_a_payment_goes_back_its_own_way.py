"""All that is left of a payment can go back in another way than it came: the trigger keeps to what is left alone.

That a wrong entry is reversed in its own way is for ``check_dossiers`` to see: a row does not say which it is.
"""

from django.db import migrations

FUNCTION = """
CREATE OR REPLACE FUNCTION dossiers_refuse_other_reversal() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    rest bigint;
    its_way text;
BEGIN
    SELECT paid.amount - coalesce((SELECT sum(part.amount) FROM dossiers_payment AS part WHERE part.part_of_id = paid.id), 0),
            paid.way INTO rest, its_way
        FROM dossiers_payment AS paid WHERE paid.id = coalesce(NEW.reverses_id, NEW.part_of_id) AND paid.number IS NOT NULL
            AND paid.dossier_id = NEW.dossier_id AND paid.agency_id = NEW.agency_id;
    IF NEW.reverses_id IS NOT NULL AND (rest IS NULL OR NEW.amount <> rest{way}) THEN
        RAISE EXCEPTION 'a reversal undoes all that is left of one payment of its dossier'
            USING ERRCODE = 'integrity_constraint_violation';
    ELSIF NEW.part_of_id IS NOT NULL AND (rest IS NULL OR NEW.amount >= rest
        OR EXISTS (SELECT FROM dossiers_payment AS undone WHERE undone.reverses_id = NEW.part_of_id)) THEN
        RAISE EXCEPTION 'a part that goes back is less than what is left of one payment of its dossier'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    """The function of the trigger, without and with the way."""

    dependencies = [("dossiers", "0089_a_part_of_a_file_says_its_size")]

    operations = [
        migrations.RunSQL(FUNCTION.format(way=""), FUNCTION.format(way=" OR NEW.way <> its_way")),
    ]
