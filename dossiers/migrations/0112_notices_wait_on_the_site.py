"""A notice waits on the site for its person, whether or not mail reaches anybody."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dossiers', '0111_a_register_is_closed'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='InboxItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('message_id', models.CharField(max_length=160)),
                ('dossiers', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField())),
                ('path', models.CharField(max_length=200)),
                ('subject_vi', models.CharField(max_length=255)),
                ('subject_en', models.CharField(max_length=255)),
                ('body_vi', models.TextField()),
                ('body_en', models.TextField()),
                ('sent_at', models.DateTimeField()),
                ('read_at', models.DateTimeField(null=True)),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['person', '-id'], name='inbox_newest'), models.Index(condition=models.Q(('read_at', None)), fields=['person'], name='inbox_unread'), django.contrib.postgres.indexes.GinIndex(fields=['dossiers'], name='inbox_of_dossier')],
                'constraints': [models.UniqueConstraint(fields=('person', 'message_id'), name='inbox_once')],
            },
        ),
    ]
