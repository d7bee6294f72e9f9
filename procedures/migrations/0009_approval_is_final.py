"""Who prepared and approved a version is as final as its text: once it is published the database refuses to change it."""

from django.db import migrations

COLUMNS = ("procedure_id", "version", "text", "digest", "decision_no", "effective_on", "published_at")
APPROVAL = ("prepared_by", "approved_by")

GUARD = """
CREATE OR REPLACE FUNCTION procedures_version_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.status = 'draft' THEN
            RETURN OLD;
        END IF;
        RAISE EXCEPTION 'version % of procedure % has been published and cannot be deleted',
            OLD.version, OLD.procedure_id USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.status <> 'draft' AND (({new}) IS DISTINCT FROM ({old})) THEN
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
"""


def guard(columns: tuple[str, ...]) -> str:
    """Return the guard of some columns."""
    old, new = (", ".join(f"{row}.{column}" for column in columns) for row in ("OLD", "NEW"))
    return GUARD.format(old=old, new=new)


class Migration(migrations.Migration):
    """The trigger's function, with two columns more."""

    dependencies = [("procedures", "0008_who_approved")]

    operations = [migrations.RunSQL(guard(COLUMNS + APPROVAL), guard(COLUMNS))]
