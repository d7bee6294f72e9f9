"""Whether the years before are being loaded at this moment: then their figures are not whole yet."""

from datetime import date

from dossiers.models import Dossier, Origin
from procedures import locks
from procedures.locks import Lock
from procedures.time.calendar import local


def history_loaded_until() -> date | None:
    """Return up to which filing day the years before are there while somebody loads them; None while nobody does.

    They are loaded by filing day, so it is the day of what was stored last; there is none before anything is.
    """
    if not locks.is_taken(Lock.HISTORY):
        return None
    last = Dossier.objects.filter(origin=Origin.HISTORY).order_by("-pk").values_list("filed_at", flat=True).first()
    return local(last).date() if last else None
