"""Many dossiers of past months, for figures in which nobody could be found."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from uuid import uuid4

from dossiers.models import Dossier, Event
from dossiers.reports import cells
from procedures.time.calendar import LOCAL
from tests.dossiers.lifecycle import act, dossier_at, local


def resolved() -> Dossier:
    """Return a dossier that was accepted on 05/01/2026 and ready, early, three working days later."""
    walk = dossier_at("van-thu", at=local("2026-01-05 08:30"))
    act(walk, "finish-van-thu", "tam", "2026-01-08 10:00")
    return walk.dossier


def copies(dossier: Dossier, number: int, month: str = "2026-01", **values: object) -> None:
    """Put dossiers beside one, received and resolved in a month, each with its last event."""
    _put([_copy(dossier, month, **values) for _n in range(number)], dossier)


def every_month(dossier: Dossier, years: Iterable[int], **values: object) -> None:
    """Put one to three dossiers beside one, received and resolved in each month of some years, as ``copies`` does."""
    months = [f"{year}-{month:02}" for year in years for month in range(1, 13)]
    _put([_copy(dossier, month, **values) for at, month in enumerate(months) for _n in range(1 + at % 3)], dossier)


def _copy(dossier: Dossier, month: str, **values: object) -> Dossier:
    at = datetime.combine(date.fromisoformat(f"{month}-05"), time(9), LOCAL)
    own = {"accepted_at": at, "resolved_at": at + timedelta(days=3), "late_at": None, "id": None, **values}
    return Dossier(**_values(dossier) | own | {"code": f"X-{uuid4()}", "draft_key": uuid4()})


def _put(rows: Sequence[Dossier], dossier: Dossier) -> None:
    last = dossier.events.latest("sequence")
    made = Dossier.objects.bulk_create(rows)
    Event.objects.bulk_create([Event(**_values(last) | {"id": None, "dossier_id": row.pk}) for row in made])
    cells.rebuild()


def _values(row: Dossier | Event) -> dict[str, object]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
