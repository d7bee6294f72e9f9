"""Five indexes of dossiers go: others begin with the same column, or find what is asked with less.

A sector has a quarter of all dossiers, a procedure a twentieth: where figures ask for what is open in one, all that ever was in
it was read from its index first.
"""

from django.db import migrations, models
from django.db.models import PROTECT

INDEXES = {
    "agency": "dossiers_dossier_agency_id_966dcf7a ON dossiers_dossier (agency_id)",
    "applicant": "dossiers_dossier_applicant_id_3ba18564 ON dossiers_dossier (applicant_id)",
    "procedure": "dossiers_dossier_procedure_id_4e0e78d6 ON dossiers_dossier (procedure_id)",
    "sector": "dossiers_dossier_sector_f33a6ca1 ON dossiers_dossier (sector)",
    "sector, by how it begins": "dossiers_dossier_sector_f33a6ca1_like ON dossiers_dossier (sector varchar_pattern_ops)",
}


def _gone(index: str) -> migrations.RunSQL:
    name = index.partition(" ")[0]
    return migrations.RunSQL(f"DROP INDEX CONCURRENTLY IF EXISTS {name}", f"CREATE INDEX CONCURRENTLY {index}")


def _field(name: str, field: models.Field) -> migrations.AlterField:
    return migrations.AlterField("dossier", name, field)


class Migration(migrations.Migration):
    """Dropped while others write."""

    atomic = False
    dependencies = [("dossiers", "0060_another_end_is_counted_anew")]

    operations = [
        migrations.SeparateDatabaseAndState(
            [_gone(index) for index in INDEXES.values()],
            [
                _field("agency", models.ForeignKey("accounts.unit", PROTECT, related_name="+", db_index=False)),
                _field("applicant", models.ForeignKey("accounts.user", PROTECT, related_name="dossiers", db_index=False)),
                _field(
                    "procedure",
                    models.ForeignKey("procedures.procedure", PROTECT, related_name="dossiers", db_index=False),
                ),
                _field("sector", models.SlugField(max_length=60, db_index=False)),
            ],
        )
    ]
