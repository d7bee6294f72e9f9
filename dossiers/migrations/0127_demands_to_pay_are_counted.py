"""How many demands to pay stand: lists ask the log of nothing else what of them is lacking."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """A column with a value of the database."""

    dependencies = [("dossiers", "0126_whether_it_was_let_pass_is_told_by_how_much")]

    operations = [
        migrations.AddField("dossier", "demands", models.PositiveSmallIntegerField(default=0, db_default=0)),
    ]
