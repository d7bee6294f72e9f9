"""The database refuses to change what has been published: a dossier rests on it for life."""

from django.db import migrations

GUARD_VERSIONS = """
CREATE FUNCTION procedures_version_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.status = 'draft' THEN
            RETURN OLD;
        END IF;
        RAISE EXCEPTION 'version % of procedure % has been published and cannot be deleted',
            OLD.version, OLD.procedure_id USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.status <> 'draft' AND (
        (NEW.procedure_id, NEW.version, NEW.text, NEW.digest, NEW.decision_no, NEW.effective_on, NEW.published_at)
        IS DISTINCT FROM
        (OLD.procedure_id, OLD.version, OLD.text, OLD.digest, OLD.decision_no, OLD.effective_on, OLD.published_at)
    ) THEN
        RAISE EXCEPTION 'version % of procedure % has been published: a correction is a new version',
            OLD.version, OLD.procedure_id USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.status <> OLD.status AND (OLD.status, NEW.status) NOT IN (('draft', 'published'), ('published', 'retired'))
    THEN
        RAISE EXCEPTION 'a version cannot go from % to %', OLD.status, NEW.status
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER procedures_version_is_final BEFORE UPDATE OR DELETE ON procedures_procedureversion
    FOR EACH ROW EXECUTE FUNCTION procedures_version_is_final();
"""

RELEASE_VERSIONS = """
DROP TRIGGER procedures_version_is_final ON procedures_procedureversion;
DROP FUNCTION procedures_version_is_final();
"""

GUARD_CALENDARS = """
CREATE FUNCTION procedures_calendar_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'calendar % is final: a correction is a new calendar', OLD.id
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER procedures_calendar_is_final BEFORE UPDATE OR DELETE ON procedures_calendarversion
    FOR EACH ROW EXECUTE FUNCTION procedures_calendar_is_final();
CREATE FUNCTION procedures_is_not_emptied() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is not emptied: dossiers rest on it', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER procedures_calendars_stay BEFORE TRUNCATE ON procedures_calendarversion
    FOR EACH STATEMENT EXECUTE FUNCTION procedures_is_not_emptied();
CREATE TRIGGER procedures_versions_stay BEFORE TRUNCATE ON procedures_procedureversion
    FOR EACH STATEMENT EXECUTE FUNCTION procedures_is_not_emptied();
"""

RELEASE_CALENDARS = """
DROP TRIGGER procedures_versions_stay ON procedures_procedureversion;
DROP TRIGGER procedures_calendars_stay ON procedures_calendarversion;
DROP FUNCTION procedures_is_not_emptied();
DROP TRIGGER procedures_calendar_is_final ON procedures_calendarversion;
DROP FUNCTION procedures_calendar_is_final();
"""


class Migration(migrations.Migration):
    """Two triggers."""

    dependencies = [("procedures", "0003_calendars")]

    operations = [
        migrations.RunSQL(GUARD_VERSIONS, RELEASE_VERSIONS),
        migrations.RunSQL(GUARD_CALENDARS, RELEASE_CALENDARS),
    ]
