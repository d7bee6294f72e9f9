"""Who of the office has read whose dossier: a table that the database lets only grow."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FORWARD = """
CREATE TRIGGER access_record_is_final BEFORE UPDATE OR DELETE ON dossiers_accessrecord
    FOR EACH ROW EXECUTE FUNCTION dossiers_refuse_change();
CREATE TRIGGER access_records_are_not_emptied BEFORE TRUNCATE ON dossiers_accessrecord
    FOR EACH STATEMENT EXECUTE FUNCTION dossiers_refuse_change();
"""
BACKWARD = """
DROP TRIGGER access_records_are_not_emptied ON dossiers_accessrecord;
DROP TRIGGER access_record_is_final ON dossiers_accessrecord;
"""
ROLES = [
    ("citizen", "Applicant"),
    ("one_stop_officer", "One-stop officer"),
    ("division_head", "Division head"),
    ("specialist", "Case officer"),
    ("department_leader", "Department leader"),
    ("provincial_office", "Provincial office"),
    ("clerk", "Records clerk"),
    ("manager", "Manager"),
    ("administrator", "Administrator"),
    ("system", "The system"),
]


class Migration(migrations.Migration):
    """A table, and the triggers that let it only grow."""

    dependencies = [
        ("accounts", "0008_a_phone_holds_until_another_is_confirmed"),
        ("dossiers", "0134_results_have_a_code"),
    ]

    operations = [
        migrations.CreateModel(
            name='AccessRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('door', models.PositiveSmallIntegerField(choices=[(1, 'The file'), (2, 'A paper that was handed in'), (3, 'A paper or a result of the office'), (4, 'The file as it was')])),
                ('role', models.CharField(blank=True, choices=ROLES, max_length=24)),
                ('dossier', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dossiers.dossier')),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.unit')),
                ('stands_for', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['dossier', 'id'], name='access_of_dossier'), models.Index(fields=['person', 'id'], name='access_of_person')],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
