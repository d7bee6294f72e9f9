"""Each page of a person, and each file of an officer, asks for one entry of an index."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """An index of what came back for good alone, and that the column is filled."""

    atomic = False
    dependencies = [("dossiers", "0169_applicants_of_mail_that_came_back")]

    operations = [
        migrations.AddConstraint(
            "returnedmail",
            models.CheckConstraint(
                condition=Q(notice=None) | Q(applicant__isnull=False), name="returned_mail_is_of_its_applicant"
            ),
        ),
        AddIndexConcurrently(
            "returnedmail",
            models.Index(fields=["applicant"], name="returned_mail_of_applicant", condition=Q(is_final=True)),
        ),
    ]
