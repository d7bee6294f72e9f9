"""An officer's day at a counter: opened with the change in the drawer, closed with what was counted, corrected by another row.

What should lie in the drawer is the change and the cash that this officer took and gave back since. An officer has one counter
open at a time, and all cash of an officer's day belongs to one of them: what came before the first was opened to that, what came
after one was closed to it still, until another is opened. So the sums of all add up to the officer's own in the receipt book.
What never came, or never went back, is taken off where it was booked: it lay in that drawer in no moment, whoever says so and where.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from dossiers.commands.money import cash
from dossiers.commands.money.cash import Cash, Count
from dossiers.filing.counter import tickets
from dossiers.log.money import vn_dong
from dossiers.models import Event, PaidWay, Payment, ShiftAct, ShiftEntry
from dossiers.refusals.money.cash import (
    CorrectionUnexplained,
    CounterClosedBefore,
    CounterMisnamed,
    CounterStillOpen,
    CounterTaken,
    DifferenceUnexplained,
    DrawerDiffers,
    InPlaceUnexplained,
    ShiftClosed,
    ShiftNotClosed,
    TooOldToCorrect,
)
from procedures import locks
from procedures.catalogue.search import is_spoken_as
from procedures.locks import Lock
from procedures.time.calendar import local

COUNTER = re.compile(r"[^\W_](?:[^\W_]|[ .,()–-])*")
"""What a counter may be called: letters and digits, and behind the first of these blanks and plain signs."""
CORRECTED_FOR = 31
"""Days after its own on which a closing may be corrected."""
LOOKED_BACK = timedelta(days=60)
"""So far back a counter is looked for that its officer has not closed."""


@dataclass(frozen=True, slots=True)
class Place:
    """A counter of an agency, as it is opened: at which receiving point, and what it is called."""

    agency_id: int
    point: str
    counter: str


@dataclass(frozen=True, slots=True)
class Shift:
    """An officer at a counter on a day."""

    opened: ShiftEntry
    closings: tuple[ShiftEntry, ...]
    """The closing and what corrects it, the last one last; none while it is open."""
    until: datetime | None
    """When the same officer opened the next one; None where there is none."""
    is_first: bool

    @property
    def closed(self) -> ShiftEntry | None:
        """The closing as it stands now."""
        return self.closings[-1] if self.closings else None

    @property
    def shut(self) -> ShiftEntry | None:
        """The closing as it was written first: its hour is when the counter was closed, whatever was corrected since."""
        return self.closings[0] if self.closings else None

    @property
    def corrections(self) -> list[tuple[ShiftEntry, ShiftEntry]]:
        """What corrects the closing, the last one last, each behind the row that it puts right."""
        return list(pairwise(self.closings))

    def owns(self, at: datetime) -> bool:
        """Say whether cash that this officer moved at an instant of the day belongs to this drawer."""
        return (self.is_first or at >= self.opened.at) and (self.until is None or at < self.until)

    def book(self, rows: Sequence[Payment]) -> Cash:
        """Return what should lie in the drawer, of the officer's rows of the day, and of how many of them it is made."""
        mine = cash.cash_in(row for row in rows if self.owns(cash.booked(row).at))
        return Cash(self.opened.counted + mine.amount, mine.count)


def entries_of(agency_id: int, on: date) -> QuerySet[ShiftEntry]:
    """Return what was written of the counters of an agency on a day, with who wrote it."""
    return ShiftEntry.objects.filter(agency=agency_id, on=on).select_related("by", "done_by").order_by("at", "pk")


def shifts_of(agency_id: int, on: date, *, by: int | None = None) -> list[Shift]:
    """Return who was at which counter on a day, of one officer or of all, in the order in which they were opened."""
    entries = list(entries_of(agency_id, on).filter(Q() if by is None else Q(by=by)))
    opened = [one for one in entries if one.act == ShiftAct.OPENED]
    return [_shift(one, opened, entries) for one in opened]


def _shift(opened: ShiftEntry, others: Sequence[ShiftEntry], entries: Sequence[ShiftEntry]) -> Shift:
    own = [one for one in others if one.by_id == opened.by_id]
    place, where = own.index(opened), (opened.by_id, opened.point, opened.counter)
    closed = (one for one in entries if one.act == ShiftAct.CLOSED)
    closings = tuple(one for one in closed if (one.by_id, one.point, one.counter) == where)
    return Shift(opened, closings, own[place + 1].at if place + 1 < len(own) else None, place == 0)


def open_one(agency_id: int, by: int, on: date) -> Shift | None:
    """Return the counter that an officer has open on a day; None where there is none."""
    return next((one for one in shifts_of(agency_id, on, by=by) if one.closed is None), None)


def shut_last(agency_id: int, by: int, on: date) -> ShiftEntry | None:
    """Return the closing of the counter that an officer has closed last on a day; None where one is open, or was never."""
    mine = shifts_of(agency_id, on, by=by)
    return mine[-1].shut if mine and all(one.closed for one in mine) else None


def forgotten(agency_id: int, by: int, before: date) -> list[ShiftEntry]:
    """Return the counters that an officer opened in the last weeks before a day and never closed, the newest first."""
    return list(left_open(before).filter(agency=agency_id, by=by, on__lt=before))


def left_open(on: date) -> QuerySet[ShiftEntry]:
    """Narrow to the counters that were opened on a day or in the weeks before it and are not closed, the newest first."""
    closings = ShiftEntry.objects.filter(
        act=ShiftAct.CLOSED, by=OuterRef("by"), on=OuterRef("on"), point=OuterRef("point"), counter=OuterRef("counter")
    )
    opened = ShiftEntry.objects.filter(act=ShiftAct.OPENED, on__lte=on, on__gte=on - LOOKED_BACK)
    return opened.filter(~Exists(closings)).order_by("-on", "-at")


def cash_rows(agency_id: int, on: date, by: int) -> list[Payment]:
    """Return what an officer took in cash on a day, and gave back; with what was booked by this officer and never was."""
    rows = cash.of_day(agency_id, on).filter(way=PaidWay.CASH).select_related("event", "reverses", "restores")
    found = rows.filter(Q(by=by) | Q(reverses__by=by) | Q(restores__by=by))
    return [row for row in found if cash.booked(row).by_id == by]


def cash_of(event: Event, at: datetime) -> Payment | None:
    """Return the row by which an event of the local day brought cash; None of any other."""
    if local(event.at).date() != local(at).date():
        return None
    return Payment.objects.filter(event=event.pk, way=PaidWay.CASH, by__isnull=False).first()


def closed_with(row: Payment) -> Shift | None:
    """Return the counter to which cash was booked, where that is closed; None where it is open, or there is none."""
    found = shifts_of(row.agency_id, local(row.at).date(), by=row.by_id)
    return next((one for one in found if one.owns(row.at) and one.closed), None)


def moved_since(agency_id: int, on: date, closed: Iterable[Shift]) -> dict[int, int]:
    """Return what should lie in the drawers of closed counters now, in đồng, by the row that opened them; those alone that differ from their closing."""
    rows = cash.of_day(agency_id, on).filter(way=PaidWay.CASH).select_related("event", "reverses", "restores")
    by_officer: dict[int | None, list[Payment]] = {}
    for row in rows:
        by_officer.setdefault(cash.booked(row).by_id, []).append(row)
    now = {one: one.book(by_officer.get(one.opened.by_id, [])).amount for one in closed if one.closed}
    return {one.opened.pk: book for one, book in now.items() if one.closed and one.closed.book != book}


@transaction.atomic(durable=True)
def open_counter(place: Place, counted: int, *, by: User, at: datetime) -> ShiftEntry:
    """Open a counter with the change that lies in its drawer, in đồng.

    Its name is kept with one blank between its words. Raises ``CounterMisnamed``, ``CounterStillOpen``, ``CounterClosedBefore``
    and ``CounterTaken``. Whoever opens or closes shares one lock with whoever records cash: two officers do not open one
    counter, and no sum is made of half a day.
    """
    place = replace(place, counter=" ".join(place.counter.split()))
    if not COUNTER.fullmatch(place.counter):
        raise CounterMisnamed
    locks.take(Lock.CASH)
    on = local(at).date()
    for shift in shifts_of(place.agency_id, on):
        _refuse_beside(shift, place, by)
    return ShiftEntry.objects.create(
        agency_id=place.agency_id,
        on=on,
        point=place.point,
        counter=place.counter,
        act=ShiftAct.OPENED,
        counted=counted,
        by=by,
        at=at,
    )


def _refuse_beside(shift: Shift, place: Place, by: User) -> None:
    opened, closed = shift.opened, shift.shut
    is_own = opened.by_id == by.pk
    is_here = opened.point == place.point and is_spoken_as(opened.counter, place.counter)
    said = {"counter": opened.counter, "at": f"{local(opened.at):%H:%M}", "who": opened.by.get_full_name()}
    if is_own and closed is None:
        raise CounterStillOpen(**said)
    if is_own and is_here and closed is not None:
        raise CounterClosedBefore(counter=opened.counter, at=f"{local(closed.at):%H:%M}")
    if is_here and closed is None:
        raise CounterTaken(**said)


@transaction.atomic(durable=True)
def close_counter(opened: ShiftEntry, count: Count, stood: Mapping[str, Any], *, by: User, at: datetime) -> ShiftEntry:
    """Close a counter that its officer has open, today or on a day before, with what was counted and how the desk stood then.

    Somebody else closes it in the officer's place, who is away or leaves, and says why: the row names both. Whoever is at it
    with a number counts as served: nobody is sent to a counter that is closed.
    Raises ``ShiftClosed``, ``InPlaceUnexplained``, and ``DrawerDiffers`` and ``DifferenceUnexplained`` where what was counted
    is not what should lie there.
    """
    locks.take(Lock.CASH)
    shift = _as_it_stands(opened)
    if shift.closed is not None:
        raise ShiftClosed
    if by.pk != opened.by_id and not count.reason:
        raise InPlaceUnexplained
    book = book_of(shift)
    difference = count.counted - book.amount
    if difference and count.difference != difference:
        raise DrawerDiffers(
            difference, book=vn_dong(book.amount), counted=vn_dong(count.counted), is_explained=bool(count.reason)
        )
    if difference and not count.reason:
        raise DifferenceUnexplained
    tickets.leave(opened.on, by=opened.by, at=at)
    return _written(shift, count, book, stood, by, at)


@transaction.atomic(durable=True)
def correct_closing(
    opened: ShiftEntry, count: Count, stood: Mapping[str, Any], *, by: User, at: datetime
) -> ShiftEntry:
    """Write beside a closing what was counted in truth, with the reason; the closing stays as it is.

    Raises ``ShiftNotClosed``, ``TooOldToCorrect`` and ``CorrectionUnexplained``.
    """
    locks.take(Lock.CASH)
    shift = _as_it_stands(opened)
    if shift.closed is None:
        raise ShiftNotClosed
    if local(at).date() - opened.on > timedelta(days=CORRECTED_FOR):
        raise TooOldToCorrect(CORRECTED_FOR)
    if not count.reason:
        raise CorrectionUnexplained
    return _written(shift, count, book_of(shift), stood, by, at)


def _as_it_stands(opened: ShiftEntry) -> Shift:
    """Return a counter as it stands, under the lock."""
    return next(one for one in shifts_of(opened.agency_id, opened.on, by=opened.by_id) if one.opened.pk == opened.pk)


def book_of(shift: Shift) -> Cash:
    """Return what should lie in the drawer of a counter by what the receipt book says now."""
    opened = shift.opened
    return shift.book(cash_rows(opened.agency_id, opened.on, opened.by_id))


def _written(  # noqa: PLR0917 - all that a row says
    shift: Shift, count: Count, book: Cash, stood: Mapping[str, Any], by: User, at: datetime
) -> ShiftEntry:
    opened, before = shift.opened, shift.closed
    in_place = by if by.pk != opened.by_id else None
    is_explained = before is not None or in_place is not None or count.counted != book.amount
    return ShiftEntry.objects.create(
        agency_id=opened.agency_id,
        on=opened.on,
        point=opened.point,
        counter=opened.counter,
        act=ShiftAct.CLOSED,
        counted=count.counted,
        book=book.amount,
        rows=book.count,
        reason=count.reason if is_explained else "",
        stood=dict(stood),
        corrects=before,
        by_id=opened.by_id,
        done_by=in_place,
        at=at,
    )
