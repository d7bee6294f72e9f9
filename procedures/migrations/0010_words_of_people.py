"""What people call procedures, as the office adds it; and how often what was searched for in vain."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

PK = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


class Migration(migrations.Migration):
    """Two tables, empty."""

    dependencies = [
        ("procedures", "0009_approval_is_final"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="UnfoundSearch",
            fields=[
                ("id", PK),
                ("day", models.DateField()),
                ("phrase", models.CharField(max_length=80)),
                ("times", models.PositiveIntegerField(default=1)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("day", "phrase"), name="unfound_search_once_a_day")],
            },
        ),
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                ("id", PK.clone()),
                ("phrase", models.CharField(max_length=80, verbose_name="what people say")),
                ("added_at", models.DateTimeField(verbose_name="added at")),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="added by",
                    ),
                ),
                (
                    "procedure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="search_words",
                        to="procedures.procedure",
                        verbose_name="procedure",
                    ),
                ),
            ],
            options={
                "verbose_name": "search word",
                "verbose_name_plural": "search words",
                "constraints": [models.UniqueConstraint(fields=("procedure", "phrase"), name="search_word_once")],
            },
        ),
    ]
