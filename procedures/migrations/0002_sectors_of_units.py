"""Which unit serves which sector."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """One table."""

    dependencies = [
        ("accounts", "__first__"),
        ("procedures", "0001_procedures_and_versions"),
    ]

    operations = [
        migrations.CreateModel(
            name="UnitSector",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sector", models.SlugField(max_length=60, verbose_name="sector")),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sectors",
                        to="accounts.unit",
                        verbose_name="unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "sector of a unit",
                "verbose_name_plural": "sectors of units",
                "constraints": [
                    models.UniqueConstraint(fields=("unit", "sector"), name="unit_sector_once"),
                ],
            },
        ),
    ]
