"""The planned downtimes that every page announces, remembered in the process for a minute."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import caches
from django.db import DatabaseError, connection
from django.utils import timezone

from procedures.time.downtimes import Downtime

KEPT = 60
"""Seconds for which a process remembers them: they stand on every page, and are announced days before."""
NEAR = timedelta(days=1)
"""So long before one begins a form says that it may not be finished by then."""


@dataclass(frozen=True, slots=True)
class Downtimes:
    """Those that are announced and not over at an instant, the next first."""

    all: tuple[Downtime, ...]
    now: datetime

    def __bool__(self) -> bool:
        """Say whether there is one."""
        return bool(self.all)

    @property
    def near(self) -> Downtime | None:
        """The one that is under way, or begins so soon that a form may not be finished before."""
        return next((one for one in self.all if one.begins_at <= self.now + NEAR), None)


def downtimes() -> Downtimes:
    """Return what every page announces. None where the database does not answer: a page that tells of that is shown without."""
    now = timezone.now()
    try:
        known: tuple[Downtime, ...] = caches["process"].get_or_set(_key(), lambda: _found(now), KEPT) or ()
    except DatabaseError:
        known = ()
    return Downtimes(tuple(one for one in known if one.announced_at <= now < one.ends_at), now)


def forget() -> None:
    """Have this process look again: what somebody has just announced is on that person's next page."""
    caches["process"].delete(_key())


def _found(now: datetime) -> tuple[Downtime, ...]:
    return tuple(Downtime.objects.coming(now))


def _key() -> str:
    return f"downtimes:{connection.settings_dict['NAME']}"
