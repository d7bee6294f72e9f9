"""What applicants were told of the place of a result: who is still to be told that it is closed then, or opens at another time.

By this one rule the mails are sent, the desk phones, and whoever changes a calendar is told whom that concerns.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Case, F, Max, Q, When
from django.db.models.functions import Coalesce

from dossiers import outbox
from dossiers.acts import RECOUNT
from dossiers.display.agency.closed import Doors, closing_at
from dossiers.log.appointments import APOLOGISING
from dossiers.models import Dossier, Event, OutboxEntry
from procedures import steady
from procedures.models import CalendarVersion
from procedures.steady import Steady
from procedures.time.agencies.row import AgencyVersion
from procedures.time.calendar import CalendarError


@dataclass(frozen=True, slots=True)
class ClosedThen:
    """A dossier of which the result is promised for when its place is closed, and when that opens next."""

    dossier: Dossier
    promised: datetime
    opens: datetime


def first_promised(doors: Iterable[Doors], first: date) -> date:
    """Return from which day on a promise may fall into closed time that reaches to a day: the last that is worked before it."""
    found = [first]
    for calendar in (calendar for one in doors for calendar in one.calendars.by_unit.values()):
        day = first - timedelta(days=1)
        while calendar.first < day <= calendar.last and not calendar.is_working(day):
            day -= timedelta(days=1)
        found.append(day)
    return min(found)


def unsaid(found: Sequence[ClosedThen], *, sent: bool, known: "Before | None" = None) -> list[ClosedThen]:
    """Return those of which the applicant was not told: the paper is from before it was known, and no notice went out since.

    Without ``sent`` a notice that was only written down, or reached nobody, is one too. Four statements, two of them asked by
    ``known`` already, and some for each time between two changes at which somebody was told.
    """
    if not found:
        return []
    pks = [one.dossier.pk for one in found]
    told, moved, before = _last_notices(pks, sent=sent), _moved(pks), known or Before(steady.now())
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
    kinds = (outbox.PLACE_CLOSED, outbox.PLACE_OPEN, outbox.PLACE_MOVED, outbox.REAPPOINTED)
    gone = Q(kind__in=kinds, done_at__isnull=False, error="")
    wanted = gone if sent else gone | Q(kind=outbox.PLACE_CLOSED)
    by_dossier = entries.filter(wanted).order_by().values("event__dossier")
    # A letter of apology says what was known when it was signed.
    then = Case(When(kind=outbox.REAPPOINTED, then=F("event__at")), default=Coalesce("done_at", "due_at"))
    return dict(by_dossier.annotate(at=Max(then)).values_list("event__dossier", "at"))


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
