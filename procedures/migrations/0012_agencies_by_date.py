"""Agencies and receiving points by date: rows that never change, and renew the stamp of what is steady."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

GUARD = """
CREATE FUNCTION procedures_agency_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'agency % of % is final: what changes is another row from a later day', OLD.key, OLD.since
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER procedures_agency_is_final BEFORE UPDATE OR DELETE ON procedures_agencyversion
    FOR EACH ROW EXECUTE FUNCTION procedures_agency_is_final();
CREATE TRIGGER procedures_agencies_stay BEFORE TRUNCATE ON procedures_agencyversion
    FOR EACH STATEMENT EXECUTE FUNCTION procedures_is_not_emptied();
CREATE TRIGGER renews_the_stamp AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON procedures_agencyversion
    FOR EACH STATEMENT EXECUTE FUNCTION procedures_renew_stamp();
ALTER TABLE procedures_agencyversion ENABLE ALWAYS TRIGGER renews_the_stamp;
"""
RELEASE = """
DROP TRIGGER renews_the_stamp ON procedures_agencyversion;
DROP TRIGGER procedures_agencies_stay ON procedures_agencyversion;
DROP TRIGGER procedures_agency_is_final ON procedures_agencyversion;
DROP FUNCTION procedures_agency_is_final();
"""


class Migration(migrations.Migration):
    """A table with its triggers; ``load_agencies`` fills it."""

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("procedures", "0011_regimes"),
    ]

    operations = [
        migrations.CreateModel(
            name="AgencyVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.SlugField(max_length=60, verbose_name="key")),
                ("kind", models.CharField(max_length=16, verbose_name="kind")),
                ("since", models.DateField(verbose_name="since")),
                ("name_vi", models.CharField(max_length=200, verbose_name="name")),
                ("name_en", models.CharField(max_length=200, verbose_name="name in English")),
                ("short_vi", models.CharField(blank=True, max_length=200, verbose_name="short name")),
                ("short_en", models.CharField(blank=True, max_length=200, verbose_name="short name in English")),
                ("code", models.CharField(blank=True, max_length=35, verbose_name="identifier in dossier numbers")),
                ("part_of", models.SlugField(blank=True, db_index=False, max_length=60, verbose_name="part of")),
                ("address", models.CharField(blank=True, max_length=255, verbose_name="address")),
                ("phone", models.CharField(blank=True, max_length=16, verbose_name="phone")),
                (
                    "hours_of",
                    models.SlugField(blank=True, db_index=False, max_length=60, verbose_name="works the hours of"),
                ),
                ("is_open", models.BooleanField(default=True, verbose_name="open")),
                ("source_vi", models.TextField(verbose_name="source")),
                ("source_en", models.TextField(verbose_name="source in English")),
                ("doubt_vi", models.TextField(blank=True, verbose_name="doubt")),
                ("doubt_en", models.TextField(blank=True, verbose_name="doubt in English")),
                ("added_at", models.DateTimeField(verbose_name="added")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
            ],
            options={
                "verbose_name": "agency",
                "verbose_name_plural": "agencies",
                "constraints": [
                    models.UniqueConstraint(fields=("key", "since"), name="agency_once_a_day"),
                    models.CheckConstraint(condition=Q(("since__gte", "1900-01-01")), name="agency_is_of_our_time"),
                ],
            },
        ),
        migrations.RunSQL(GUARD, RELEASE),
    ]
