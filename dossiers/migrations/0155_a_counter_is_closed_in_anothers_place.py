"""Who closes a counter in the place of its officer, who has left or is away, stands beside the closing."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """A column that is empty of all that there is, and what it asks for."""

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("dossiers", "0154_what_waits_to_be_handed_back_has_an_index"),
    ]

    operations = [
        migrations.AddField(
            "shiftentry",
            "done_by",
            models.ForeignKey(
                null=True,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            "shiftentry",
            models.CheckConstraint(
                condition=Q(done_by=None) | (Q(act="closed") & ~Q(reason="")), name="shift_in_place_has_a_reason"
            ),
        ),
    ]
