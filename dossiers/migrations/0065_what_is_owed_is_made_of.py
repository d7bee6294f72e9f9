"""What a dossier owes is made of what is due, what nobody has to pay and what came in: each has a column."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """The columns, empty until the next but two fills them."""

    dependencies = [("dossiers", "0064_registers_are_printed_in_volumes")]

    operations = [
        migrations.AddField("dossier", "charged", models.BigIntegerField(null=True)),
        migrations.AddField("dossier", "waived", models.BigIntegerField(default=0, db_default=0)),
        migrations.AddField("dossier", "paid", models.BigIntegerField(default=0, db_default=0)),
    ]
