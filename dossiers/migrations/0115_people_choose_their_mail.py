"""People choose of what they get mail, and in which language."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0006_an_address_is_confirmed'),
        ('dossiers', '0114_dates_that_were_moved_are_found'),
    ]

    operations = [
        migrations.CreateModel(
            name='MailChoice',
            fields=[
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('off', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=24), blank=True)),
                ('language', models.CharField(blank=True, max_length=2)),
            ],
        ),
    ]
