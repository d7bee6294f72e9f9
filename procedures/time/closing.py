"""When a place is closed at which somebody is to come: by its own days off and hours, beside those of the agency. Pure."""

from collections.abc import Iterator
from datetime import date, datetime

from procedures.time.calendar import LOCAL, WorkingCalendar, local
from procedures.time.sessions import CalendarExhausted

type Span = tuple[datetime, datetime]
"""From when until when."""


def reopening(place: WorkingCalendar, at: datetime) -> datetime | None:
    """Return when a place opens next that is closed at an instant; None where it is open, or where no calendar reaches.

    At the end of a session it is open: whoever has to come by 17:00 finds a desk that works until 17:00.
    """
    here = local(at)
    try:
        opens = here if place.session_opening(here) < here else place.opening_after(here)
    except CalendarExhausted:
        return None
    return opens if opens > here else None


def closures(place: WorkingCalendar, agency: WorkingCalendar, day: date) -> Iterator[Span]:
    """Yield the spans of a day in which the agency works and the place does not; none of a day beyond their range."""
    is_known = max(place.first, agency.first) <= day <= min(place.last, agency.last)
    if not is_known or place.digest == agency.digest:
        return
    worked = agency.sessions_on(day)
    if not worked:
        return
    begun, end = datetime.combine(day, worked[0].opens, LOCAL), agency.close_of(day)
    for session in place.sessions_on(day):
        opens, closes = (datetime.combine(day, moment, LOCAL) for moment in (session.opens, session.closes))
        if agency.working_minutes_between(begun, opens):
            yield begun, opens
        begun = max(begun, closes)
    if agency.working_minutes_between(begun, end):
        yield begun, end
