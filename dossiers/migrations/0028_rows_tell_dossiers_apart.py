"""What rows of lists show and are sorted by has columns: who for, in which order, what is due first, owed, proposed."""

import django.db.models.functions.datetime
from django.db import migrations, models

FORWARD = """
CREATE FUNCTION dossiers_row_is_erased() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE dossiers_dossier d SET organisation = '', applicant_key = '', subject_key = ''
    FROM dossiers_event e WHERE e.id = NEW.event_id AND e.sequence = 1 AND d.id = e.dossier_id;
    RETURN NULL;
END $$;

CREATE TRIGGER row_is_erased AFTER UPDATE ON dossiers_eventpayload
    FOR EACH ROW WHEN (OLD.content IS NOT NULL AND NEW.content IS NULL) EXECUTE FUNCTION dossiers_row_is_erased();
"""
BACKWARD = """
DROP TRIGGER row_is_erased ON dossiers_eventpayload;
DROP FUNCTION dossiers_row_is_erased();
"""


def _text(length: int, **options: str) -> models.CharField:
    return models.CharField(blank=True, db_default="", default="", max_length=length, **options)


class Migration(migrations.Migration):
    """Every default is the database's own, so that no row is written anew; the trigger erases them with the words."""

    dependencies = [("dossiers", "0027_lists_become_files")]

    operations = [
        migrations.AddField("dossier", "organisation", _text(255)),
        migrations.AddField("dossier", "applicant_key", _text(200, db_collation="C")),
        migrations.AddField("dossier", "subject_key", _text(200, db_collation="C")),
        migrations.AddField("dossier", "inform_by", models.DateTimeField(null=True)),
        migrations.AddField(
            "dossier", "nearest_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())
        ),
        migrations.AddField("dossier", "proposed", _text(40)),
        migrations.AddField("dossier", "owed", models.BigIntegerField(null=True)),
        migrations.AddField("dossier", "arrived", _text(8)),
        migrations.AddField("dossier", "arrived_with", models.PositiveIntegerField(db_default=0, default=0)),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
