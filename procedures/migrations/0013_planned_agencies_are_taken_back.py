"""A planned row of an agency can be taken back: it stays, and counts no more. Nothing else of a row ever changes."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

ONLY_WHAT_IS_PLANNED = """
CREATE OR REPLACE FUNCTION procedures_agency_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    mark text[] := ARRAY['taken_back_at', 'taken_back_by_id'];
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.taken_back_at IS NULL
        AND OLD.since > (NEW.taken_back_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date
        AND to_jsonb(NEW) - mark = to_jsonb(OLD) - mark
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'agency % of % is final: what changes is another row from a later day', OLD.key, OLD.since
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""
NOTHING = """
CREATE OR REPLACE FUNCTION procedures_agency_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'agency % of % is final: what changes is another row from a later day', OLD.key, OLD.since
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""


class Migration(migrations.Migration):
    """When and by whom a row was taken back; a day that was taken back may be given to another row."""

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("procedures", "0012_agencies_by_date"),
    ]

    operations = [
        migrations.AddField(
            "agencyversion",
            "taken_back_at",
            models.DateTimeField(null=True, verbose_name="taken back"),
        ),
        migrations.AddField(
            "agencyversion",
            "taken_back_by",
            models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="taken back by",
            ),
        ),
        migrations.RemoveConstraint("agencyversion", "agency_once_a_day"),
        migrations.RunSQL(ONLY_WHAT_IS_PLANNED, NOTHING),
    ]
