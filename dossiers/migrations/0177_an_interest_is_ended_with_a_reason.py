"""Why a declared interest holds no more is kept with who has ended it, and is as final as the end itself."""

from django.db import migrations, models

AT_MOST_ENDED = """
    WHEN (OLD.ended_at IS NOT NULL OR NEW.ended_at IS NULL
          OR (OLD.id, OLD.dossier_id, OLD.person_id, OLD.kind, OLD.reason, OLD.declared_at)
             IS DISTINCT FROM (NEW.id, NEW.dossier_id, NEW.person_id, NEW.kind, NEW.reason, NEW.declared_at)
"""
TRIGGER = """
DROP TRIGGER interest_only_ends ON dossiers_interest;
CREATE TRIGGER interest_only_ends BEFORE UPDATE ON dossiers_interest FOR EACH ROW
    {when}) EXECUTE FUNCTION dossiers_refuse_change();
"""
BEGINS = """
CREATE TRIGGER interest_begins_open BEFORE INSERT ON dossiers_interest FOR EACH ROW
    WHEN (NEW.ended_at IS NULL AND NEW.end_reason <> '') EXECUTE FUNCTION dossiers_refuse_change();
"""
FORWARD = TRIGGER.format(when=f"{AT_MOST_ENDED} OR btrim(NEW.end_reason) = ''") + BEGINS
BACKWARD = "DROP TRIGGER interest_begins_open ON dossiers_interest;" + TRIGGER.format(when=AT_MOST_ENDED)


class Migration(migrations.Migration):
    """A column, and triggers that ask for it at an end and for none before."""

    dependencies = [("dossiers", "0176_a_letter_tells_what_no_mail_does")]

    operations = [
        migrations.AddField(
            model_name="interest", name="end_reason", field=models.TextField(db_default="", default="")
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
