"""Issued reports stand in the record: an entry for each, its files, and its leaf in the day's seal; all three only grow."""

import datetime
import django.db.models.deletion
import django.db.models.lookups
from django.db import migrations, models

FORWARD = """
CREATE TRIGGER report_entry_is_final BEFORE UPDATE OR DELETE ON dossiers_reportentry
    FOR EACH ROW EXECUTE FUNCTION dossiers_refuse_other_report();
CREATE TRIGGER report_entries_are_not_emptied BEFORE TRUNCATE ON dossiers_reportentry
    FOR EACH STATEMENT EXECUTE FUNCTION dossiers_refuse_other_report();
CREATE TRIGGER report_file_is_final BEFORE UPDATE OR DELETE ON dossiers_reportfile
    FOR EACH ROW EXECUTE FUNCTION dossiers_refuse_other_report();
CREATE TRIGGER report_files_are_not_emptied BEFORE TRUNCATE ON dossiers_reportfile
    FOR EACH STATEMENT EXECUTE FUNCTION dossiers_refuse_other_report();
CREATE TRIGGER report_leaf_is_final BEFORE UPDATE OR DELETE ON dossiers_reportleaf
    FOR EACH ROW EXECUTE FUNCTION dossiers_refuse_change();
CREATE TRIGGER report_leaves_are_not_emptied BEFORE TRUNCATE ON dossiers_reportleaf
    FOR EACH STATEMENT EXECUTE FUNCTION dossiers_refuse_change();
"""
BACKWARD = """
DROP TRIGGER report_leaves_are_not_emptied ON dossiers_reportleaf;
DROP TRIGGER report_leaf_is_final ON dossiers_reportleaf;
DROP TRIGGER report_files_are_not_emptied ON dossiers_reportfile;
DROP TRIGGER report_file_is_final ON dossiers_reportfile;
DROP TRIGGER report_entries_are_not_emptied ON dossiers_reportentry;
DROP TRIGGER report_entry_is_final ON dossiers_reportentry;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0008_a_phone_holds_until_another_is_confirmed'),
        ('dossiers', '0135_who_has_read_a_dossier'),
    ]

    operations = [
        migrations.CreateModel(
            name='ReportEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('agency_code', models.CharField(max_length=35)),
                ('number', models.PositiveIntegerField()),
                ('action', models.CharField(choices=[('issue-report', 'issued'), ('take-in-report', 'taken in later')], max_length=16)),
                ('facts', models.JSONField()),
                ('at', models.DateTimeField()),
                ('previous_digest', models.CharField(blank=True, max_length=64)),
                ('digest', models.CharField(max_length=64)),
                ('agency', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.unit')),
                ('report', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='entry', to='dossiers.issuedreport')),
            ],
            options={
                'ordering': ['agency_id', 'number'],
                'indexes': [models.Index(fields=['at'], name='report_entry_by_day')],
                'constraints': [models.UniqueConstraint(fields=('agency', 'number'), name='report_entry_number'), models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='report_entry_counts_from_one'), models.CheckConstraint(condition=models.Q(('at__gte', datetime.datetime(1900, 1, 1, 0, 0, tzinfo=datetime.timezone.utc)), ('at__lt', datetime.datetime(2200, 1, 1, 0, 0, tzinfo=datetime.timezone.utc))), name='report_entry_of_our_time'), models.CheckConstraint(condition=models.Q(('facts__isnull', True), django.db.models.lookups.Exact(models.Func(models.F('facts'), function='jsonb_typeof', output_field=models.TextField()), models.Value('object')), _connector='OR'), name='report_entry_facts')],
            },
        ),
        migrations.CreateModel(
            name='ReportFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('format', models.CharField(max_length=4)),
                ('content', models.BinaryField()),
                ('report', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='files', to='dossiers.issuedreport')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('report', 'format'), name='report_file_once')],
            },
        ),
        migrations.CreateModel(
            name='ReportLeaf',
            fields=[
                ('entry_id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('place', models.PositiveIntegerField()),
                ('code', models.CharField(max_length=35)),
                ('number', models.PositiveIntegerField()),
                ('digest', models.CharField(max_length=64)),
                ('seal', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='report_leaves', to='dossiers.seal')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('seal', 'place'), name='report_leaf_place')],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
