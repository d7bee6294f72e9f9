"""The administrator's page of a new officer: the person, the mail and the seats at once, and the link of the first sign-in."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.people import finding, persons
from accounts.people.persons import PersonError
from accounts.people.seating import SeatError
from accounts.signin import OfOfficer, administrator
from dossiers.office.gaps import lacking
from dossiers.office.people.forms import NewOfficerForm, Places, ask, begun_before
from dossiers.office.people.person import send_link


@administrator
@require_http_methods(["GET", "HEAD", "POST"])
def new_officer(request: OfOfficer) -> HttpResponse:
    """Enter a new officer and mail the link by which that person alone chooses a password."""
    now = timezone.now()
    on = timezone.localdate(now)
    places = Places(finding.places_of(request.seats.administered_agency_ids), on)
    form = NewOfficerForm(places, on, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid() and (person := _entered(form, request)):
        messages.success(request, _("%(name)s is entered, with the user name %(username)s.") % _names(person))
        send_link(request, person, now)
        return redirect("person", pk=person.pk)
    context = {"form": form, **lacking(request)}
    return render(request, "office/new_officer.html", context, status=422 if form.errors else 200)


def _entered(form: NewOfficerForm, request: OfOfficer) -> User | None:
    """Enter the person of a valid form with all seats; None where something is refused, and nothing is kept then."""
    past = begun_before((seat.terms for seat in form.seats), timezone.localdate())
    days = " ".join(str(seat.terms.since) for seat in form.seats)
    if ask(form, days, _("Give the seat from that day on"), past):
        return None
    try:
        with transaction.atomic():
            return persons.enter(form.person, form.seats, by=request.user, at=timezone.now())
    except (PersonError, SeatError) as refused:
        form.refuse(refused.field, str(refused))
        return None


def _names(person: User) -> dict[str, str]:
    return {"name": person.get_full_name(), "username": person.username}
