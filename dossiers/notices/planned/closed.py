"""Who is to come for a result when its place is closed, by the days off and hours of that place alone.

Whoever holds a paper from before that was known is told by a notice, whose entry of the outbox hangs at the acceptance or a later
event; where the closing is taken back, or the day passes, before it is sent, nothing is.

Found by the closed times to come, which are few: where no place has a calendar of its own, no dossier is asked for.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import reduce
from itertools import islice
from operator import or_

from django.db.models import Q

from accounts.models import UnitKind
from dossiers.calendars.said import ClosedThen, unsaid
from dossiers.display.agency.closed import Doors, promised
from dossiers.models import Dossier, DossierQuerySet
from dossiers.models.standing import DAY_TO_COME, PAUSED
from procedures import steady
from procedures.steady import Steady
from procedures.time.agencies.book import Agencies
from procedures.time.calendar import CalendarError, local
from procedures.time.closing import Span, closures

MOST_SPANS = 60
"""So many closed times of a place are looked at, the next first: a place that always closes early has one every day."""
MOST_FOUND = 200


def closed_then(
    dossiers: DossierQuerySet,
    at: datetime,
    planned: Agencies | None = None,
    most: int | None = MOST_FOUND,
    known: Steady | None = None,
) -> list[ClosedThen]:
    """Return those of some dossiers whose result is promised for closed time to come: two statements, one of them spared by ``known``.

    ``planned`` are receiving points as they would be, in place of those that are entered.
    """
    known = known or steady.now()
    try:
        doors = Doors(known.units, planned or known.agencies, known.calendars)
    except CalendarError:
        return []
    rows = promised_for_closed([doors], dossiers, at, most=most)
    opened = ((row, day, doors.reopens(row, day)) for row, day in rows)
    return [ClosedThen(row, day, opens) for row, day, opens in opened if opens]


def promised_for_closed(
    several: Sequence[Doors],
    dossiers: DossierQuerySet,
    at: datetime,
    days: tuple[date, date] | None = None,
    most: int | None = MOST_FOUND,
) -> list[tuple[Dossier, datetime]]:
    """Return those promised for about closed time by any of several calendars, and for when, of some days or of all: one statement.

    Whether the place is open at the very beginning, or end, of that time is told by the calendar alone.
    """
    wanted = [place & _within(spans) for doors in several for place, spans in _places(doors, at, days) if spans]
    if not wanted:
        return []
    is_put_off = Q(status__in=PAUSED, promised_for=None)
    found = dossiers.annotate(come_at=DAY_TO_COME).filter(reduce(or_, wanted), come_at__gt=at)
    here = found.filter(accepted_at__isnull=False).exclude(is_put_off).exclude(holder="")
    rows = here.select_related("applicant").order_by("come_at", "pk")[:most]
    return [(row, day) for row in rows if (day := promised(row))]


def untold(now: datetime, after: int, size: int) -> list[int]:
    """Return the next dossiers whose applicants are to be told: neither their paper nor a notice that was written down says so."""
    found = unsaid(closed_then(Dossier.objects.filter(pk__gt=after), now, most=None), sent=False)
    return sorted(one.dossier.pk for one in found)[:size]


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
    """Return what is promised within some times, their beginning and end among them."""
    return reduce(or_, (Q(come_at__gte=begin, come_at__lte=end) for begin, end in spans))
