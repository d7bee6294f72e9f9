"""What a leader let go on unpaid is marked in every list: by an index of its own, made while others write."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """The few events of it, by their dossier."""

    atomic = False
    dependencies = [("dossiers", "0119_text_messages_are_put_down")]

    operations = [
        AddIndexConcurrently(
            "event", models.Index(fields=["dossier"], name="event_let_pass", condition=Q(action="let-pass"))
        ),
    ]
