"""The office decides of what was paid that it is not given back: how much, in a column."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One column; nothing was decided before."""

    dependencies = [("dossiers", "0090_a_payment_goes_back_its_own_way")]

    operations = [migrations.AddField("dossier", "kept", models.BigIntegerField(db_default=0, default=0))]
