"""An operator that names no price has not sent for nothing: what a text costs may be unknown."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """A column that may have no value; what stands there stays."""

    dependencies = [("dossiers", "0122_events_let_pass_need_no_index")]

    operations = [migrations.AlterField("textmessage", "cost", models.PositiveIntegerField(null=True))]
