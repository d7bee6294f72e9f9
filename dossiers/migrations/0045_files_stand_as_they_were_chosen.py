"""Files that come together stand in the order in which they were chosen."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """The place of each among those that came with it; 0 for those that came before, whose order nobody knows."""

    dependencies = [("dossiers", "0044_what_was_sent_may_come_back")]

    operations = [
        migrations.AddField("attachment", "place", models.PositiveSmallIntegerField(default=0, db_default=0)),
        migrations.AlterModelOptions("attachment", {"ordering": ("uploaded_at", "place", "id")}),
    ]
