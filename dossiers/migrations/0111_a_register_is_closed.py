"""The register of dossiers of a year is closed with its last number; a closing is never changed."""

import datetime
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FORWARD = """
CREATE FUNCTION dossiers_refuse_other_closing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'closings of registers only grow: % is refused', TG_OP USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER closed_book_is_final BEFORE UPDATE OR DELETE ON dossiers_closedbook
    FOR EACH ROW EXECUTE FUNCTION dossiers_refuse_other_closing();
"""
BACKWARD = """
DROP TRIGGER closed_book_is_final ON dossiers_closedbook;
DROP FUNCTION dossiers_refuse_other_closing();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0005_carried_forms'),
        ('dossiers', '0110_calendars_by_a_secret_address'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ClosedBook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField()),
                ('count', models.PositiveIntegerField()),
                ('digest', models.CharField(max_length=64)),
                ('at', models.DateTimeField()),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.unit')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-year'],
                'constraints': [models.UniqueConstraint(fields=('agency', 'year'), name='book_once'), models.CheckConstraint(condition=models.Q(('at__gte', datetime.datetime(1900, 1, 1, 0, 0, tzinfo=datetime.timezone.utc)), ('at__lt', datetime.datetime(2200, 1, 1, 0, 0, tzinfo=datetime.timezone.utc))), name='book_of_our_time')],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
