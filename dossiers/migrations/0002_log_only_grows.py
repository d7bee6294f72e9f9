"""The database refuses to change the log, whoever asks."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION dossiers_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the log of dossiers only grows: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER event_is_final BEFORE UPDATE OR DELETE ON dossiers_event
    FOR EACH ROW EXECUTE FUNCTION dossiers_refuse_change();
CREATE TRIGGER log_is_not_emptied BEFORE TRUNCATE ON dossiers_event
    FOR EACH STATEMENT EXECUTE FUNCTION dossiers_refuse_change();

CREATE TRIGGER words_are_kept BEFORE DELETE ON dossiers_eventpayload
    FOR EACH ROW EXECUTE FUNCTION dossiers_refuse_change();
CREATE TRIGGER words_are_not_emptied BEFORE TRUNCATE ON dossiers_eventpayload
    FOR EACH STATEMENT EXECUTE FUNCTION dossiers_refuse_change();
CREATE TRIGGER words_are_only_erased BEFORE UPDATE ON dossiers_eventpayload
    FOR EACH ROW
    WHEN (NOT (NEW.content IS NULL AND NEW.erased_at IS NOT NULL AND OLD.erased_at IS NULL
               AND NEW.salt = '' AND NEW.event_id = OLD.event_id))
    EXECUTE FUNCTION dossiers_refuse_change();
"""
BACKWARD = """
DROP TRIGGER words_are_only_erased ON dossiers_eventpayload;
DROP TRIGGER words_are_not_emptied ON dossiers_eventpayload;
DROP TRIGGER words_are_kept ON dossiers_eventpayload;
DROP TRIGGER log_is_not_emptied ON dossiers_event;
DROP TRIGGER event_is_final ON dossiers_event;
DROP FUNCTION dossiers_refuse_change();
"""


class Migration(migrations.Migration):
    """Triggers on events and on their words: an event is final, words can only be erased."""

    dependencies = [("dossiers", "0001_dossiers_and_their_log")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
