"""The page by which somebody hands over and leaves: what hangs on that person, each with a successor, and the closing at its end."""

from collections import Counter
from datetime import datetime

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import absences
from accounts.models import Substitution, User
from accounts.people import finding, leaving
from accounts.people.changes import lock_of, locked
from accounts.people.leaving import LeavingError
from accounts.rights import HEADING
from accounts.roles import Role
from accounts.rows import is_row
from accounts.seats import Seats
from accounts.signin import OfOfficer, seated
from dossiers.desk.counter.day.others import may_close
from dossiers.desk.team.hanging import hanging_on, places_of, put_in_place
from dossiers.lists.names import by_name, called
from dossiers.models import Dossier
from dossiers.pages.gaps.closing import close, ends_with, files_of
from dossiers.pages.gaps.holders import kept_seats

MOST_FILES = 100
"""Dossiers that are led to the page on which they are divided, at once."""


@seated
@require_safe
def hand_over(request: OfOfficer) -> HttpResponse:
    """List the people whose handing over somebody sees to, each with its page."""
    if not (request.seats.has(*HEADING) or request.seats.administered_agency_ids):
        raise Http404
    there = _people(request).filter(Q(is_active=True) | Q(pk__in=locked()))
    people = by_name(there)
    places, names = places_of([one.pk for one in people], timezone.localdate()), called(people)
    # Seats tell most of one name apart; where these are the same too, the user name does.
    alike = Counter((one.get_full_name(), places.get(one.pk, "")) for one in people)
    rows = []
    for one in people:
        name, place = one.get_full_name(), places.get(one.pk, "")
        rows.append((one, names[one.pk] if alike[name, place] > 1 else name, place))
    return render(request, "desk/handing_over.html", {"people": rows})


@seated
@require_http_methods(["GET", "HEAD", "POST"])
def handing_over(request: OfOfficer, pk: int) -> HttpResponse:
    """Show what hangs on somebody who leaves; give a part of it to somebody else, or close the account."""
    person = _people(request).filter(pk=pk).first() if is_row(str(pk)) else None
    if person is None:
        raise Http404
    if request.method == "POST":
        return _pressed(request, person, timezone.now())
    on = timezone.localdate()
    heads = [seat.unit_id for seat in request.seats if seat.role is Role.DIVISION_HEAD]
    hanging = hanging_on(person, on) if person.is_active or lock_of(person) else None
    context = {
        "person": person,
        "hanging": hanging,
        "files": list(_files(person, request.seats, heads)),
        "gives_seats": administers(request.seats, person),
        "divides": any(True for _unit in heads),
        "may_close": may_close(request.seats),
        "ends": ends_with(person, on) if hanging is not None and not hanging else (),
    }
    return render(request, "desk/leaving.html", context)


def administers(seats: Seats, person: User) -> bool:
    """Say whether somebody gives the seats of another and closes that one's account, as an administrator."""
    if person.pk == seats.user_id or not seats.administered_agency_ids:
        return False
    return finding.officers(seats).filter(pk=person.pk).exists()


def _people(request: OfOfficer) -> QuerySet[User]:
    """Narrow to those whose leaving somebody sees to: the head's and manager's own people, and all of an agency one administers."""
    found = absences.kept_by(request.user, request.seats, timezone.localdate())
    administered = finding.officers(request.seats).exclude(pk=request.user.pk)
    return User.objects.filter(Q(pk__in=found.values("pk")) | Q(pk__in=administered.values("pk")))


def _files(person: User, seats: Seats, heads: list[int]) -> QuerySet[Dossier]:
    """Narrow to the first of the dossiers that the reader gives to others: those of the own divisions."""
    seen = Dossier.objects.visible_to(seats) & files_of(person).filter(division__in=heads)
    return seen.order_by("nearest_at", "pk").only("code", "sequence", "subject", "applicant_name")[:MOST_FILES]


def _pressed(request: OfOfficer, person: User, now: datetime) -> HttpResponse:
    try:
        _done(request, person, now)
    except LeavingError as refused:
        messages.error(request, str(refused))
    return redirect(request.path)


def _done(request: OfOfficer, person: User, now: datetime) -> None:
    """Do what was pressed. Raises ``LeavingError``, and ``Http404`` for what this reader does not do."""
    does, is_administrator = request.POST.get("do", ""), administers(request.seats, person)
    if does == "stand-in":
        row = Substitution.objects.not_over(timezone.localdate(now)).filter(substitute=person, pk=_key(request, "row"))
        if (found := row.select_related("absent").first()) is None:
            raise LeavingError(_("It was over already."))
        bare = put_in_place(found, _successor(request), by=request.user, at=now)
        messages.success(request, _("Entered: somebody else stands in."))
        if bare:
            messages.warning(request, bare)
    elif does == "seat" and is_administrator:
        seats = kept_seats(person, timezone.localdate(now)).filter(pk=_key(request, "row"))
        if (seat := seats.first()) is None:
            raise LeavingError(_("Somebody else has this seat by now."))
        leaving.give_seat(seat, _successor(request), by=request.user, at=now)
        messages.success(request, _("Given: the seat is held from today on."))
    elif does == "close" and is_administrator:
        close(person, by=request.user, at=now)
        messages.success(request, _("The account is closed; nothing was left behind."))
    else:
        raise Http404


def _key(request: OfOfficer, name: str) -> int:
    return int(text) if is_row(text := request.POST.get(name, "")) else 0


def _successor(request: OfOfficer) -> User:
    found = User.objects.filter(pk=_key(request, "to")).first()
    if found is None:
        raise LeavingError(_("Choose who takes it over."))
    return found
