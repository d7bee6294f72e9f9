"""Lists of what has ended are narrowed within the index that they go by, made while others write."""

from collections.abc import Sequence

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models
from django.db.models import Q

LAST = ["-changed_at", "-id"]
TOLD = ["procedure", "sector", "status", "channel", "verdict", "owed", "assignee", "filed_at", "nearest_at", "applicant"]
ENDED = Q(holder="")


def _index(name: str, fields: list[str], condition: Q, include: Sequence[str] = ()) -> AddIndexConcurrently:
    return AddIndexConcurrently("dossier", models.Index(fields=fields, name=name, condition=condition, include=include))


class Migration(migrations.Migration):
    """What does not fit is passed over without its row being read; what is owed has an index for each of its values."""

    atomic = False
    dependencies = [("dossiers", "0036_views_are_saved")]

    operations = [
        *(_index(f"ended_in_{place}", [place, *LAST], ENDED, TOLD) for place in ("agency", "division")),
        RemoveIndexConcurrently("dossier", "dossier_ended"),
        RemoveIndexConcurrently("dossier", "ended_by_division"),
        _index("ended_free", ["agency", *LAST], Q(holder="", owed=0)),
        _index("ended_unknown", ["agency", *LAST], Q(holder="", owed=None)),
    ]
