"""The book of a kind of paper and a year is closed: a closing is never changed, and no number is put into it any more."""

import datetime
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FORWARD = """
CREATE TRIGGER closed_letters_are_final BEFORE UPDATE OR DELETE ON dossiers_closedletters
    FOR EACH ROW EXECUTE FUNCTION dossiers_refuse_other_closing();

CREATE FUNCTION dossiers_refuse_number_of_closed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM dossiers_closedletters AS closed JOIN dossiers_dossier AS dossier ON dossier.agency_id = closed.agency_id
        WHERE dossier.id = NEW.dossier_id AND closed.kind = NEW.kind AND closed.year::text = split_part(NEW.number, '/', 2)
    ) THEN
        RAISE EXCEPTION 'the book of papers % of this year is closed: number % is refused', NEW.kind, NEW.number
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER letter_of_an_open_book BEFORE INSERT OR UPDATE OF number, kind, dossier_id ON dossiers_letter
    FOR EACH ROW EXECUTE FUNCTION dossiers_refuse_number_of_closed();
"""
BACKWARD = """
DROP TRIGGER letter_of_an_open_book ON dossiers_letter;
DROP FUNCTION dossiers_refuse_number_of_closed();
DROP TRIGGER closed_letters_are_final ON dossiers_closedletters;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0008_a_phone_holds_until_another_is_confirmed'),
        ('dossiers', '0136_issued_reports_are_in_the_record'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ClosedLetters',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=8)),
                ('year', models.PositiveSmallIntegerField()),
                ('count', models.PositiveIntegerField()),
                ('digest', models.CharField(max_length=64)),
                ('at', models.DateTimeField()),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.unit')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-year', 'kind'],
                'constraints': [models.UniqueConstraint(fields=('agency', 'kind', 'year'), name='letters_closed_once'), models.CheckConstraint(condition=models.Q(('at__gte', datetime.datetime(1900, 1, 1, 0, 0, tzinfo=datetime.timezone.utc)), ('at__lt', datetime.datetime(2200, 1, 1, 0, 0, tzinfo=datetime.timezone.utc))), name='letters_closed_of_our_time')],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
