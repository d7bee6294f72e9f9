"""What remains of the nearest deadline of a row, in the working time of whoever has it."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.core.cache import caches
from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dossiers.display.badges import Badge, nearest_badges
from dossiers.display.formats import vn_date, vn_number
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


def remaining(now: datetime) -> Callable[[Row, Badge, datetime], Badge]:
    """Return what adds to the badge of a row how much working time is left until an instant.

    Nothing where that has passed or rests, or is beyond all calendars. Of what is overdue as a whole, whose badge says that, it
    adds the deadline before it: that is the one by which lists are sorted.
    """
    key = f"calendars:{connection.settings_dict['NAME']}"
    calendars: Calendars = caches["process"].get_or_set(key, Calendars.in_force, KEPT_SECONDS) or Calendars.in_force()

    def left(row: Row, shown: Badge, due_at: datetime) -> Badge:
        if shown.kind == "overdue" and row.is_late(now):
            nearest, whole = vn_date(row.nearest_at), vn_date(row.deadline_at)
            words = _("nearest deadline %(day)s") % {"day": nearest}
            return shown._replace(at=f"{shown.at} · {words}") if nearest != whole else shown
        if shown.kind not in COMING:
            return shown
        calendar = calendars.of(row.unit_id)
        try:
            minutes = calendar.working_minutes_between(now, due_at)
        except CalendarExhausted:
            return shown
        return shown._replace(left=_in_words(minutes, calendar.day_minutes))

    return left


def has_left(rows: Iterable[Row], now: datetime) -> bool:
    """Say whether one of some rows says how much is left until its nearest deadline."""
    badge = nearest_badges(now)
    return any(badge(row).kind in COMING for row in rows)


def _in_words(minutes: int, day: int) -> str:
    """Write working minutes in whole hours or, of more than a day or so, in whole days of so many minutes."""
    hours, days = minutes // HOUR, minutes // day
    if not hours:
        return _("less than 1 working hour left")
    if days < IN_HOURS:
        return ngettext("%(n)s working hour left", "%(n)s working hours left", hours) % {"n": vn_number(hours)}
    return ngettext("%(n)s working day left", "%(n)s working days left", days) % {"n": vn_number(days)}
