"""Each order and common narrowing of a list is held by an index, made while others write."""

from collections.abc import Sequence

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models
from django.db.models import Q

OPEN, ENDED = ~Q(holder=""), Q(holder="")
LAST = ["-changed_at", "-id"]


def _index(name: str, fields: Sequence[str], condition: Q) -> AddIndexConcurrently:
    return AddIndexConcurrently("dossier", models.Index(fields=fields, name=name, condition=condition))


class Migration(migrations.Migration):
    """Of what is open the nearest deadline; of what has ended all orders and what it is narrowed by."""

    atomic = False
    dependencies = [("dossiers", "0029_rows_are_filled")]

    operations = [
        _index("dossier_at_hand", ["unit", "holder", "nearest_at", "id"], OPEN),
        _index("dossier_nearest", ["agency", "nearest_at", "id"], OPEN),
        _index("dossier_nearest_in_division", ["division", "nearest_at", "id"], OPEN),
        RemoveIndexConcurrently("dossier", "dossier_on_desk"),
        *(
            _index(f"ended_{place}_{order}", [place, order, "id"], ENDED)
            for place in ("agency", "division")
            for order in ("filed_at", "nearest_at", "applicant_key", "subject_key")
        ),
        *(_index(f"ended_by_{one}", [one, *LAST], ENDED) for one in ("division", "procedure", "assignee")),
        *(_index(f"ended_by_{one}", ["agency", one, *LAST], ENDED) for one in ("sector", "status", "channel", "verdict")),
        _index("ended_owing", ["agency", *LAST], Q(holder="", owed__gt=0)),
    ]
