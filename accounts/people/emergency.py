"""What is changed of people, seats and units under /admin/, the door for emergencies: kept in the history as what the office's own pages change."""

from datetime import datetime

from accounts.models import ChangeKind, Membership, Unit, User
from accounts.people import changes, seating, units
from accounts.people.changes import Values

type Seats = dict[int, tuple[Unit, Values]]
"""Seats by their keys: in which unit, as which role, and on which terms."""


LOOKS, ALL = "staff", "superuser"
"""What somebody may do at this door, as the history keeps it: open it, or change all there; "" of neither."""


def seats_of(person: User) -> Seats:
    """Return how somebody's seats are held now."""
    held = Membership.objects.filter(user=person.pk).select_related("unit").order_by("pk")
    return {seat.pk: (seat.unit, {"role": seat.role, **seating.terms_of(seat).values()}) for seat in held}


def note_seats(before: Seats, person: User, *, by: User, at: datetime) -> None:
    """Record what has become of the seats that somebody had: given, changed, or taken away with nothing left of them."""
    after = seats_of(person)
    for pk, (unit, values) in after.items():
        if pk not in before:
            changes.note(ChangeKind.SEAT_GIVEN, by=by, at=at, person=person, unit=unit, after=values)
        elif before[pk] != (unit, values):
            was = before[pk][1]
            changes.note(ChangeKind.SEAT_CHANGED, by=by, at=at, person=person, unit=unit, before=was, after=values)
    for pk in before.keys() - after.keys():
        unit, was = before[pk]
        gone = {**dict.fromkeys(was), "role": was["role"]}
        changes.note(ChangeKind.SEAT_CHANGED, by=by, at=at, person=person, unit=unit, before=was, after=gone)


def note_person(before: User | None, person: User, *, by: User, at: datetime) -> None:
    """Record who was entered, what that one is called and may do at this door by now, and that the account was closed or opened."""
    new = _account(person)
    if before is None:
        changes.note(
            ChangeKind.ENTERED, by=by, at=at, person=person, after={name: text for name, text in new.items() if text}
        )
        return
    old = _account(before)
    if old != new:
        changes.note(ChangeKind.CORRECTED, by=by, at=at, person=person, before=old, after=new)
    if before.is_active != person.is_active:
        kind = ChangeKind.OPENED if person.is_active else ChangeKind.CLOSED
        changes.note(kind, by=by, at=at, person=person)


def note_unit(before: Unit | None, unit: Unit, *, by: User, at: datetime) -> None:
    """Record a unit that was entered, or what of it has changed."""
    new = {"kind": unit.kind, **units.named(unit).values()}
    if before is None:
        changes.note(
            ChangeKind.UNIT_ENTERED, by=by, at=at, unit=unit, after={name: text for name, text in new.items() if text}
        )
    elif (old := {"kind": before.kind, **units.named(before).values()}) != new:
        changes.note(ChangeKind.UNIT_CHANGED, by=by, at=at, unit=unit, before=old, after=new)


def _account(person: User) -> Values:
    door = ALL if person.is_superuser else LOOKS if person.is_staff else ""
    return {"full_name": person.full_name, "email": person.email, "username": person.username, "door": door}
