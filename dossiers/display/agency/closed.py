"""Whether the place at which a result is had is closed when it was promised for, and when it opens next.

The date is counted on the agency's calendar and stays; the desk, or the receiving point, may have days off and hours of
its own.
"""

from datetime import date, datetime

from accounts.models import UnitKind
from dossiers.models import Dossier
from dossiers.models.standing import PAUSED
from procedures.steady import Steady
from procedures.time.calendar import WorkingCalendar, local
from procedures.time.calendars import Calendars
from procedures.time.closing import reopening


def promised(dossier: Dossier) -> datetime | None:
    """Return when the result is to be had by what the applicant was told last."""
    found = dossier.promised_for or dossier.due_at
    return found and local(found)


def in_force(dossier: Dossier) -> bool:
    """Say whether somebody may come for a result by a date: it was accepted, is open, and no pause has put the date off."""
    is_put_off = dossier.status in PAUSED and dossier.promised_for is None
    return bool(dossier.holder and dossier.accepted_at and not is_put_off)


def calendar_at(known: Steady, calendars: Calendars, agency: int, point: str, day: date) -> WorkingCalendar:
    """Return by which calendar the place works on a day: the receiving point, or the desk where there is none, or it is closed."""
    found = known.agencies.on(point, day) if point else None
    if found and found.is_open:
        return calendars.of(_unit(known, found.hours_of))
    desks = (one for one in known.units.values() if one.kind == UnitKind.DESK and one.parent_id == agency)
    desk = next(desks, None)
    if desk is None:
        return calendars.of(agency)
    row = known.agencies.on(desk.slug, day)
    return calendars.of((row and _unit(known, row.hours_of)) or desk.pk)


def _unit(known: Steady, slug: str) -> int | None:
    """Return the id of a unit; None of no slug."""
    return next((pk for pk, unit in known.units.items() if unit.slug == slug), None) if slug else None


def reopens(known: Steady, calendars: Calendars, dossier: Dossier, at: datetime) -> datetime | None:
    """Return when the place of a dossier opens next that is closed at an instant; None where it is open."""
    day = local(at).date()
    return reopening(calendar_at(known, calendars, dossier.agency_id, dossier.point, day), at)
