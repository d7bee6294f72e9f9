"""A register of dossiers can be a file of volumes: no table changes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """What its format is called."""

    dependencies = [("dossiers", "0063_issued_reports_are_sent")]

    operations = [
        migrations.AlterField(
            "export",
            "format",
            models.CharField(
                choices=[("xlsx", "Excel (.xlsx)"), ("csv", "CSV (.csv)"), ("zip", "PDF (.zip)")], max_length=4
            ),
        ),
    ]
