"""Who is to come for a result when its place is closed, by the days off and hours of that place alone.

Whoever holds a paper from before that was known is told by a notice, whose entry of the outbox hangs at the acceptance or a later
event; where the closing is taken back, or the day passes, before it is sent, nothing is.

Found by the closed times to come, which are few: where no place has a calendar of its own, no dossier is asked for.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import reduce
from itertools import islice
from operator import or_

from django.db.models import Max, Q
from django.db.models.functions import Coalesce

from accounts.models import UnitKind
from dossiers import outbox
from dossiers.acts import RECOUNT
from dossiers.display.agency.closed import Doors, closing_at, promised
from dossiers.log.appointments import APOLOGISING
from dossiers.models import Dossier, DossierQuerySet, Event, OutboxEntry
from dossiers.models.standing import PAUSED
from procedures import steady
from procedures.models import CalendarVersion
from procedures.steady import Steady
from procedures.time.agencies.book import Agencies
from procedures.time.agencies.row import AgencyVersion
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
    most: int | None = MOST_FOUND,
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
    rows = here.select_related("applicant").order_by("come_at", "pk")[:most]
    opened = ((row, day, doors.reopens(row, day)) for row in rows if (day := promised(row)))
    return [ClosedThen(row, day, opens) for row, day, opens in opened if opens]


def untold(now: datetime, after: int, size: int) -> list[int]:
    """Return the next dossiers whose applicants are to be told: neither their paper nor a notice that was written down says so."""
    found = unsaid(closed_then(Dossier.objects.filter(pk__gt=after), now, most=None), sent=False)
    return sorted(one.dossier.pk for one in found)[:size]


def unsaid(found: Sequence[ClosedThen], *, sent: bool) -> list[ClosedThen]:
    """Return those of which the applicant was not told: the paper is from before it was known, and no notice went out since.

    Without ``sent`` a notice that was only written down, or reached nobody, is one too. Four statements, and some for
    each time between two changes at which somebody was told.
    """
    if not found:
        return []
    pks = [one.dossier.pk for one in found]
    told, moved, before = _last_notices(pks, sent=sent), _moved(pks), Before(steady.now())
    left = []
    for one in found:
        at = max(filter(None, (told.get(one.dossier.pk), one.dossier.accepted_at)), default=None)
        if at is None or moved.get(one.dossier.pk, at) > at:
            left.append(one)
            continue
        said = closing_at(before.doors_at(at), one.dossier, one.promised)
        if said is None or said.opens != one.opens:
            left.append(one)
    return left


def _last_notices(pks: Sequence[int], *, sent: bool) -> dict[int, datetime]:
    """Return when somebody was told last where to come and when that is open, or is to be; by dossier."""
    entries = OutboxEntry.objects.filter(event__dossier__in=pks)
    kinds = (outbox.PLACE_CLOSED, outbox.PLACE_OPEN, outbox.PLACE_MOVED)
    gone = Q(kind__in=kinds, done_at__isnull=False, error="")
    wanted = gone if sent else gone | Q(kind=outbox.PLACE_CLOSED)
    by_dossier = entries.filter(wanted).order_by().values("event__dossier")
    return dict(by_dossier.annotate(at=Max(Coalesce("done_at", "due_at"))).values_list("event__dossier", "at"))


def _moved(pks: Sequence[int]) -> dict[int, datetime]:
    """Return when the date was given anew last, by dossier."""
    events = Event.objects.filter(dossier__in=pks, action__in={RECOUNT, *APOLOGISING}).order_by()
    return dict(events.values("dossier").annotate(last=Max("at")).values_list("dossier", "last"))


class Before:
    """The places as they were known at instants of the past, each state of them made once: two statements."""

    def __init__(self, known: Steady) -> None:
        self._known, self._then = known, dict[int, Doors | None]()
        stored = CalendarVersion.objects.values_list(Coalesce("change__created_at", "created_at"), flat=True)
        rows = AgencyVersion.objects.values_list("added_at", "taken_back_at")
        self._changes = sorted({*stored, *(at for row in rows for at in row if at)})

    def doors_at(self, at: datetime) -> Doors | None:
        """Return them; None where no calendar was known for that time."""
        number = bisect_right(self._changes, at)
        if number not in self._then:
            try:
                self._then[number] = Doors.known_at(self._known, at)
            except CalendarError:
                self._then[number] = None
        return self._then[number]


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
