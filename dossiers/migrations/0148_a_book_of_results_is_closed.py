"""The book of a kind of result and a year is closed: a closing is never changed, and no number is put into it any more."""

import datetime
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FORWARD = """
CREATE TRIGGER closed_results_are_final BEFORE UPDATE OR DELETE ON dossiers_closedresults
    FOR EACH ROW EXECUTE FUNCTION dossiers_refuse_other_closing();

CREATE FUNCTION dossiers_refuse_result_of_closed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.serial IS NOT NULL AND EXISTS (
        SELECT FROM dossiers_closedresults AS closed
        WHERE closed.agency_id = NEW.agency_id AND closed.kind = NEW.kind AND closed.year = extract(year FROM NEW.dated)
    ) THEN
        RAISE EXCEPTION 'the book of results % of this year is closed: number % is refused', NEW.kind, NEW.number
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER result_of_an_open_book BEFORE INSERT OR UPDATE OF number, serial, symbol, kind, dated, agency_id, dossier_id
    ON dossiers_result FOR EACH ROW EXECUTE FUNCTION dossiers_refuse_result_of_closed();
"""
BACKWARD = """
DROP TRIGGER result_of_an_open_book ON dossiers_result;
DROP FUNCTION dossiers_refuse_result_of_closed();
DROP TRIGGER closed_results_are_final ON dossiers_closedresults;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0009_absences_are_entered_and_ended'),
        ('dossiers', '0147_look_ups_at_the_counter_are_noted'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ClosedResults',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=16)),
                ('year', models.PositiveSmallIntegerField()),
                ('count', models.PositiveIntegerField()),
                ('digest', models.CharField(max_length=64)),
                ('at', models.DateTimeField()),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.unit')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-year', 'kind'],
                'constraints': [models.UniqueConstraint(fields=('agency', 'kind', 'year'), name='results_closed_once'), models.CheckConstraint(condition=models.Q(('at__gte', datetime.datetime(1900, 1, 1, 0, 0, tzinfo=datetime.timezone.utc)), ('at__lt', datetime.datetime(2200, 1, 1, 0, 0, tzinfo=datetime.timezone.utc))), name='results_closed_of_our_time')],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
