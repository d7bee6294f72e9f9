"""Seals over the events of a day, which the database refuses to change like the events themselves."""

import django.db.models.deletion
from django.db import migrations, models

FORWARD = """
CREATE TRIGGER seal_is_final BEFORE UPDATE OR DELETE ON dossiers_seal
    FOR EACH ROW EXECUTE FUNCTION dossiers_refuse_change();
CREATE TRIGGER seals_are_not_emptied BEFORE TRUNCATE ON dossiers_seal
    FOR EACH STATEMENT EXECUTE FUNCTION dossiers_refuse_change();
CREATE TRIGGER leaf_is_final BEFORE UPDATE OR DELETE ON dossiers_sealleaf
    FOR EACH ROW EXECUTE FUNCTION dossiers_refuse_change();
CREATE TRIGGER leaves_are_not_emptied BEFORE TRUNCATE ON dossiers_sealleaf
    FOR EACH STATEMENT EXECUTE FUNCTION dossiers_refuse_change();
"""
BACKWARD = """
DROP TRIGGER leaves_are_not_emptied ON dossiers_sealleaf;
DROP TRIGGER leaf_is_final ON dossiers_sealleaf;
DROP TRIGGER seals_are_not_emptied ON dossiers_seal;
DROP TRIGGER seal_is_final ON dossiers_seal;
"""


class Migration(migrations.Migration):
    """Two tables, and the triggers that let them only grow."""

    dependencies = [
        ("accounts", "0001_people_units_and_roles"),
        ("dossiers", "0006_deadlines_are_found_by_an_index"),
    ]

    operations = [
        migrations.CreateModel(
            name="Seal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("agency_code", models.CharField(max_length=35)),
                ("number", models.PositiveIntegerField()),
                ("day", models.DateField()),
                ("events", models.PositiveIntegerField()),
                ("root", models.CharField(max_length=64)),
                ("previous_digest", models.CharField(blank=True, max_length=64)),
                ("sealed_at", models.DateTimeField()),
                ("public_key", models.CharField(max_length=64)),
                ("signature", models.CharField(max_length=128)),
                ("digest", models.CharField(max_length=64)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
                    ),
                ),
            ],
            options={
                "ordering": ["agency_id", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=["agency", "number"], name="seal_number"),
                    models.CheckConstraint(
                        condition=models.Q(number__gte=1, events__gte=1), name="seal_counts_from_one"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SealLeaf",
            fields=[
                ("event_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("place", models.PositiveIntegerField()),
                ("code", models.CharField(max_length=60)),
                ("sequence", models.PositiveIntegerField()),
                ("digest", models.CharField(max_length=64)),
                (
                    "seal",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="leaves",
                        to="dossiers.seal",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=["seal", "place"], name="leaf_place")],
                "indexes": [models.Index(fields=["code", "sequence"], name="leaf_of_dossier")],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
