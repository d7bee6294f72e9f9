"""Who stands in for somebody in which seats, as the notices of an absence say it in both languages."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations

from django.utils import translation

from accounts.absences import span
from accounts.models import Substitution
from accounts.people.leaves import Leave, Taken, leaves_of, taken_by
from accounts.seats import Seat
from dossiers.display.labels import seats_label
from procedures.machine import Text


@dataclass(frozen=True, slots=True)
class Share:
    """What somebody takes who stands in."""

    person: int
    name: str
    days: str
    """Empty where that one stands in on all days of the leave."""
    seats: Text


@dataclass(frozen=True, slots=True)
class Shares:
    """Of a leave: until when it is, and who takes what."""

    since: date
    until: date
    people: tuple[Share, ...]
    nobody: Text
    """The seats in which nobody stands in; empty of none."""
    is_shared: bool
    """Whether two of them have one seat on a day, and so the same dossiers."""
    says_who: bool
    """Whether there are several seats, or several people, so that each is said."""

    def of(self, person: int) -> Share | None:
        """Return what somebody takes of it; None of whoever stands in no more."""
        return next((one for one in self.people if one.person == person), None)

    def without(self, person: int) -> "Shares":
        """Return the same as somebody of them reads it, for whom the others are listed."""
        return replace(self, people=tuple(one for one in self.people if one.person != person))


def leave_around(row: Substitution, on: date) -> Leave | None:
    """Return the leave that still holds on some of the days of an absence from a day on; None where the person is there."""
    rows = Substitution.objects.not_over(on).filter(absent=row.absent_id).select_related("substitute")
    first = max(row.since, on)
    around = leaves_of(rows).get(row.absent_id, [])
    return next((one for one in around if one.since <= row.until and one.until >= first), None)


def others_beside(row: Substitution, on: date) -> list[Substitution]:
    """Return the other rows that hold on some of the same days from a day on."""
    leave = leave_around(row, on)
    first = max(row.since, on)
    rows = leave.rows if leave else ()
    return [one for one in rows if one.pk != row.pk and one.since <= row.until and one.until >= first]


def shares_of(leave: Leave, on: date) -> Shares:
    """Return who takes what of a leave, as people are seated from a day on: a query in each language."""
    rows = [row for row in leave.rows if row.substitute is not None]
    with translation.override("vi"):
        vi, nobody_vi = _labels(taken := taken_by(rows, on))
    with translation.override("en"):
        en, nobody_en = _labels(taken_by(rows, on))
    people = tuple(_share(row, leave, Text(vi[row.pk], en[row.pk])) for row in rows)
    places = {place for one in taken.values() for place in _places((*one.seats, *one.lacking))}
    says_who = len(places) > 1 or len({one.person for one in people}) > 1
    nobody = Text(nobody_vi, nobody_en)
    return Shares(leave.since, leave.until, people, nobody, _is_shared(rows, taken), says_who)


def _share(row: Substitution, leave: Leave, seats: Text) -> Share:
    name = row.substitute.get_full_name() if row.substitute else ""
    is_whole = (row.since, row.until) == (leave.since, leave.until)
    return Share(row.substitute_id or 0, name, "" if is_whole else span(row.since, row.until), seats)


def _labels(taken: Mapping[int, Taken]) -> tuple[dict[int, str], str]:
    """Return in words the seats of each row, and those that none of them has."""
    had = {place for one in taken.values() for place in _places(one.seats)}
    lacking = {place: seat for one in taken.values() for seat in one.lacking for place in _places((seat,))}
    left = [seat for place, seat in lacking.items() if place not in had]
    return {pk: seats_label(one.seats) for pk, one in taken.items()}, seats_label(left)


def _places(seats: Iterable[Seat]) -> set[tuple[str, int]]:
    return {(seat.role.value, seat.unit_id) for seat in seats}


def _is_shared(rows: Sequence[Substitution], taken: Mapping[int, Taken]) -> bool:
    return any(
        one.substitute_id != other.substitute_id
        and one.since <= other.until
        and other.since <= one.until
        and not _places(taken[one.pk].seats).isdisjoint(_places(taken[other.pk].seats))
        for one, other in combinations(rows, 2)
    )
