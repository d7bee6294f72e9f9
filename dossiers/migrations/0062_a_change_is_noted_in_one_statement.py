"""What a dossier counted as before a change and what it counts as now are written together: each act is cheaper by one statement."""

from django.db import migrations

COLUMNS = """sign, agency, sector, procedure, division, assignee, channel, ended, verdict, outcome,
    received_on, resolved_on, late_on, refused_on"""
OLD, NEW = "SELECT * FROM dossiers_as_counted(OLD, -1::smallint)", "SELECT * FROM dossiers_as_counted(NEW, 1::smallint)"
NOTED = "INSERT INTO dossiers_counteddelta ({columns}) {of};"


def _function(body: str) -> str:
    return f"""
CREATE OR REPLACE FUNCTION dossiers_note_counted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
{body}
    RETURN NULL;
END $$;
"""


def _noted(of: str) -> str:
    return NOTED.format(columns=COLUMNS, of=of)


TOGETHER = f"""    IF TG_OP = 'UPDATE' THEN
        {_noted(f"{OLD} UNION ALL {NEW}")}
    ELSIF TG_OP = 'INSERT' THEN
        {_noted(NEW)}
    ELSE
        {_noted(OLD)}
    END IF;"""
APART = f"""    IF TG_OP <> 'INSERT' THEN
        {_noted(OLD)}
    END IF;
    IF TG_OP <> 'DELETE' THEN
        {_noted(NEW)}
    END IF;"""


class Migration(migrations.Migration):
    """In place of the function with two statements."""

    dependencies = [("dossiers", "0061_what_other_indexes_hold_has_none_of_its_own")]

    operations = [migrations.RunSQL(_function(TOGETHER), _function(APART))]
