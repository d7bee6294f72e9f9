"""Pages ask whether any mail to a person came back: found by that person, and no more by all dossiers and notices."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """A column that the next migration fills."""

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("dossiers", "0167_who_has_chosen_each_notice_at_once_keeps_it"),
    ]

    operations = [
        migrations.AddField(
            "returnedmail",
            "applicant",
            models.ForeignKey(
                null=True,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="returned_mails",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]
