"""The database refuses to change a result that has its number, whoever asks; it can only be revoked, once."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION dossiers_refuse_other_result() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a result is final: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER result_is_kept BEFORE DELETE ON dossiers_result
    FOR EACH ROW EXECUTE FUNCTION dossiers_refuse_other_result();
CREATE TRIGGER result_is_only_revoked BEFORE UPDATE ON dossiers_result
    FOR EACH ROW
    WHEN (OLD.revoked_at IS NOT NULL
          OR to_jsonb(NEW) - 'revoked_at' - 'revocation_id' IS DISTINCT FROM to_jsonb(OLD) - 'revoked_at' - 'revocation_id')
    EXECUTE FUNCTION dossiers_refuse_other_result();
CREATE TRIGGER result_file_is_final BEFORE UPDATE OR DELETE ON dossiers_resultfile
    FOR EACH ROW EXECUTE FUNCTION dossiers_refuse_other_result();
"""
BACKWARD = """
DROP TRIGGER result_file_is_final ON dossiers_resultfile;
DROP TRIGGER result_is_only_revoked ON dossiers_result;
DROP TRIGGER result_is_kept ON dossiers_result;
DROP FUNCTION dossiers_refuse_other_result();
"""


class Migration(migrations.Migration):
    """Triggers on results and on the revisions of their files."""

    dependencies = [("dossiers", "0020_results")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
