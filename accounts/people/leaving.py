"""Somebody leaves: the seats that one alone has are given on, and the account is closed (ADR 0095, 0096)."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.absences import days_of
from accounts.models import Membership, Substitution, User
from accounts.people import changes, persons, seating
from accounts.people.persons import PersonError
from accounts.people.seating import SeatError, Terms
from accounts.rights import OFFICERS
from accounts.roles import Role


class LeavingError(Exception):
    """What cannot be done about somebody who leaves: ``str()`` is the sentence."""

    def __init__(self, sentence: str | Promise) -> None:
        super().__init__(str(sentence))


def locked(pk: int) -> User:
    """Lock an account within a transaction; raises ``LeavingError`` where it is closed already: somebody else was faster.

    One whose sign-in alone is locked is closed as any other.
    """
    person = User.objects.select_for_update().get(pk=pk)
    if not person.is_active and changes.lock_of(person) is None:
        raise LeavingError(_("This account is closed already."))
    return person


def sole_seats(person: User, on: date) -> QuerySet[Membership]:
    """Narrow to the seats of somebody in force on a day that nobody else has who can sign in."""
    others = Membership.objects.in_force(on).filter(role=OuterRef("role"), unit=OuterRef("unit"), user__is_active=True)
    own = Membership.objects.in_force(on).filter(user=person)
    return own.filter(~Exists(others.exclude(user=person))).select_related("unit").order_by("pk")


def successors_of(seats: Sequence[Membership], on: date) -> dict[int, list[User]]:
    """Return by its key who may get each of some seats, by name: two queries for each agency of them."""
    found: dict[int, list[User]] = {}
    for agency in dict.fromkeys(seat.unit.agency_id for seat in seats):
        people = list(_staying(agency, on))
        places = [seat for seat in seats if seat.unit.agency_id == agency]
        held = Membership.objects.filter(unit__in=[seat.unit_id for seat in places])
        had = set(held.values_list("unit", "role", "user"))
        for seat in places:
            found[seat.pk] = [one for one in people if (seat.unit_id, seat.role, one.pk) not in had]
    return found


def _staying(agency: int, on: date) -> QuerySet[User]:
    """Narrow to the officers of an agency who are there on a day and stay."""
    staying = Q(until__isnull=True) | Q(until__gt=on)
    here = Membership.objects.in_force(on).of_agency(agency).filter(staying, role__in=(*OFFICERS, Role.ADMINISTRATOR))
    away = Substitution.objects.in_force(on).values("absent")
    found = User.objects.filter(pk__in=here.values("user"), is_active=True).exclude(pk__in=away)
    return found.order_by("full_name", "username")


def give_seat(seat: Membership, to: User, *, by: User, at: datetime) -> Membership:
    """Give somebody the seat of whoever leaves from today on, beside that one. Raises ``LeavingError``."""
    on = timezone.localdate(at)
    with transaction.atomic():
        list(User.objects.filter(pk__in=(seat.user_id, to.pk)).order_by("pk").select_for_update())
        refuse_successor(to, on)
        if to not in successors_of([seat], on)[seat.pk]:
            raise LeavingError(
                _("%(name)s cannot get this seat: it takes an officer of the agency who has not had it before.")
                % {"name": to.get_full_name()}
            )
        try:
            return seating.give(to, seat.unit, Role(seat.role), Terms(on, None), by=by, at=at)
        except SeatError as refused:
            raise LeavingError(str(refused)) from refused


def refuse_successor(to: User, on: date) -> None:
    """Raise ``LeavingError`` for who is away today, or leaves too."""
    if not to.is_active:
        raise LeavingError(_("The account of %(name)s is closed.") % {"name": to.get_full_name()})
    away = Substitution.objects.in_force(on).filter(absent=to).first()
    if away is not None:
        words = {"name": to.get_full_name(), "days": days_of(away)}
        raise LeavingError(_("%(name)s is away, %(days)s. Choose somebody who is there.") % words)
    seats = Membership.objects.in_force(on).filter(user=to)
    if seats.exists() and not seats.filter(Q(until__isnull=True) | Q(until__gt=on)).exists():
        raise LeavingError(_("%(name)s leaves too, today. Choose somebody who stays.") % {"name": to.get_full_name()})


def ending_with(person: User, on: date) -> QuerySet[Membership]:
    """Narrow to the seats that end where the account of somebody of the office is closed on a day, in whatever agency."""
    found = Membership.objects.filter(Q(until__isnull=True) | Q(until__gt=on), user=person)
    return found.select_related("unit").order_by("pk")


def relied_on(person: User, on: date) -> QuerySet[Substitution]:
    """Narrow to the absences, running or to come, in which somebody is to stand in."""
    found = Substitution.objects.not_over(on).filter(substitute=person)
    return found.select_related("absent").order_by("since", "pk")


def hangs_on(person: User, on: date, files: int) -> Iterator[str]:
    """Yield in words what keeps an account from being closed: files, seats that nobody else has, days of standing in.

    ``files``: how many dossiers wait for that person by name, which other apps know.
    """
    if files:
        words = ngettext("%(n)s file waits for %(name)s by name", "%(n)s files wait for %(name)s by name", files)
        yield words % {"n": files, "name": person.get_full_name()}
    for seat in sole_seats(person, on):
        place = {"role": seat.get_role_display(), "unit": seat.unit.name(get_language())}
        yield _("nobody else is %(role)s in %(unit)s") % place
    for row in relied_on(person, on):
        yield _("stands in for %(name)s, %(days)s") % {"name": row.absent.get_full_name(), "days": days_of(row)}


def close(
    person: User, *, files: Callable[[User], int], more: Callable[[User], Iterable[str]], by: User, at: datetime
) -> User:
    """Close an account on which nothing hangs: its seats end today, and with it no session is anybody's any more.

    ``files`` counts what waits for somebody by name, ``more`` says what else hangs on that one of which other apps know; they
    are asked with the account locked. Raises ``LeavingError`` for one's
    own and that of the last administrator, for one that is closed already, and where something hangs on it: whoever
    presses, on whatever page. Then nothing is changed.
    """
    on = timezone.localdate(at)
    with transaction.atomic():
        found = locked(person.pk)
        if found.pk == by.pk:
            raise LeavingError(persons.not_ones_own())
        if hanging := [*hangs_on(found, on, files(found)), *more(found)]:
            sentence = _("Something hangs on this person still: hand it over first. Nothing was closed.")
            raise LeavingError(f"{sentence} ({'; '.join(hanging)}.)")
        _end(found, on, by=by, at=at)
    return found


def _end(person: User, on: date, *, by: User, at: datetime) -> None:
    Substitution.objects.not_over(on).filter(absent=person).update(ended_on=on, ended_by=by)
    try:
        for seat in ending_with(person, on):
            if seat.since > on:
                # Begun by nobody, whatever becomes of the account: who opens it again gives back nothing.
                seating.take_back(seat, by=by, at=at)
            else:
                seating.change(seat, replace(seating.terms_of(seat), until=on), by=by, at=at)
        persons.close(person, by=by, at=at)
    except (PersonError, SeatError) as refused:
        raise LeavingError(str(refused)) from refused
