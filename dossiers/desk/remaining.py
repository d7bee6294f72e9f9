"""What remains of the nearest deadline of a row, in the working time of whoever has it."""

from collections.abc import Callable
from datetime import datetime

from django.core.cache import caches
from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dossiers.display.formats import vn_number
from dossiers.models.rows.listed import Row
from procedures.time.calendar import CalendarExhausted
from procedures.time.calendars import Calendars

KEPT_SECONDS = 60
"""For so long a process keeps the calendars for its rows: what is decided of them shows a minute later."""
COMING = frozenset({"not_started", "within_time", "due_soon"})
"""The standings in which a deadline is still to come."""
HOUR = 60
IN_HOURS = 2
"""Working days below which hours are told: a day more or less matters then."""


def remaining(now: datetime) -> Callable[[Row, str, datetime], str]:
    """Return what says how much working time is left until an instant at which something of a row is due that stands so.

    "" where that has passed or rests, or is beyond all calendars.
    """
    key = f"calendars:{connection.settings_dict['NAME']}"
    calendars: Calendars = caches["process"].get_or_set(key, Calendars.in_force, KEPT_SECONDS) or Calendars.in_force()

    def left(row: Row, kind: str, due_at: datetime) -> str:
        if kind not in COMING:
            return ""
        calendar = calendars.of(row.unit_id)
        try:
            minutes = calendar.working_minutes_between(now, due_at)
        except CalendarExhausted:
            return ""
        return _in_words(minutes, calendar.day_minutes)

    return left


def _in_words(minutes: int, day: int) -> str:
    """Write working minutes in whole hours or, of more than a day or so, in whole days of so many minutes."""
    hours, days = minutes // HOUR, minutes // day
    if not hours:
        return _("less than 1 working hour left")
    if days < IN_HOURS:
        return ngettext("%(n)s working hour left", "%(n)s working hours left", hours) % {"n": vn_number(hours)}
    return ngettext("%(n)s working day left", "%(n)s working days left", days) % {"n": vn_number(days)}
