"""What a correction of the calendar would move is stored while it is looked at."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Two tables: how far it has been looked at, and the dossiers that it would touch."""

    dependencies = [
        ('dossiers', '0007_daily_seals'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CalendarPreview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.JSONField()),
                ('seen', models.CharField(max_length=16)),
                ('kind', models.CharField(blank=True, max_length=20)),
                ('typed', models.JSONField(default=dict)),
                ('created_at', models.DateTimeField()),
                ('done', models.PositiveIntegerField(default=0)),
                ('cursor', models.BigIntegerField(default=0)),
                ('finished_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='PreviewRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('effect', models.CharField(choices=[('moved', 'Moved'), ('judged', 'Judged'), ('uncounted', 'Uncounted')], max_length=9)),
                ('told', models.JSONField()),
                ('dossier', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='calendar_rows', to='dossiers.dossier')),
                ('preview', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='dossiers.calendarpreview')),
            ],
        ),
        migrations.AddIndex(
            model_name='calendarpreview',
            index=models.Index(condition=models.Q(('finished_at', None)), fields=['id'], name='calendar_preview_unfinished'),
        ),
        migrations.AddConstraint(
            model_name='previewrow',
            constraint=models.UniqueConstraint(fields=('preview', 'dossier'), name='preview_tells_once'),
        ),
    ]
