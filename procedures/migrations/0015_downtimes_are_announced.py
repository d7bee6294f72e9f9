"""Planned downtimes: rows that never change, and may be called off; of two that stand none lies in the other's time."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

ONLY_CALLED_OFF = """
CREATE FUNCTION procedures_downtime_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    mark text[] := ARRAY['called_off_at', 'called_off_by_id'];
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.called_off_at IS NULL AND NEW.called_off_at IS NOT NULL
        AND to_jsonb(NEW) - mark = to_jsonb(OLD) - mark
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'downtime % is final: it was announced, and can only be called off', OLD.id
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER procedures_downtime_is_final BEFORE UPDATE OR DELETE ON procedures_downtime
    FOR EACH ROW EXECUTE FUNCTION procedures_downtime_is_final();
"""
NOTHING = """
DROP TRIGGER procedures_downtime_is_final ON procedures_downtime;
DROP FUNCTION procedures_downtime_is_final();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('procedures', '0014_one_row_of_an_agency_stands_a_day'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Downtime',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('begins_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('affects_vi', models.TextField()),
                ('affects_en', models.TextField()),
                ('notice_days', models.PositiveSmallIntegerField()),
                ('reason_vi', models.TextField(blank=True)),
                ('reason_en', models.TextField(blank=True)),
                ('announced_at', models.DateTimeField()),
                ('called_off_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('called_off_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('begins_at'))), name='downtime_ends_after_it_begins'), models.CheckConstraint(condition=models.Q(models.Q(('reason_en', ''), ('reason_vi', '')), models.Q(models.Q(('reason_vi', ''), _negated=True), models.Q(('reason_en', ''), _negated=True)), _connector='OR'), name='downtime_reason_in_both_languages'), django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('called_off_at', None)), expressions=[(models.Func('begins_at', 'ends_at', function='tstzrange', output_field=django.contrib.postgres.fields.ranges.DateTimeRangeField()), '&&')], name='downtimes_do_not_overlap')],
            },
        ),
        migrations.RunSQL(ONLY_CALLED_OFF, NOTHING),
    ]
