"""Who was told that the place of a result is closed at the promised time, where it is open then after all: told so again.

A closing, or other hours, may be taken back after its notice went out, or after somebody was phoned. Whoever was told of it by
neither holds a paper that is right again, and is told nothing.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

from django.db.models import DateTimeField, Exists, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Greatest

from dossiers import outbox
from dossiers.calendars.call_keys import CLOSED
from dossiers.calendars.said import OF_DAYS, Before, Knowledge, given_anew
from dossiers.display.agency.closed import Doors, in_force, promised
from dossiers.models import BY_OFFICERS, CollectionReminder, Dossier, DossierQuerySet, Event, OutboxEntry
from dossiers.models.standing import DAY_TO_COME
from procedures import steady
from procedures.time.calendar import CalendarError

CLOSED_CALL = f"{CLOSED} "
"""What stands in the key of what was told, where somebody was phoned of a closed place."""
SAYING = (outbox.PLACE_CLOSED, outbox.PLACE_MOVED, *OF_DAYS)
"""The notices that may have said so."""
LATELY = timedelta(days=62)
"""So long after the last change of a calendar or a place somebody is looked for."""
MOST_FOUND = 500


def thinking_it_closed(
    dossiers: DossierQuerySet,
    at: datetime,
    *,
    sent: bool,
    planned: Doors | None = None,
    known: Before | None = None,
) -> list[Dossier]:
    """Return those of some dossiers whose applicants were told last that the place is closed then, while it is open: two statements.

    A notice of a place that has moved, or of another day, says too whether it is closed, as it was known to be when that went out.
    Without ``sent`` a notice of this that was only written down, or reached nobody, is one too. What was promised anew since
    is another date, of which that notice said nothing. ``planned`` are the places as they would be, in place of those of now.
    ``known`` spares one statement.
    """
    before = known or Before(steady.now())
    doors = planned or _doors(before, at)
    if doors is None:
        return []
    shut = _last(OutboxEntry.objects.filter(kind__in=SAYING, done_at__isnull=False, error=""), "done_at")
    calls = CollectionReminder.objects.filter(way__in=BY_OFFICERS, about__contains=CLOSED_CALL)
    phoned = calls.filter(dossier=OuterRef("pk")).order_by().values("dossier").annotate(last=Max("at")).values("last")
    found = dossiers.annotate(
        come_at=DAY_TO_COME,
        shut_at=Greatest(shut, Subquery(phoned, output_field=DateTimeField())),
    )
    open_said = OutboxEntry.objects.filter(_of_opening(sent=sent), event__dossier=OuterRef("pk"))
    anew = Event.objects.filter(given_anew(), dossier=OuterRef("pk"), at__gt=OuterRef("shut_at"))
    left = found.filter(come_at__gt=at, accepted_at__isnull=False, resolved_at=None, shut_at__gte=F("accepted_at"))
    rows = left.filter(
        ~Exists(open_said.filter(Q(done_at__gte=OuterRef("shut_at")) | Q(done_at=None))), ~Exists(anew)
    ).exclude(holder="")
    return list(islice(_open_then(rows.select_related("applicant").order_by("pk"), doors, before), MOST_FOUND))


def untold(now: datetime, after: int, size: int) -> list[int]:
    """Return the next dossiers whose applicants are to be told that the place is open after all."""
    found = thinking_it_closed(Dossier.objects.filter(pk__gt=after), now, sent=False)
    return [one.pk for one in found][:size]


def is_written_down(dossier: Dossier, knowledge: Knowledge) -> bool:
    """Say whether a notice of this was written down for one that ``thinking_it_closed`` has found: no statement."""
    shut_at: datetime = vars(dossier)["shut_at"]
    notices = (one for one in knowledge.notices.get(dossier.pk, ()) if one.kind == outbox.PLACE_OPEN)
    return any(one.done_at is None or one.done_at >= shut_at for one in notices)


def _of_opening(*, sent: bool) -> Q:
    gone = Q(kind=outbox.PLACE_OPEN)
    return gone & Q(done_at__isnull=False, error="") if sent else gone


def _last(entries: QuerySet[OutboxEntry], field: str) -> Subquery:
    """Return when something of these was done last to a dossier."""
    of_dossier = entries.filter(event__dossier=OuterRef("pk")).order_by().values("event__dossier")
    return Subquery(of_dossier.annotate(last=Max(field)).values("last"), output_field=DateTimeField())


def _doors(before: Before, at: datetime) -> Doors | None:
    """Return the places as they are now; None where nothing was changed lately, or no calendar covers it."""
    if not before.has_changed_since(at - LATELY):
        return None
    known = before.steady
    try:
        return Doors(known.units, known.agencies, known.calendars)
    except CalendarError:
        return None


def _open_then(rows: DossierQuerySet, doors: Doors, before: Before) -> Iterator[Dossier]:
    for row in rows.iterator():
        day, then = promised(row), before.doors_at(vars(row)["shut_at"])
        if day is None or then is None or not in_force(row):
            continue
        if then.reopens(row, day) is not None and doors.reopens(row, day) is None:
            yield row
