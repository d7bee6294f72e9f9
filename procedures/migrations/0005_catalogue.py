"""What lists of procedures show and search, beside each published version."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """One table; ``publish_procedures`` fills it."""

    dependencies = [("procedures", "0004_published_is_final")]

    operations = [
        migrations.CreateModel(
            name="CatalogueEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("edition", models.PositiveSmallIntegerField()),
                ("slug", models.SlugField(db_index=False, max_length=60)),
                ("code", models.CharField(blank=True, max_length=100)),
                ("sector", models.SlugField(db_index=False, max_length=60)),
                ("sector_vi", models.TextField()),
                ("sector_en", models.TextField()),
                ("name_vi", models.TextField()),
                ("name_en", models.TextField()),
                ("limit_amount", models.DecimalField(decimal_places=2, max_digits=8)),
                ("limit_unit", models.CharField(max_length=12)),
                (
                    "applicants",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=12)),
                ),
                ("level", models.CharField(max_length=8)),
                ("online", models.CharField(blank=True, max_length=7)),
                ("fee", models.PositiveBigIntegerField(null=True)),
                ("order_vi", models.TextField()),
                ("order_en", models.TextField()),
                ("name_exact_vi", models.TextField()),
                ("name_folded_vi", models.TextField()),
                ("name_exact_en", models.TextField()),
                ("name_folded_en", models.TextField()),
                ("words_exact", models.TextField()),
                ("texts_folded", models.TextField()),
                (
                    "version",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="entry",
                        to="procedures.procedureversion",
                    ),
                ),
            ],
        ),
    ]
