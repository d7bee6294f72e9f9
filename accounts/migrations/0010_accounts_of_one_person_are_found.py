"""Two accounts with one personal ID number are of one person: each request of an officer asks for the others."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """An index that is made while others write; of the accounts that have a number."""

    atomic = False
    dependencies = [("accounts", "0009_absences_are_entered_and_ended")]

    operations = [
        AddIndexConcurrently(
            "user",
            models.Index(fields=["personal_id"], name="user_by_personal_id", condition=~Q(personal_id="")),
        ),
    ]
