"""When the counter is open, in words, by the working calendar in force."""

from itertools import groupby

from django.core.cache import caches
from django.db import DatabaseError
from django.utils.translation import get_language

from procedures.machine import Text
from procedures.time.calendar import CalendarError
from procedures.time.calendars import current_calendar
from procedures.time.sessions import WEEKDAYS, Session

KEPT = 60
"""Seconds for which a process remembers the hours: they stand on every page, and change by decision only."""


def desk_hours() -> str:
    """Return the usual office hours in the reader's language, weekdays with the same hours together.

    Empty where nobody knows them: a page that tells of a failure is shown without them.
    """
    try:
        language = get_language()
        hours: str = caches["process"].get_or_set(f"desk_hours:{language}", lambda: _hours(language), KEPT) or ""
    except (CalendarError, DatabaseError):
        return ""
    return hours


def _hours(language: str | None) -> str:
    days = groupby(zip(WEEKDAYS, current_calendar().week, strict=False), key=lambda day: day[1])
    rows = [_open_on([name for name, _hours in same], hours) for hours, same in days if hours]
    return "; ".join(text.of(language) for text in rows)


def _open_on(names: list[Text], sessions: tuple[Session, ...]) -> Text:
    first, last = names[0], names[-1]
    hours = [f"{one.opens:%H:%M}–{one.closes:%H:%M}" for one in sessions]
    vi = first.vi.lower() if first == last else f"{first.vi.lower()} đến {last.vi.lower()}"
    en = first.en if first == last else f"{first.en} to {last.en}"
    return Text(f"{vi}, {' và '.join(hours)}", f"{en}, {' and '.join(hours)}")
