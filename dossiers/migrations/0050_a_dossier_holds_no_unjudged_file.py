"""Files that a worker has to look at are few among all; a dossier has none that is refused, or may be."""

from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently, ValidateConstraint
from django.db import migrations, models
from django.db.models import Q

NAME = "attachment_of_dossier_is_judged"
JUDGED = Q(problem="") & ~Q(awaits="judging")


class Migration(migrations.Migration):
    """An index of those alone, and a constraint that is validated while others write."""

    atomic = False
    dependencies = [("dossiers", "0049_files_have_a_readable_copy")]

    operations = [
        AddIndexConcurrently(
            "attachment",
            models.Index(fields=["uploaded_at"], name="attachment_awaits", condition=~Q(awaits="")),
        ),
        AddConstraintNotValid("attachment", models.CheckConstraint(condition=Q(dossier=None) | JUDGED, name=NAME)),
        ValidateConstraint("attachment", NAME),
    ]
