"""Numbers of those who wait at a receiving point: given, called, called again, served, or nobody came.

All of it stands in the database: two who press at once get two numbers, two officers who call at once get two people.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from secrets import token_urlsafe
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Count, F, Max, Q, QuerySet

from accounts.models import User
from dossiers.models import Ticket, TicketPoint, TicketState
from dossiers.refusals.receiving import (
    NobodyWaits,
    NoNumberCalled,
    NumbersSwitchedOff,
    NumbersTooFast,
    OfficeClosed,
    TooManyWait,
)
from procedures import steady
from procedures.time.agencies.book import Agency
from procedures.time.calendar import CalendarError, CalendarExhausted, WorkingCalendar, local

MOST_KINDS = 6
"""Buttons of a machine: more nobody reads while others wait behind."""
MOST_WAITING = 150
"""People who wait at one point; whoever presses a thousand times gets no more than these."""
MOST_AT_ONCE, AT_ONCE = 20, timedelta(minutes=1)
"""Numbers of one point within so long."""
SLIP = timedelta(minutes=2)
"""Within so long a number that was called by mistake goes back to wait."""
MOST_SHOWN = 8
"""Numbers that a screen shows as called last."""
COUNTED = (TicketState.DONE, TicketState.ABSENT, TicketState.WAITING, TicketState.CALLED)


@dataclass(frozen=True, slots=True)
class Kind:
    """What somebody waits for, as the machine calls it; both empty where it asks nothing."""

    vi: str = ""
    en: str = ""


ANYTHING = Kind()


@dataclass(frozen=True, slots=True)
class Counts:
    """How many numbers of a day were given, and what became of them."""

    given: int
    served: int
    absent: int
    waiting: int
    called: int = 0
    """At a counter still."""


def are_on(point: str) -> bool:
    """Say whether a point gives numbers: the whole system may be switched off, and each point is, by itself."""
    return settings.QUEUE_TICKETS and TicketPoint.objects.filter(point=point, is_on=True).exists()


def point_of(secret: str) -> TicketPoint | None:
    """Return the point whose machine has an address, whether it gives numbers now or not; None where there is none."""
    return TicketPoint.objects.filter(secret=secret).first() if settings.QUEUE_TICKETS else None


def is_known(point: str) -> bool:
    """Say whether a point ever gave numbers: its screen stays where it hangs while it gives none."""
    return settings.QUEUE_TICKETS and TicketPoint.objects.filter(point=point).exists()


def still_in_hand(point: str, on: date) -> int:
    """Return how many hold a number of a day that is not over."""
    return Ticket.objects.filter(point=point, on=on, state__in=(TicketState.WAITING, TicketState.CALLED)).count()


def kinds_of(point: TicketPoint) -> list[Kind]:
    """Return what the machine of a point asks; one thing without a name where it asks nothing."""
    return [Kind(str(vi), str(en)) for vi, en in point.kinds] or [ANYTHING]


def set_up(
    point: str, kinds: Sequence[Kind], *, is_on: bool, renews: bool = False, by: User, at: datetime
) -> TicketPoint:
    """Switch the numbers of a point on or off; ``renews`` gives its machine another address, and the old one leads nowhere."""
    before = TicketPoint.objects.filter(point=point).first()
    secret = token_urlsafe(24) if before is None or renews else before.secret
    words = [[one.vi, one.en] for one in kinds[:MOST_KINDS]]
    values = {"is_on": is_on, "kinds": words, "secret": secret, "by": by, "at": at}
    return TicketPoint.objects.update_or_create(point=point, defaults=values)[0]


def give(point: TicketPoint, kind: Kind, *, at: datetime) -> Ticket:
    """Give the next number of a point: from 1 each day, none twice, and none that is lost.

    Raises ``NumbersSwitchedOff``, ``OfficeClosed``, ``TooManyWait`` and ``NumbersTooFast``; then no number is used up.
    """
    on = local(at).date()
    place = steady.now().agencies.point(point.point, on)
    if place is None or not settings.QUEUE_TICKETS:
        raise NumbersSwitchedOff
    _refuse_closed(place, at)
    with transaction.atomic():
        # Whoever presses at the same time waits here: what is counted below is all that there is.
        if not TicketPoint.objects.select_for_update().filter(pk=point.pk, is_on=True).exists():
            raise NumbersSwitchedOff
        _refuse_crowd(point.point, on, at)
        last = Ticket.objects.filter(point=point.point, on=on).aggregate(last=Max("number"))["last"] or 0
        words = {"kind_vi": kind.vi, "kind_en": kind.en}
        return Ticket.objects.create(point=point.point, on=on, number=last + 1, taken_at=at, **words)


def calendar_of(place: Agency) -> WorkingCalendar:
    """Return the calendar by which a point works; CalendarError where none is stored."""
    known = steady.now()
    unit = next((pk for pk, unit in known.units.items() if unit.slug == place.hours_of), None)
    return known.calendars.of(unit)


def _refuse_closed(place: Agency, at: datetime) -> None:
    try:
        opens = calendar_of(place).opening_after(local(at))
    except (CalendarError, CalendarExhausted) as error:
        raise OfficeClosed("") from error
    if opens != local(at):
        raise OfficeClosed(f"{local(opens):%H:%M %d/%m/%Y}")


def _refuse_crowd(point: str, on: date, at: datetime) -> None:
    today = Ticket.objects.filter(point=point, on=on)
    if today.filter(taken_at__gt=at - AT_ONCE).count() >= MOST_AT_ONCE:
        raise NumbersTooFast
    if today.filter(state=TicketState.WAITING).count() >= MOST_WAITING:
        raise TooManyWait


def waiting(point: str, on: date) -> QuerySet[Ticket]:
    """Narrow to who waits at a point, in the order in which they came."""
    return Ticket.objects.filter(point=point, on=on, state=TicketState.WAITING).order_by("number")


def called_by(by: User, on: date) -> Ticket | None:
    """Return the number that an officer has called and that is at the counter still; None where there is none."""
    return Ticket.objects.filter(by=by, on=on, state=TicketState.CALLED).order_by("-called_at").first()


def shown(point: str, on: date) -> list[Ticket]:
    """Return what a screen shows of a point: what was called last, and is not over, the newest first."""
    called = Ticket.objects.filter(point=point, on=on, state=TicketState.CALLED)
    return list(called.order_by("-called_at", "-number")[:MOST_SHOWN])


def call_next(point: str, counter: str, *, seen: int, by: User, at: datetime) -> Ticket:
    """Call whoever has waited longest; who was at the counter is served. Raises ``NobodyWaits``, which changes nothing.

    ``seen`` is the number that the officer's page showed as called, 0 where there was none: a second press of one page calls
    nobody else. Two officers who call at once get one after the other.
    """
    on = local(at).date()
    with transaction.atomic():
        list(TicketPoint.objects.select_for_update().filter(pk=point))
        current = called_by(by, on)
        if current is not None and current.number != seen:
            return current
        found = waiting(point, on).first()
        if found is None:
            raise NobodyWaits
        leave(on, by=by, at=at)
        found.state, found.called_at, found.calls, found.counter, found.by = TicketState.CALLED, at, 1, counter, by
        found.save(update_fields=["state", "called_at", "calls", "counter", "by"])
    return found


def call_again(number: int, *, by: User, at: datetime) -> None:
    """Call once more whoever was called; raises ``NoNumberCalled``."""
    _change(number, by, at, called_at=at, calls=F("calls") + 1)


def end(number: int, state: TicketState, *, by: User, at: datetime) -> None:
    """Say of whoever was called that one was served, or that nobody came; raises ``NoNumberCalled``."""
    _change(number, by, at, state=state, ended_at=at)


def leave(on: date, *, by: User, at: datetime) -> None:
    """Count as served whoever is at the counter that an officer closes: a screen sends nobody to a counter that is closed."""
    Ticket.objects.filter(by=by, on=on, state=TicketState.CALLED).update(state=TicketState.DONE, ended_at=at)


def over(point: str, on: date, by: User) -> QuerySet[Ticket]:
    """Narrow to who may be called back, the last one first: who did not come, and whom this officer has served."""
    mine = Q(state=TicketState.ABSENT) | Q(state=TicketState.DONE, by=by)
    return Ticket.objects.filter(mine, point=point, on=on).order_by("-ended_at", "-number")


def call_back(number: int, point: str, counter: str, *, seen: int, by: User, at: datetime) -> Ticket | None:
    """Call somebody who is over already: one who came after all, or of whom a wrong button was pressed.

    Whoever is at the counter is served, as with ``call_next``; who was called a moment ago by that wrong button waits again.
    ``seen`` is what the page showed there. Return who waits again, None for nobody. Raises ``NoNumberCalled``, which changes nothing.
    """
    on = local(at).date()
    with transaction.atomic():
        list(TicketPoint.objects.select_for_update().filter(pk=point))
        current = called_by(by, on)
        found = over(point, on, by).filter(number=number).first()
        if found is None or (current.number if current else 0) != seen:
            raise NoNumberCalled
        again = current if current and _by_mistake(current, found, at) else None
        if again is not None:
            again.state, again.called_at, again.calls, again.counter, again.by = TicketState.WAITING, None, 0, "", None
            again.save(update_fields=["state", "called_at", "calls", "counter", "by"])
        leave(on, by=by, at=at)
        found.state, found.called_at, found.calls, found.ended_at = TicketState.CALLED, at, found.calls + 1, None
        found.counter, found.by = counter, by
        found.save(update_fields=["state", "called_at", "calls", "ended_at", "counter", "by"])
    return again


def _by_mistake(current: Ticket, before: Ticket, at: datetime) -> bool:
    """Say whether who is at the counter was called by the press that ended who is called back, and nothing was begun since."""
    called_at = current.called_at
    return current.entry is None and called_at is not None and before.ended_at == called_at and at - called_at <= SLIP


def _change(number: int, by: User, at: datetime, **values: object) -> None:
    """Change what an officer has called, as long as it is the number that the page showed."""
    mine = Ticket.objects.filter(by=by, on=local(at).date(), state=TicketState.CALLED, number=number)
    if not mine.update(**values):
        raise NoNumberCalled


def tie(entry: UUID, *, by: User, at: datetime) -> None:
    """Note with the number that is at the counter what is entered first for whoever has it; nothing where none was called."""
    found = called_by(by, local(at).date())
    if found is not None and found.entry is None:
        found.entry = entry
        found.save(update_fields=["entry"])


def counts(points: Sequence[str], on: date) -> Counts | None:
    """Return how many numbers of a day were given at some points; None where there was none."""
    rows = Ticket.objects.filter(point__in=points, on=on).order_by().values("state").annotate(count=Count("pk"))
    found = Counter(dict(rows.values_list("state", "count")))
    if not found:
        return None
    done, absent, waits, called = (found[state.value] for state in COUNTED)
    return Counts(found.total(), done, absent, waits, called)
