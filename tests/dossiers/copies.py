"""Many dossiers for questions about lists: copies of one, whose history is not copied."""

from collections.abc import Callable
from datetime import datetime
from uuid import uuid4

from dossiers.models import Dossier


def copied(dossier: Dossier, count: int, deadline_at: Callable[[int], datetime | None]) -> None:
    """Write so many copies of a dossier, each with the deadline of its number."""
    values = {field.attname: getattr(dossier, field.attname) for field in Dossier._meta.concrete_fields}
    own = (
        {"id": None, "code": f"X-{number}", "draft_key": uuid4(), "deadline_at": deadline_at(number)}
        for number in range(count)
    )
    Dossier.objects.bulk_create(Dossier(**values | one) for one in own)
