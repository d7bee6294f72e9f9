"""A draft that moved to a newer version remembers the one that its owner knew."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("dossiers", "0002_log_only_grows"),
        ("procedures", "0004_published_is_final"),
    ]

    operations = [
        migrations.AddField(
            model_name="draft",
            name="moved_from",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="procedures.procedureversion",
            ),
        ),
    ]
