"""A result says which earlier one it replaces, extends or revokes."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """Two columns, both or neither."""

    dependencies = [("dossiers", "0021_results_are_final")]

    operations = [
        migrations.AddField(
            "result",
            "earlier",
            models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="later",
                to="dossiers.result",
            ),
        ),
        migrations.AddField(
            "result",
            "effect",
            models.CharField(
                blank=True,
                choices=[("replaces", "replaces"), ("extends", "extends"), ("revokes", "revokes")],
                db_default="",
                default="",
                max_length=8,
            ),
        ),
        migrations.AddConstraint(
            "result",
            models.CheckConstraint(
                condition=Q(earlier=None, effect="") | Q(earlier__isnull=False) & ~Q(effect=""),
                name="result_does_something_to_the_earlier_one",
            ),
        ),
    ]
