"""When the counter is open, in words, by the working calendar in force."""

from django.core.cache import caches
from django.db import DatabaseError
from django.utils import timezone
from django.utils.translation import get_language

from dossiers.display.agency.hours import in_words
from procedures.time.calendar import CalendarError
from procedures.time.calendars import current_calendar

KEPT = 60
"""Seconds for which a process remembers the hours: they stand on every page, and change by decision only."""


def desk_hours() -> str:
    """Return the usual office hours in the reader's language, weekdays with the same hours together.

    Empty where nobody knows them: a page that tells of a failure is shown without them.
    """
    try:
        language = get_language()
        key = f"desk_hours:{language}"
        hours: str = (
            caches["process"].get_or_set(
                key, lambda: in_words(current_calendar().week_on(timezone.localdate()), language), KEPT
            )
            or ""
        )
    except (CalendarError, DatabaseError):
        return ""
    return hours
