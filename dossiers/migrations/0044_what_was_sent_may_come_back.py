"""What an officer sent with an act is kept until that can no longer be taken back."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """The sequence of the act with which words were sent; 0 for those that were not."""

    dependencies = [("dossiers", "0043_words_that_are_not_sent_are_kept")]

    operations = [
        migrations.AddField("unsentwords", "sent", models.PositiveIntegerField(default=0, db_default=0)),
    ]
