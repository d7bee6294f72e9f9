"""What of standing in falls with a seat that ends: who has no seat left by which something is lent stands in for nobody (ADR 0086)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from accounts import absences
from accounts.absences import Absence, AbsenceError, is_given, seats_in
from accounts.models import Membership, Substitution, User
from accounts.people.leaving import relied_on
from accounts.rights import OFFICERS
from accounts.seats import Seat


@dataclass(frozen=True, slots=True)
class Fall:
    """An absence in which somebody is to stand in and does not any more, or not in all seats, from a day on."""

    row: Substitution
    first: date
    """The first of its days on which that is so."""
    lost: tuple[Seat, ...]
    """The seats that are lent no more."""
    is_whole: bool
    """Whether nothing is left in which that one stands in."""


def given_from(person: User, day: date, on: date) -> Mapping[int, tuple[Substitution, tuple[Seat, ...]]]:
    """Return by its key each absence in which somebody is to stand in after a day began, with the seats that one acts in then.

    ``day``: the first day that is looked at; ``on``: today. Three queries for each absence.
    """
    rows = relied_on(person, on).filter(until__gte=day).select_related("absent", "substitute")
    return {row.pk: (row, _given(row, person, max(row.since, day))) for row in rows}


def fallen(
    before: Mapping[int, tuple[Substitution, tuple[Seat, ...]]],
    after: Mapping[int, tuple[Substitution, tuple[Seat, ...]]],
    day: date,
) -> list[Fall]:
    """Return what falls between two looks of ``given_from`` at the same day."""
    found = []
    for pk, (row, seats) in before.items():
        left = after[pk][1] if pk in after else ()
        if lost := tuple(seat for seat in seats if seat not in left):
            found.append(Fall(row, max(row.since, day), lost, is_whole=not left))
    return found


def cut(fall: Fall, *, by: User, at: datetime) -> tuple[date | None, Substitution | None]:
    """End an absence with the last day on which its stand-in acts, and enter that nobody stands in on the days behind it.

    Returns what its last day was, None where none of its days is left, and what was entered: None where another stands in
    then, or nothing is lent.
    """
    row = fall.row
    until = row.until
    if fall.first == row.since:
        absences.end(row, by=by, at=at)
        was = None
    else:
        was = absences.change_last_day(row, fall.first - timedelta(days=1), by=by, at=at)
    row.refresh_from_db()
    try:
        entered = absences.enter(Absence(row.absent, None, fall.first, until), by=by, at=at)
    except AbsenceError:
        entered = None
    return was, entered


def left_in(fall: Fall) -> list[User]:
    """Return who else stands in on the first day of what falls, by name: one query."""
    then = Substitution.objects.filter(
        absent=fall.row.absent_id, ended_on=None, since__lte=fall.first, until__gte=fall.first
    )
    others = then.exclude(pk=fall.row.pk).exclude(substitute=None).values("substitute")
    return list(User.objects.filter(pk__in=others).order_by("full_name", "pk"))


def _given(row: Substitution, person: User, day: date) -> tuple[Seat, ...]:
    """Return in which seats of whoever is away somebody acts on a day."""
    held = Membership.objects.in_force(day).select_related("unit").order_by("pk")
    own: Sequence[Seat] = seats_in(held.filter(user=person, role__in=OFFICERS))
    lent = seats_in(held.filter(user=row.absent_id, role__in=OFFICERS))
    return tuple(seat for seat in lent if is_given(seat, own))
