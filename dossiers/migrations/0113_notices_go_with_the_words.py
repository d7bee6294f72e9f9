"""What waits for people on the site and tells of a dossier goes with the words of the dossier."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION dossiers_notices_go() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM dossiers_inboxitem
    WHERE dossiers @> ARRAY[(SELECT event.dossier_id FROM dossiers_event AS event WHERE event.id = NEW.event_id)];
    RETURN NULL;
END $$;

CREATE TRIGGER notices_go_with_the_words AFTER UPDATE ON dossiers_eventpayload
    FOR EACH ROW WHEN (OLD.content IS NOT NULL AND NEW.content IS NULL) EXECUTE FUNCTION dossiers_notices_go();
"""
BACKWARD = """
DROP TRIGGER notices_go_with_the_words ON dossiers_eventpayload;
DROP FUNCTION dossiers_notices_go();
"""


class Migration(migrations.Migration):

    dependencies = [("dossiers", "0112_notices_wait_on_the_site")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
