"""The rules of the one-stop mechanism by date: rows that never change, and renew the stamp of what is steady."""

from django.db import migrations, models
from django.db.models import Q

GUARD = """
CREATE FUNCTION procedures_regime_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'regime % is final: a correction is another text that amends it', OLD.slug
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER procedures_regime_is_final BEFORE UPDATE OR DELETE ON procedures_regimeversion
    FOR EACH ROW EXECUTE FUNCTION procedures_regime_is_final();
CREATE TRIGGER procedures_regimes_stay BEFORE TRUNCATE ON procedures_regimeversion
    FOR EACH STATEMENT EXECUTE FUNCTION procedures_is_not_emptied();
CREATE TRIGGER renews_the_stamp AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON procedures_regimeversion
    FOR EACH STATEMENT EXECUTE FUNCTION procedures_renew_stamp();
ALTER TABLE procedures_regimeversion ENABLE ALWAYS TRIGGER renews_the_stamp;
"""
RELEASE = """
DROP TRIGGER renews_the_stamp ON procedures_regimeversion;
DROP TRIGGER procedures_regimes_stay ON procedures_regimeversion;
DROP TRIGGER procedures_regime_is_final ON procedures_regimeversion;
DROP FUNCTION procedures_regime_is_final();
"""


class Migration(migrations.Migration):
    """A table with its triggers; ``publish_regimes`` fills it."""

    dependencies = [("procedures", "0010_words_of_people")]

    operations = [
        migrations.CreateModel(
            name="RegimeVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=60, unique=True, verbose_name="name of the file")),
                ("text", models.TextField(verbose_name="text")),
                ("digest", models.CharField(max_length=64, unique=True, verbose_name="SHA-256 of the text")),
                ("effective_on", models.DateField(verbose_name="effective on")),
                ("published_at", models.DateTimeField(verbose_name="published at")),
            ],
            options={
                "verbose_name": "regime of the one-stop mechanism",
                "verbose_name_plural": "regimes of the one-stop mechanism",
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(("effective_on__gte", "1900-01-01")), name="regime_is_of_our_time"
                    ),
                ],
            },
        ),
        migrations.RunSQL(GUARD, RELEASE),
    ]
