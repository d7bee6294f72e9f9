"""A dossier is found by its answers as they stand: a corrected one takes the place of the one that was filed."""

from django.db import migrations

FORWARD = r"""
CREATE FUNCTION dossiers_standing_answers(of_dossier bigint) RETURNS jsonb LANGUAGE sql STABLE AS $$
SELECT jsonb_object_agg(said.key, said.value ORDER BY e.sequence)
FROM dossiers_event e JOIN dossiers_eventpayload p ON p.event_id = e.id,
    jsonb_each(coalesce(p.content->'answers', '{}') || coalesce(p.content->'corrected', '{}')) AS said
WHERE e.dossier_id = of_dossier
$$;

CREATE FUNCTION dossiers_words_are_corrected() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.content ? 'corrected' OR (TG_OP = 'UPDATE' AND OLD.content ? 'corrected') THEN
        UPDATE dossiers_searchedwords w
        SET words = dossiers_searched_words(dossiers_standing_answers(d.id), d.subject) || dossiers_words_in(d.division_id)
        FROM dossiers_event e JOIN dossiers_dossier d ON d.id = e.dossier_id
        WHERE e.id = NEW.event_id AND w.dossier_id = d.id;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER words_of_a_correction AFTER INSERT OR UPDATE ON dossiers_eventpayload
    FOR EACH ROW EXECUTE FUNCTION dossiers_words_are_corrected();
"""
BACKWARD = """
DROP TRIGGER words_of_a_correction ON dossiers_eventpayload;
DROP FUNCTION dossiers_words_are_corrected();
DROP FUNCTION dossiers_standing_answers(bigint);
"""


class Migration(migrations.Migration):
    """A trigger of its own: only the few events that correct something pay for it."""

    dependencies = [("dossiers", "0031_messages_are_marked")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
