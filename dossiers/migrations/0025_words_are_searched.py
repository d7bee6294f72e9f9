"""What a dossier is found by: its words, folded by the database, and its number from the end."""

import django.contrib.postgres.search
import django.db.models.deletion
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

FORWARD = r"""
CREATE FUNCTION dossiers_folded(said text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN lower(translate(regexp_replace(normalize(said, NFKD), '[\u0300-\u036f]', '', 'g'), 'đĐÐƉðɖ', 'dDDDdd'));

CREATE FUNCTION dossiers_words_of(said text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN to_tsvector('simple', regexp_replace(dossiers_folded(coalesce(said, '')), '[^[:alnum:]]+', ' ', 'g'));

CREATE FUNCTION dossiers_searched_words(answers jsonb, subject text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
WITH said AS (
    SELECT value #>> '{}' AS words FROM jsonb_path_query(answers, 'strict $.**') AS value
    WHERE jsonb_typeof(value) IN ('string', 'number')),
numbers AS (
    SELECT CASE WHEN words ~ '^\s*\+84' THEN '0' || substr(digits, 3) ELSE digits END AS number
    FROM (SELECT words, regexp_replace(words, '[^0-9]', '', 'g') AS digits FROM said WHERE words ~ '^[0-9 .()+/-]+$') AS found
    WHERE length(digits) BETWEEN 6 AND 20)
SELECT setweight(dossiers_words_of(concat_ws(' ', answers->>'applicant_name', answers->>'applicant_organisation', subject)), 'A')
    || dossiers_words_of((SELECT string_agg(words, ' ') FROM said))
    || dossiers_words_of((SELECT string_agg(number || ' qz' || reverse(number), ' ') FROM numbers))
$$;

CREATE FUNCTION dossiers_words_in(division bigint) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN division IS NULL THEN ''::tsvector ELSE to_tsvector('simple', 'qv' || division) END;

CREATE FUNCTION dossiers_words_follow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.content ? 'answers' THEN
        INSERT INTO dossiers_searchedwords (dossier_id, words)
        SELECT d.id, dossiers_searched_words(NEW.content->'answers', d.subject) || dossiers_words_in(d.division_id)
        FROM dossiers_event e JOIN dossiers_dossier d ON d.id = e.dossier_id WHERE e.id = NEW.event_id
        ON CONFLICT (dossier_id) DO UPDATE SET words = EXCLUDED.words;
    ELSIF TG_OP = 'UPDATE' AND OLD.content ? 'answers' THEN
        DELETE FROM dossiers_searchedwords w USING dossiers_event e WHERE e.id = NEW.event_id AND w.dossier_id = e.dossier_id;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER words_are_searched AFTER INSERT OR UPDATE ON dossiers_eventpayload
    FOR EACH ROW EXECUTE FUNCTION dossiers_words_follow();

CREATE FUNCTION dossiers_words_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE dossiers_searchedwords
    SET words = ts_delete(words, 'qv' || coalesce(OLD.division_id, 0)) || dossiers_words_in(NEW.division_id)
    WHERE dossier_id = NEW.id;
    RETURN NULL;
END $$;

CREATE TRIGGER words_are_searched_in_a_division AFTER UPDATE OF division_id ON dossiers_dossier
    FOR EACH ROW WHEN (OLD.division_id IS DISTINCT FROM NEW.division_id) EXECUTE FUNCTION dossiers_words_move();
"""
BACKWARD = """
DROP TRIGGER words_are_searched_in_a_division ON dossiers_dossier;
DROP FUNCTION dossiers_words_move();
DROP TRIGGER words_are_searched ON dossiers_eventpayload;
DROP FUNCTION dossiers_words_follow();
DROP FUNCTION dossiers_words_in(bigint);
DROP FUNCTION dossiers_searched_words(jsonb, text);
DROP FUNCTION dossiers_words_of(text);
DROP FUNCTION dossiers_folded(text);
"""
FILLED = """
INSERT INTO dossiers_searchedwords (dossier_id, words)
SELECT d.id, dossiers_searched_words(p.content->'answers', d.subject) || dossiers_words_in(d.division_id)
FROM dossiers_eventpayload p JOIN dossiers_event e ON e.id = p.event_id JOIN dossiers_dossier d ON d.id = e.dossier_id
WHERE e.sequence = 1 AND p.content ? 'answers'
ON CONFLICT DO NOTHING
"""
BY_NUMBER = """
CREATE INDEX CONCURRENTLY %(of)s_by_number ON dossiers_%(of)s (upper(number::text) text_pattern_ops)
"""
FROM_THE_END = """
CREATE INDEX CONCURRENTLY dossier_from_the_end
ON dossiers_dossier (reverse(translate(code, '.-', '')) text_pattern_ops)
"""


class Migration(migrations.Migration):
    """The trigger stands before the words of earlier days are filled in, so that none of these days is missed."""

    atomic = False
    dependencies = [("dossiers", "0024_taken_over_once")]

    operations = [
        migrations.CreateModel(
            name="SearchedWords",
            fields=[
                (
                    "dossier",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="searched",
                        serialize=False,
                        to="dossiers.dossier",
                    ),
                ),
                ("words", django.contrib.postgres.search.SearchVectorField()),
            ],
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
        migrations.RunSQL(FILLED, migrations.RunSQL.noop),
        AddIndexConcurrently("searchedwords", GinIndex(fields=["words"], name="searched_words")),
        *(migrations.RunSQL(BY_NUMBER % {"of": of}, f"DROP INDEX CONCURRENTLY {of}_by_number") for of in ("result", "letter")),
        migrations.RunSQL(FROM_THE_END, "DROP INDEX CONCURRENTLY dossier_from_the_end"),
    ]
