"""The database refuses to change or to take away a report that was issued, whoever asks."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION dossiers_refuse_other_report() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'an issued report stays as it is: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER issued_report_is_final BEFORE UPDATE OR DELETE ON dossiers_issuedreport
    FOR EACH ROW EXECUTE FUNCTION dossiers_refuse_other_report();
CREATE TRIGGER issued_reports_are_not_emptied BEFORE TRUNCATE ON dossiers_issuedreport
    FOR EACH STATEMENT EXECUTE FUNCTION dossiers_refuse_other_report();
"""
BACKWARD = """
DROP TRIGGER issued_reports_are_not_emptied ON dossiers_issuedreport;
DROP TRIGGER issued_report_is_final ON dossiers_issuedreport;
DROP FUNCTION dossiers_refuse_other_report();
"""


class Migration(migrations.Migration):
    """Triggers on issued reports."""

    dependencies = [("dossiers", "0057_answers_are_found_by_their_day")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
