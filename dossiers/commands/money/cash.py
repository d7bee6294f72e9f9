"""The cash of a day: what came in, and its closing, after which no more of it is taken for that day."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate
from psycopg.errors import IntegrityConstraintViolation

from accounts.models import User
from dossiers import acts
from dossiers.log import money
from dossiers.log.facts import facts_of
from dossiers.models import CashDay, PaidWay, Payment
from dossiers.refusals.money.cash import (
    CashClosed,
    ClosedBefore,
    CountDiffers,
    CountedBelowZero,
    DifferenceUnexplained,
    NotClosedYet,
    PartOfClosedDay,
)
from procedures import locks
from procedures.locks import Lock
from procedures.time.calendar import LOCAL, local

LOOKED_BACK = timedelta(days=60)
"""So far back a day is looked for whose cash nobody has closed."""
CLOSED = "cash_day_is_closed"
"""How the trigger names what it refuses."""


@dataclass(frozen=True, slots=True)
class Cash:
    """Cash of a day: what came in less what went back, in đồng, and in how many rows."""

    amount: int
    count: int


@dataclass(frozen=True, slots=True)
class Count:
    """What somebody has counted in the cash box, in đồng."""

    counted: int
    difference: int = 0
    """From the book, as the person has read it and means it; 0 before."""
    reason: str = ""


def of_day(agency_id: int, on: date) -> QuerySet[Payment]:
    """Return what was received and reversed on a local day, in every way, in its order."""
    begins = datetime.combine(on, time.min, LOCAL)
    rows = Payment.objects.filter(agency=agency_id, at__gte=begins, at__lt=begins + timedelta(days=1))
    return rows.order_by("at", "pk")


def voids(row: Payment) -> bool:
    """Say whether a row reverses a wrong entry of its own local day, by which no money is given back.

    Nothing in its event says that money went back; what was paid on line always does.
    """
    if row.reverses is None or row.way == PaidWay.ONLINE or facts_of(row.event).given_back:
        return False
    return local(row.reverses.at).date() == local(row.at).date()


def is_undone_at_once(row: Payment) -> bool:
    """Say whether a row undoes a part of its own local day that never went back: then neither is in the sums of the day."""
    return row.restores is not None and local(row.restores.at).date() == local(row.at).date()


def booked(row: Payment) -> Payment:
    """Return by which row cash lies in a drawer, or lacks there: of a wrong entry of the day, the one that it puts right."""
    wrong = (row.reverses if voids(row) else None) or (row.restores if is_undone_at_once(row) else None)
    return wrong or row


def cash_in(rows: Iterable[Payment]) -> Cash:
    """Sum up what of some rows is cash."""
    amounts = [row.signed for row in rows if row.way == PaidWay.CASH]
    return Cash(sum(amounts), len(amounts))


@contextmanager
def refused_when_closed(action: str, *, given_back: bool = False) -> Iterator[None]:
    """Raise ``CashClosed`` where what an act stores is cash on a day that is closed, which a trigger keeps out (migration 0069).

    ``given_back``: a reversal says that the money went back. The act needs no statement of its own for it, and a day that is closed meanwhile is no exception.
    """
    try:
        yield
    except IntegrityError as error:
        diagnosis = error.__cause__.diag if isinstance(error.__cause__, IntegrityConstraintViolation) else None
        if diagnosis is None or diagnosis.constraint_name != CLOSED:
            raise
        on, seconds, who = str(diagnosis.message_detail).split("|", 2)
        at = datetime.fromtimestamp(float(seconds), LOCAL)
        closed = {"on": _day(date.fromisoformat(on)), "who": who, "at": _moment(at)}
        if action == acts.UNDO_PART:
            raise PartOfClosedDay(**closed) from error
        back, given = action in {*money.TAKES_OFF, acts.TAKE_BACK}, given_back or action in money.PARTS
        raise CashClosed(**closed, is_back=back, is_given=given) from error


def closing_of(agency_id: int, on: date) -> CashDay | None:
    """Return the closing of a day; None while it is open."""
    return CashDay.objects.select_related("by").filter(agency=agency_id, on=on).first()


def unclosed(agency_id: int, before: date) -> list[date]:
    """Return the days of the last weeks before a day on which cash came or went and which nobody has closed, the newest first."""
    begins, ends = (datetime.combine(day, time.min, LOCAL) for day in (before - LOOKED_BACK, before))
    moved = Payment.objects.filter(agency=agency_id, at__gte=begins, at__lt=ends, way=PaidWay.CASH)
    closed = CashDay.objects.filter(agency=agency_id, on=OuterRef("day"))
    days = (
        moved.order_by()
        .annotate(day=TruncDate("at", tzinfo=LOCAL))
        .filter(~Exists(closed))
        .values_list("day", flat=True)
    )
    return sorted(days.distinct(), reverse=True)


@transaction.atomic(durable=True)
def close_day(agency_id: int, on: date, count: Count, *, by: User, at: datetime) -> CashDay:
    """Close the cash of a day with its sum and with what was counted.

    Raises ``NotClosedYet`` for a day to come, ``ClosedBefore`` for one that is, ``CountedBelowZero``, ``CountDiffers`` and
    ``DifferenceUnexplained`` where what was counted is not what the book says.

    Whoever records cash shares the lock: what is on its way is in the sum, or finds the day closed.
    """
    if on > local(at).date():
        raise NotClosedYet
    locks.take(Lock.CASH)
    before = closing_of(agency_id, on)
    if before is not None:
        raise ClosedBefore(on=_day(on), who=before.by.get_full_name(), at=_moment(before.at))
    found = refuse_difference(agency_id, on, count)
    return CashDay.objects.create(
        agency_id=agency_id,
        on=on,
        amount=found.amount,
        count=found.count,
        counted=count.counted,
        reason=count.reason if count.counted != found.amount else "",
        by=by,
        at=at,
    )


def refuse_difference(agency_id: int, on: date, count: Count) -> Cash:
    """Return the cash of a day; raise the refusal of a difference that the person has not read yet, or gives no reason for.

    Of no sum at all first. Below 0 is the cash of a day on which more was given back than came in.
    """
    found = cash_in(of_day(agency_id, on).filter(Q(way=PaidWay.CASH)))
    amount = found.amount
    if count.counted < 0 <= amount:
        raise CountedBelowZero
    difference = count.counted - amount
    if not difference:
        return found
    if count.difference != difference:
        raise CountDiffers(
            difference,
            book=money.vn_dong(amount),
            counted=money.vn_dong(count.counted),
            is_explained=bool(count.reason),
        )
    if not count.reason:
        raise DifferenceUnexplained
    return found


def _day(on: date) -> str:
    return f"{on:%d/%m/%Y}"


def _moment(at: datetime) -> str:
    return f"{local(at):%H:%M %d/%m/%Y}"
