"""How far the log goes: up to which day something rests on what is dated."""

from datetime import date

from django.db.models import Max
from django.utils import timezone

from dossiers.models import Event


def used_through() -> date | None:
    """Return the last local day on which something was done to a dossier; None where nothing was."""
    last = Event.objects.aggregate(last=Max("at"))["last"]
    return timezone.localdate(last) if last else None
