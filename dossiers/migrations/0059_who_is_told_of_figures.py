"""Who is told of which figures, what warned, and which mail went out about it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Their three tables."""

    dependencies = [
        ('accounts', '0005_carried_forms'),
        ('dossiers', '0058_issued_reports_are_final'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Alert',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('digest', 'How the last week went, each Monday morning'), ('band', 'A figure that leaves its band'), ('stranded', 'Work that nobody can go on with')], max_length=10)),
                ('figure', models.CharField(max_length=120)),
                ('signal', models.CharField(max_length=12)),
                ('point', models.DateField()),
                ('measured', models.JSONField()),
                ('seen_at', models.DateTimeField()),
                ('over_at', models.DateTimeField(null=True)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.unit')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('over_at', None)), fields=['unit', 'kind'], name='alert_open')],
                'constraints': [models.UniqueConstraint(fields=('unit', 'kind', 'figure', 'signal', 'point'), name='alert_once')],
            },
        ),
        migrations.CreateModel(
            name='AlertMail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('digest', 'How the last week went, each Monday morning'), ('band', 'A figure that leaves its band'), ('stranded', 'Work that nobody can go on with')], max_length=10)),
                ('key', models.CharField(max_length=40)),
                ('channel', models.CharField(max_length=8)),
                ('subject', models.CharField(max_length=255)),
                ('message_id', models.CharField(max_length=160)),
                ('sent_at', models.DateTimeField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.unit')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('unit', 'kind', 'key', 'person', 'channel'), name='alert_mail_once')],
            },
        ),
        migrations.CreateModel(
            name='AlertRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('digest', 'How the last week went, each Monday morning'), ('band', 'A figure that leaves its band'), ('stranded', 'Work that nobody can go on with')], max_length=10)),
                ('role', models.CharField(blank=True, max_length=24)),
                ('channel', models.CharField(db_default='mail', default='mail', max_length=8)),
                ('added_at', models.DateTimeField()),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.unit')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('role', ''), ('person__isnull', False)), models.Q(models.Q(('role', ''), _negated=True), ('person', None)), _connector='OR'), name='alert_rule_whom'), models.UniqueConstraint(fields=('unit', 'kind', 'role', 'person', 'channel'), name='alert_rule_once', nulls_distinct=False)],
            },
        ),
    ]
