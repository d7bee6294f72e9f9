"""From when on an applicant is reminded of the end of the time to answer, and for which end that was done."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Nobody is reminded of what was asked before: those readings name no such instant."""

    dependencies = [("dossiers", "0034_one_answer_of_a_dossier")]

    operations = [
        migrations.AddField("dossier", "applicant_soon_at", models.DateTimeField(null=True)),
        migrations.AddField("dossier", "noted_supply_for", models.DateTimeField(null=True)),
    ]
