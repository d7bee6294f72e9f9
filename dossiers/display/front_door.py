"""Whose service this is and where its desk is, as every page and mail says it: by the names of the day."""

from dataclasses import dataclass

from django.conf import settings
from django.core.cache import caches
from django.db import DatabaseError
from django.utils import timezone
from django.utils.translation import get_language

from accounts.models import UnitKind
from procedures import steady

KEPT = 60
"""Seconds for which a process remembers it: it stands on every page, and changes by decision only."""


@dataclass(frozen=True, slots=True)
class FrontDoor:
    """The agency in the reader's language, and the address of its desk; empty where nobody has entered them."""

    name: str = ""
    address: str = ""


def front_door() -> FrontDoor:
    """Return whose service this is. Empty where the database does not answer: a page that tells of that is shown without."""
    language = get_language() or "vi"
    key = f"front_door:{language}:{timezone.localdate()}"
    try:
        return caches["process"].get_or_set(key, lambda: _found(language), KEPT) or FrontDoor()
    except DatabaseError:
        return FrontDoor()


def agency_name() -> str:
    """Return the agency's name in the reader's language, for the templates of mail."""
    return front_door().name


def _found(language: str) -> FrontDoor:
    known, today = steady.now(), timezone.localdate()
    own = next((unit for unit in known.units.values() if unit.agency_code == settings.AGENCY_CODE), None)
    if own is None:
        return FrontDoor()
    desk = next((unit for unit in known.units.values() if unit.kind == UnitKind.DESK and unit.parent_id == own.pk), own)
    named, place = known.called(own, today), known.called(desk, today)
    return FrontDoor(named.name(language), place.address or named.address)
