"""That an issued report was sent is a row of its own."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FORWARD = """
CREATE TRIGGER sent_report_is_final BEFORE UPDATE OR DELETE ON dossiers_sentreport
    FOR EACH ROW EXECUTE FUNCTION dossiers_refuse_other_report();
"""
BACKWARD = "DROP TRIGGER sent_report_is_final ON dossiers_sentreport;"


class Migration(migrations.Migration):
    """Its table, to which rows are only added."""

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("dossiers", "0062_a_change_is_noted_in_one_statement"),
    ]

    operations = [
        migrations.CreateModel(
            "SentReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sent_on", models.DateField()),
                ("document", models.CharField(max_length=60)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sendings",
                        to="dossiers.issuedreport",
                    ),
                ),
            ],
            options={"ordering": ["-pk"]},
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
