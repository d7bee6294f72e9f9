"""Seats as an administrator gives and changes them: nothing of what was is lost, and somebody keeps the administration."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.models import KIND_OF_ROLE, ChangeKind, Membership, Unit, UnitKind, User
from accounts.people import changes
from accounts.rights import OF_DIVISION, WITHOUT_SEAT
from accounts.roles import Role

FIRST_DAY = date(2000, 1, 1)
"""No seat of today began before: an older day is a slip."""
BEFORE_ALL = FIRST_DAY - timedelta(days=1)
"""The only day, which is nobody's, of a seat that was taken back before it began: its row stays, for whom it was to be is known by it."""
AHEAD = timedelta(days=366)
"""So far ahead a seat may begin."""


class SeatMoved(Exception):  # noqa: N818 - no error of whoever types: somebody else was faster
    """A seat that is not held any more on the terms that its page has shown: nothing is changed."""


class SeatError(Exception):
    """A seat that cannot be given or changed so: ``str()`` is the sentence, ``field`` the answer that it is about."""

    def __init__(self, field: str, sentence: str | Promise) -> None:
        super().__init__(str(sentence))
        self.field = field


@dataclass(frozen=True, slots=True)
class Terms:
    """From when and until when (both counted) a seat is held; with which words below a signature."""

    since: date
    until: date | None
    title: str = ""

    @property
    def shown(self) -> str:
        """The terms as a page that changes them sends back what it has shown."""
        return "|".join((self.since.isoformat(), self.until.isoformat() if self.until else "", self.title))

    def values(self) -> dict[str, str | date | None]:
        """Return them as they are recorded."""
        return {"since": self.since, "until": self.until, "title": self.title}


def roles_in(unit: Unit) -> tuple[Role, ...]:
    """Return the roles that are held in a unit, in the order of the roles."""
    return tuple(role for role in Role if role not in WITHOUT_SEAT and kind_of(role) is UnitKind(unit.kind))


def kind_of(role: Role) -> UnitKind:
    """Return in which kind of unit a role is held."""
    return UnitKind.DIVISION if role in OF_DIVISION else KIND_OF_ROLE.get(role, UnitKind.AGENCY)


def give(person: User, unit: Unit, role: Role, terms: Terms, *, by: User, at: datetime) -> Membership:
    """Give somebody a seat, or once more one that is over; raises ``SeatError``.

    There is one row for a person, unit and role: the days of before are in the record of the change.
    """
    with transaction.atomic():
        _alone(person)
        _check_place(unit, role, terms)
        _check_days(terms, timezone.localdate(at))
        seat = Membership.objects.filter(user=person, unit=unit, role=role).first()
        before = _former_days(seat, terms, timezone.localdate(at)) if seat else None
        seat = seat or Membership(user=person, unit=unit, role=role)
        seat.since, seat.until, seat.title = terms.since, terms.until, terms.title
        seat.save()
        after = {"role": role.value, **terms.values()}
        changes.note(ChangeKind.SEAT_GIVEN, by=by, at=at, person=person, unit=unit, before=before, after=after)
        return seat


def _former_days(seat: Membership, terms: Terms, on: date) -> dict[str, str | date | None] | None:
    """Return the days of a seat that is over, None of one that never began; raises ``SeatError`` of one that is not, and where the days would be one's."""
    if seat.until is None or seat.until >= on:
        raise SeatError("place", _("This person has that seat already, %(days)s.") % {"days": days_of(seat)})
    if terms.since <= seat.until:
        sentence = _("This person had that seat until %(day)s: it can begin again on a later day.")
        raise SeatError("since", sentence % {"day": f"{seat.until:%d/%m/%Y}"})
    return None if is_taken_back(seat) else terms_of(seat).values()


def change(seat: Membership, terms: Terms, *, by: User, at: datetime, shown: str = "") -> bool:
    """Change the days and the title of a seat; say whether anything was another than before. Raises ``SeatError``.

    ``shown``: as ``Terms.shown`` the terms that somebody had before the eyes; raises ``SeatMoved`` where they are others by
    now, unless just what is wanted. What was done by a seat stays done by it: one that has begun keeps its first day, and none ends before today.
    """
    on = timezone.localdate(at)
    with transaction.atomic():
        _alone(seat.user)
        held = Membership.objects.select_related("unit", "user").get(pk=seat.pk)
        before = terms_of(held)
        if before == terms:
            return False
        if shown and shown != before.shown:
            raise SeatMoved
        _check_change(held, terms, on)
        held.since, held.until, held.title = terms.since, terms.until, terms.title
        held.save(update_fields=["since", "until", "title"])
        if held.role == Role.ADMINISTRATOR:
            keep_administrator(held.unit, on, terms)
        old, new = ({"role": held.role, **one.values()} for one in (before, terms))
        changes.note(ChangeKind.SEAT_CHANGED, by=by, at=at, person=held.user, unit=held.unit, before=old, after=new)
    return True


def take_back(seat: Membership, *, by: User, at: datetime) -> None:
    """Take back a seat that has not begun, so that it is held on no day; it can be given anew from today on."""
    with transaction.atomic():
        _alone(seat.user)
        held = Membership.objects.select_related("unit", "user").get(pk=seat.pk)
        old = {"role": held.role, **terms_of(held).values()}
        held.since = held.until = BEFORE_ALL
        held.save(update_fields=["since", "until"])
        new = {"role": held.role, "since": None, "until": None, "title": held.title}
        changes.note(ChangeKind.SEAT_CHANGED, by=by, at=at, person=held.user, unit=held.unit, before=old, after=new)


def is_taken_back(seat: Membership) -> bool:
    """Say whether a seat was taken back before it began."""
    return seat.until == BEFORE_ALL


def terms_of(seat: Membership) -> Terms:
    """Return on which terms a seat is held."""
    return Terms(seat.since, seat.until, seat.title)


def days_of(seat: Membership) -> str:
    """Return the days of a seat as they are written."""
    if is_taken_back(seat):
        return _("taken back before it began")
    if seat.until is None:
        return _("since %(day)s") % {"day": f"{seat.since:%d/%m/%Y}"}
    return f"{seat.since:%d/%m/%Y}–{seat.until:%d/%m/%Y}"


def keep_administrator(unit: Unit, on: date, terms: Terms | None = None) -> None:
    """Raise ``SeatError`` where an agency would have no administrator who can sign in, today or once a seat has ended.

    Asked after the change; the agency is locked, so that of two who go at once the second one sees the first.
    """
    Unit.objects.select_for_update(no_key=True).get(pk=unit.agency_id)
    held = Membership.objects.of_agency(unit.agency_id).filter(role=Role.ADMINISTRATOR, user__is_active=True)
    after = terms.until + timedelta(days=1) if terms and terms.until else on
    if any(not held.in_force(day).exists() for day in {on, after}):
        raise SeatError("until", _("This is the last administrator. Give somebody else that seat first."))


def _alone(person: User) -> None:
    """Let one change after the other be made of somebody's seats."""
    User.objects.select_for_update(no_key=True).get(pk=person.pk)


def _check_place(unit: Unit, role: Role, terms: Terms) -> None:
    if role not in roles_in(unit):
        raise SeatError("place", _("Nobody has this role in a unit of this kind."))
    if unit.until is not None and (terms.until is None or terms.until > unit.until):
        sentence = _("This unit is there until %(day)s: the seat ends then at the latest.")
        raise SeatError("until", sentence % {"day": f"{unit.until:%d/%m/%Y}"})


def _check_days(terms: Terms, on: date) -> None:
    if terms.until is not None and terms.until < terms.since:
        raise SeatError("until", _("The last day is before the first."))
    if terms.until is not None and terms.until < on:
        raise SeatError("until", _("These days are over already."))
    if terms.since < FIRST_DAY:
        raise SeatError("since", _("That is too long ago for a seat of today. Look at the year."))
    if terms.since > on + AHEAD:
        raise SeatError("since", _("A seat begins within a year. Look at the year."))


def _check_change(seat: Membership, terms: Terms, on: date) -> None:
    if seat.until is not None and seat.until < on:
        raise SeatError("until", _("This seat is over. Give it once more if the person has it again."))
    if seat.since <= on and terms.since != seat.since:
        raise SeatError("since", _("This seat has begun, and what was done since was done by it: its first day stays."))
    if terms.until is not None and terms.since <= on and terms.until < on:
        sentence = _("The last day is today at the earliest. To keep somebody out at once, close the account.")
        raise SeatError("until", sentence)
    _check_days(terms, on)
    _check_place(seat.unit, Role(seat.role), terms)
