"""A dossier that ends otherwise than it had ended is counted anew: whichever end it was, not only whether there was one."""

from django.db import migrations

TRIGGER = """
CREATE OR REPLACE TRIGGER counted_anew AFTER UPDATE ON dossiers_dossier FOR EACH ROW WHEN (
    (OLD.accepted_at, OLD.resolved_at, OLD.late_at, OLD.verdict, OLD.agency_id, OLD.sector, OLD.procedure_id,
     OLD.division_id, OLD.assignee_id, OLD.channel, {old},
     CASE WHEN OLD.resolved_at IS NULL THEN '' ELSE OLD.outcome END)
    IS DISTINCT FROM
    (NEW.accepted_at, NEW.resolved_at, NEW.late_at, NEW.verdict, NEW.agency_id, NEW.sector, NEW.procedure_id,
     NEW.division_id, NEW.assignee_id, NEW.channel, {new},
     CASE WHEN NEW.resolved_at IS NULL THEN '' ELSE NEW.outcome END))
    EXECUTE FUNCTION dossiers_note_counted();
"""
ENDED = "CASE WHEN {row}.status = 10 THEN 9 WHEN {row}.status IN (3, 7, 8, 9) THEN {row}.status ELSE 0 END"
IS_ENDED = "{row}.status IN (3, 7, 8)"


def _trigger(condition: str) -> str:
    return TRIGGER.format(old=condition.format(row="OLD"), new=condition.format(row="NEW"))


class Migration(migrations.Migration):
    """In place of the trigger that asked whether there was an end."""

    dependencies = [("dossiers", "0059_who_is_told_of_figures")]

    operations = [migrations.RunSQL(_trigger(ENDED), _trigger(IS_ENDED))]
