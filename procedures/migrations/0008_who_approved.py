"""A version says who prepared it and who approved it: both or neither, and two people."""

from django.db import migrations, models
from django.db.models import F, Q

NOBODY = Q(("approved_by", ""), ("prepared_by", ""))
TWO = Q(("prepared_by", ""), _negated=True) & Q(("approved_by", ""), _negated=True)
NOT_ONE = Q(("prepared_by", F("approved_by")), _negated=True)


class Migration(migrations.Migration):
    """Two columns, empty for what was published before."""

    dependencies = [("procedures", "0007_changes_renew_a_stamp")]

    operations = [
        migrations.AddField(
            "procedureversion",
            "prepared_by",
            models.CharField(blank=True, db_default="", default="", max_length=150, verbose_name="prepared by"),
        ),
        migrations.AddField(
            "procedureversion",
            "approved_by",
            models.CharField(blank=True, db_default="", default="", max_length=150, verbose_name="approved by"),
        ),
        migrations.AddConstraint(
            "procedureversion",
            models.CheckConstraint(condition=NOBODY | (TWO & NOT_ONE), name="version_approved_by_another"),
        ),
    ]
