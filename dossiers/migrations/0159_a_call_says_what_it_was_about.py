"""A call to an applicant may be about another thing than a result that waits: a new date, another place."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """What was noted before is about results that wait."""

    dependencies = [("dossiers", "0158_a_picture_may_be_blank")]

    operations = [
        migrations.AddField(
            "collectionreminder", "about", models.CharField(blank=True, db_default="", default="", max_length=80)
        ),
    ]
