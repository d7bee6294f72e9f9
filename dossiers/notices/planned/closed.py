"""Who is to come for a result when its place is closed, by the days off and hours of that place alone.

Found by the closed times to come, which are few: where no place has a calendar of its own, no dossier is asked for.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import reduce
from itertools import islice
from operator import or_

from django.db.models import Q
from django.db.models.functions import Coalesce

from accounts.models import UnitKind
from dossiers.display.agency.closed import Doors, promised
from dossiers.models import Dossier, DossierQuerySet
from dossiers.models.standing import PAUSED
from procedures import steady
from procedures.time.agencies.book import Agencies
from procedures.time.calendar import CalendarError, local
from procedures.time.closing import Span, closures

MOST_SPANS = 60
"""So many closed times of a place are looked at, the next first: a place that always closes early has one every day."""
MOST_FOUND = 200


@dataclass(frozen=True, slots=True)
class ClosedThen:
    """A dossier of which the result is promised for when its place is closed, and when that opens next."""

    dossier: Dossier
    promised: datetime
    opens: datetime


def closed_then(
    dossiers: DossierQuerySet,
    at: datetime,
    days: tuple[date, date] | None = None,
    planned: Agencies | None = None,
) -> list[ClosedThen]:
    """Return those of some dossiers whose result is promised for closed time to come, of some days or of all: two statements.

    ``planned`` are receiving points as they would be, in place of those that are entered.
    """
    known = steady.now()
    try:
        doors = Doors(known.units, planned or known.agencies, known.calendars)
    except CalendarError:
        return []
    wanted = [place & _within(spans) for place, spans in _places(doors, at, days) if spans]
    if not wanted:
        return []
    is_put_off = Q(status__in=PAUSED, promised_for=None)
    found = dossiers.annotate(come_at=Coalesce("promised_for", "due_at")).filter(reduce(or_, wanted), come_at__gt=at)
    here = found.filter(accepted_at__isnull=False).exclude(is_put_off).exclude(holder="")
    rows = here.select_related("applicant").order_by("come_at", "pk")[:MOST_FOUND]
    opened = ((row, day, doors.reopens(row, day)) for row in rows if (day := promised(row)))
    return [ClosedThen(row, day, opens) for row, day, opens in opened if opens]


def _places(doors: Doors, at: datetime, days: tuple[date, date] | None) -> Iterator[tuple[Q, list[Span]]]:
    """Yield each place where results are had, with the times to come at which it alone is closed."""
    if len(doors.calendars.by_unit) == 1:
        return
    common, today = doors.calendars.of(None), local(at).date()
    first, last = days or (today, common.last)
    for desk in [unit for unit in doors.units.values() if unit.kind == UnitKind.DESK]:
        agency = doors.units[desk.parent_id or desk.pk]
        points = {row.key for row in doors.agencies.rows if row.receives and row.part_of == agency.slug} - {desk.slug}
        for point in ("", *sorted(points)):
            spans = _spans(doors, (agency.pk, point), (max(first, today), min(last, common.last)))
            yield Q(agency=agency.pk, point=point), list(islice((one for one in spans if one[1] >= at), MOST_SPANS))


def _spans(doors: Doors, place: tuple[int, str], days: tuple[date, date]) -> Iterator[Span]:
    day, last = days
    while day <= last:
        yield from closures(doors.calendar_at(*place, day), doors.calendars.of(place[0]), day)
        day += timedelta(days=1)


def _within(spans: list[Span]) -> Q:
    """Return what is promised within some times; whether it is open at their very beginning or end is told by the calendar."""
    return reduce(or_, (Q(come_at__gte=begin, come_at__lte=end) for begin, end in spans))
