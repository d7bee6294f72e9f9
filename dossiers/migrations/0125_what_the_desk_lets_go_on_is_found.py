"""What waits for a payment of which nothing is left, or what is left was let pass, is found by an index of just that.

Its status is a value of the statements that are planned once for all, so that it stands among the columns.
"""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    """The index of the few in the place of one of all that applicants have, both while others write."""

    atomic = False
    dependencies = [("dossiers", "0124_how_much_was_let_pass")]

    operations = [
        AddIndexConcurrently(
            "dossier",
            models.Index(
                fields=["agency", "status", "nearest_at", "id"],
                name="dossier_settled",
                condition=Q(("holder", "citizen"), ("owed__lte", F("let_pass_up_to"))),
            ),
        ),
        RemoveIndexConcurrently("dossier", "dossier_at_applicant"),
    ]
